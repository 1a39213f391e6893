import { type Effects, shortDigest } from "@towpath/core";
import {
  type Deployment,
  type DeployOutcome,
  deploymentSentence,
  deploy as deployRelease,
  type Release,
  releasesOf,
} from "@towpath/delivery";
import { isEmptyPlan, planEnvironment } from "@towpath/provisioning";
import type { Section, Status } from "@towpath/report";
import { planSummary } from "../describe/plan-sections.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import {
  alone,
  openWorld,
  requireWorkloadHost,
  targetOf,
  type World,
  workloadHost,
} from "../environment/open-world.ts";
import { refuseGates } from "../environment/refuse-unbuilt.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";

/** What to bring out, and where. */
export interface DeployRequest extends EnvironmentRequest {
  /** Digest of the artifact, or its beginning; what was built last when absent. */
  readonly release?: string | undefined;
}

/** How the deployment ended. */
export interface DeployData {
  readonly deployment: Deployment;
  /** The release ran there already, as it was to run. */
  readonly unchanged: boolean;
  /** Where users reach each workload. */
  readonly addresses: Readonly<Record<string, string>>;
}

/** Brings a release to run in an environment, with proof; when it does not hold, the one before it stays. */
export const deploy = operation<DeployRequest, DeployData | null>("deploy", async (request, effects) => {
  const opened = await openChecked(request, effects);
  if (opened.isBlocked) return { ...refusedByRules(opened, "deployed"), data: null };
  refuseGates(opened.graph);
  const opening = await openWorld(opened.graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  requireWorkloadHost(opening);
  return alone(opening, async (world) => {
    const release = await findRelease(world, request.release);
    const drift = await planEnvironment(world, "match");
    if (!isEmptyPlan(drift)) {
      throw new OperationError({
        code: "operation/resources-not-applied",
        kind: "refused",
        message: `The resources are not as the manifest says: ${planSummary(drift)}.`,
        hint: `Run towpath apply -e ${drift.environment} first.`,
      });
    }
    const outcome = await putOut(world, release, effects);
    return {
      ...endingOf(outcome),
      service: release.service,
      environment: opened.graph.environment.name,
      findings: opened.findings,
    };
  });
});

/** Deploys a release in a world that nobody else changes meanwhile. */
export async function putOut(world: World, release: Release, effects: Effects): Promise<DeployOutcome> {
  return deployRelease({
    target: await targetOf(world),
    release,
    artifacts: world.artifacts,
    host: workloadHost(world),
    state: world.state,
    context: world.context,
    fetch: effects.fetch,
    gates: [],
  });
}

const FAILED = new Set<Deployment["verdict"]>(["failed_before_exposure", "rolled_back"]);

/**
 * What a deployment came to, for a person and for the exit code.
 *
 * @param changed addresses of the resources that were changed for it
 */
export function endingOf(
  outcome: DeployOutcome,
  changed: readonly string[] = [],
): {
  readonly status: Status;
  readonly summary: string;
  readonly sections: readonly Section[];
  readonly data: DeployData;
} {
  const { deployment, unchanged, logTail } = outcome;
  const { verdict } = deployment;
  const addresses = Object.fromEntries(
    outcome.instances.flatMap(({ workload, address }) => (address === undefined ? [] : [[workload, address]])),
  );
  return {
    status:
      verdict === "succeeded"
        ? "ok"
        : verdict === "cancelled"
          ? "interrupted"
          : FAILED.has(verdict)
            ? "failed"
            : "fault",
    summary:
      unchanged && verdict === "succeeded" ? unchangedSentence(deployment, changed) : deploymentSentence(deployment),
    sections: logTail.length > 0 ? [{ kind: "lines", title: "It printed last:", lines: logTail }] : [],
    data: { deployment, unchanged, addresses },
  };
}

function unchangedSentence(deployment: Deployment, changed: readonly string[]): string {
  const { service, version, artifact, environment } = deployment;
  const what = changed.length > 0 ? `${changed.join(", ")} had to be changed` : "nothing had to be changed";
  return `${service} ${version} (${shortDigest(artifact.digest)}) serves ${environment}; ${what}.`;
}

/** How many releases a message names, the newest first. */
const LISTED = 5;

async function findRelease(world: World, wanted: string | undefined): Promise<Release> {
  const { name } = world.graph.service;
  const digest = wanted === undefined || wanted.startsWith("sha256:") ? wanted : `sha256:${wanted}`;
  const known = new Map<string, Release>();
  for await (const release of releasesOf(world.state, name)) {
    if (digest === undefined || release.artifact.digest === digest) return release;
    if (!known.has(release.artifact.digest)) known.set(release.artifact.digest, release);
  }
  const fitting = [...known.values()].filter(({ artifact }) => artifact.digest.startsWith(digest ?? ""));
  const [release] = fitting;
  if (release && fitting.length === 1) return release;
  const shown = (fitting.length > 0 ? fitting : [...known.values()]).slice(0, LISTED);
  throw new OperationError({
    code: "operation/not-built",
    message:
      known.size === 0
        ? `${name} was never built on this machine.`
        : `${fitting.length === 0 ? "No release" : "More than one release"} of ${name} has a digest that begins with ${wanted}.`,
    hint:
      known.size === 0
        ? "Run towpath build first, or towpath up for everything in one."
        : `Built last: ${shown.map(({ artifact, version }) => `${shortDigest(artifact.digest)} (${version})`).join(", ")}.`,
  });
}
