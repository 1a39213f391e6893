import type { ProgressEvent } from "@towpath/core";
import type { GraphDeploy, GraphHealth } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import type { DeployRequest } from "../deployment/deploy.ts";
import type { Release } from "../release/release.ts";
import { graphOf, serverOf } from "./graph.ts";
import { type LeapingClock, leapingClock } from "./leaping-clock.ts";
import type { ModelHost } from "./model-host.ts";

/** An artifact store that has everything and gives nothing. */
const artifacts: ArtifactStore = {
  put: () => Promise.reject(new Error("Nothing is put in here.")),
  has: async () => true,
  open: () => {
    throw new Error("Nothing is taken out of here.");
  },
  async *list() {},
  remove: async () => false,
};

/** What a test of a deployment on a {@link ModelHost} may say about it. */
export interface ModelRequest {
  readonly release: Release;
  readonly host: ModelHost;
  readonly state: StateStore;
  readonly deploy?: Partial<GraphDeploy>;
  readonly health?: Partial<GraphHealth>;
  readonly clock?: LeapingClock;
  readonly signal?: AbortSignal;
  readonly events?: ProgressEvent[];
  readonly run?: string;
}

/** A request to deploy to `dev` on a model host, at once. */
export function modelRequest(sketch: ModelRequest, more: Partial<DeployRequest> = {}): DeployRequest {
  const { release, host, state, deploy = {}, health = {}, clock = leapingClock(), events = [] } = sketch;
  const server = serverOf(deploy);
  const workload = {
    ...server,
    health: { path: "/healthz", intervalMs: 20, timeoutMs: 2_000, graceMs: 10_000, ...health },
  };
  return {
    target: { graph: graphOf("/services/orders", { workloads: [workload] }), state },
    release,
    artifacts,
    host,
    state,
    context: {
      clock,
      signal: sketch.signal ?? new AbortController().signal,
      events: (event) => void events.push(event),
      variables: {},
      outputs: async () => undefined,
      secrets: () => Promise.reject(new Error("no secrets")),
      holder: { who: "anna", run: sketch.run ?? "7/1", since: "2026-03-02T10:00:00Z" },
    },
    fetch: host.fetch,
    gates: [],
    proof: { withinMs: 2_000, betweenMs: 50, bakeEveryMs: 1_000 },
    ...more,
  };
}
