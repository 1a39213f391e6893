import { type Effects, shortDigest } from "@towpath/core";
import { isLetThrough, type RecordedGate, type Release } from "@towpath/delivery";
import { isEmptyPlan, planEnvironment } from "@towpath/provisioning";
import { closedGates, closedStatus, gateFindings, gateSections } from "../describe/gate-sections.ts";
import { planSummary } from "../describe/plan-sections.ts";
import type { Checked } from "../environment/guard.ts";
import { alone, type World } from "../environment/open-world.ts";
import { OperationError } from "../errors.ts";
import { deployGates } from "../gates/environment-gates.ts";
import { lockGate } from "../gates/lock-gate.ts";
import type { Ending } from "../operation.ts";
import { askFirst, waitForApproval } from "./ask-first.ts";
import { deploymentKind } from "./deployment-kind.ts";
import { type DeployData, endingOf } from "./ending-of.ts";
import { overrideFreeze } from "./override-freeze.ts";
import { putOut } from "./put-out.ts";
import { readDuration } from "./read-duration.ts";

/** What may be said about a deployment. */
export interface DeployWords {
  /** `planned` (the default), `hotfix` or `config`. */
  readonly kind?: string | undefined;
  /** Insists on a release that failed here before: why. */
  readonly force?: string | undefined;
  /** Asks to pass a freeze: why. A second person has to approve the release then. */
  readonly overrideFreeze?: string | undefined;
  /** How long to wait for approvals before anything is locked, as a duration such as `30m`. */
  readonly waitForApproval?: string | undefined;
  /** Asks the gates and deploys nothing. */
  readonly isGatesOnly?: boolean | undefined;
  /** What an incident tool calls the reason. */
  readonly incident?: string | undefined;
}

/** The same as it is carried out. */
export interface DeployOptions {
  readonly kind: ReturnType<typeof deploymentKind>;
  readonly force: { readonly reason: string } | undefined;
  readonly overrideFreeze: string | undefined;
  readonly waitMs: number | undefined;
  readonly isGatesOnly: boolean;
  readonly incident: string | undefined;
}

/** Reads what was said, before anything is done. @throws {OperationError} `operation/deployment-kind`, `operation/bad-duration` */
export function deployOptions(words: DeployWords): DeployOptions {
  const { kind, force, overrideFreeze: reason, waitForApproval: wait, isGatesOnly = false, incident } = words;
  return {
    kind: deploymentKind(kind),
    force: force === undefined ? undefined : { reason: force },
    overrideFreeze: reason,
    waitMs: wait === undefined ? undefined : readDuration(wait, "--wait-for-approval"),
    isGatesOnly,
    incident,
  };
}

/** Asks every gate about a release, and brings it out where all of them let it. */
export async function deployFound(
  opening: World,
  opened: Checked,
  release: Release,
  options: DeployOptions,
  effects: Effects,
): Promise<Ending<DeployData>> {
  const { kind, force, incident, waitMs, isGatesOnly } = options;
  const gates = deployGates({ world: opening, opened, findings: opened.findings, effects });
  await overrideFreeze(opening, release.artifact.digest, options.overrideFreeze, effects);
  const intent = { release, kind, force };
  if (waitMs !== undefined || isGatesOnly) {
    const answers = await (waitMs === undefined
      ? askFirst(opening, intent, gates, effects)
      : waitForApproval(opening, intent, gates, waitMs, effects));
    if (isGatesOnly || !isLetThrough(answers)) return gatesEnding(opened, release, answers);
  }
  return alone(opening, async (world) => {
    if (!opened.isBlocked) await requireApplied(world);
    const outcome = await putOut(
      world,
      release,
      { opened, kind, force, incident, gates: [...gates, lockGate] },
      effects,
    );
    const ending = endingOf(outcome, opened.graph);
    return {
      ...ending,
      service: release.service,
      environment: opened.graph.environment.name,
      findings: [...ending.findings, ...opened.findings],
    };
  });
}

/** @throws {OperationError} `operation/resources-not-applied` */
async function requireApplied(world: World): Promise<void> {
  const drift = await planEnvironment(world, "match");
  if (isEmptyPlan(drift)) return;
  throw new OperationError({
    code: "operation/resources-not-applied",
    kind: "refused",
    message: `The resources are not as the manifest says: ${planSummary(drift)}.`,
    hint: `Run towpath apply -e ${drift.environment} first.`,
  });
}

/** The ending where gates were asked and nothing was deployed. */
function gatesEnding(
  { graph, findings }: Checked,
  release: Release,
  gates: readonly RecordedGate[],
): Ending<DeployData> {
  const environment = graph.environment.name;
  const what = `${release.service} ${release.version} (${shortDigest(release.artifact.digest)})`;
  const isOpen = isLetThrough(gates);
  return {
    status: isOpen ? "ok" : closedStatus(gates),
    summary: isOpen
      ? `Nothing stands between ${what} and ${environment}.`
      : `${what} is not let into ${environment}: ${closedGates(gates)}. Nothing was touched.`,
    service: release.service,
    environment,
    findings: [...gateFindings(gates, graph, release.artifact), ...findings],
    sections: gateSections(gates),
    data: { deployment: null, gates, unchanged: true, addresses: {} },
  };
}
