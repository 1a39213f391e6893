import type { Deployment } from "@towpath/delivery";
import type { StateStore } from "@towpath/provisioning";
import { memoryStore } from "@towpath/testkit";
import { type DeploymentsRequest, publishDeployments } from "../deployments/publish-deployments.ts";
import { recordDeployment } from "./deployments.ts";
import { type Publishing, publishing } from "./publishing.ts";

/** What tells GitHub of deployments, and what GitHub shows of them. */
export interface Desk extends Publishing {
  readonly state: StateStore;
  /** The commit of `main`. */
  readonly main: string;
  record(...deployments: readonly Deployment[]): Promise<void>;
  /** @param at when the clock stands still; a quick one without it */
  publish(facts?: Partial<DeploymentsRequest>, at?: string): ReturnType<typeof publishDeployments>;
  /** What GitHub shows: our numbers and the state of each. */
  shown(): readonly (readonly [unknown, readonly string[]])[];
}

/** With these deployments on record. */
export async function deskWith(...deployments: readonly Deployment[]): Promise<Desk> {
  const desk = await publishing();
  const state = memoryStore();
  const main = (await desk.repository.commitOf("main")) ?? "";
  const record: Desk["record"] = async (...more) => {
    for (const one of more) await recordDeployment(state, one);
  };
  await record(...deployments);
  return {
    ...desk,
    state,
    main,
    record,
    publish: (facts = {}, at) => {
      const { clock } = desk.effects;
      const standing = at === undefined ? clock : { ...clock, now: () => new Date(at) };
      return publishDeployments(
        { ...desk.access, state, service: "orders", environment: "prod", commit: main, runId: "run-1", ...facts },
        { ...desk.effects, clock: standing },
      );
    },
    shown: () =>
      desk.repository.deployments.map(({ payload, statuses }) => [
        Object(payload).number,
        statuses.map((status) => status.state),
      ]),
    [Symbol.asyncDispose]: () => desk[Symbol.asyncDispose](),
  };
}

/** There was nothing to say. */
export const QUIET = { notices: [], warnings: [] };
/** The states of one that serves, and of one that did. */
export const served = ["in_progress", "success"];
export const replaced = [...served, "inactive"];
