import type { Address } from "@towpath/core";
import {
  type Change,
  type ChangeOutcome,
  type Consent,
  type Context,
  type Outcome,
  type Plan,
  ProvisioningError,
  readState,
  requireConsent,
  requireSamePlan,
  retainWithoutConsent,
  stateKey,
  type Target,
} from "@towpath/provisioning";
import { readPlan } from "../plan/read-plan.ts";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { RunResult } from "../process/run-terraform.ts";
import { type ProgressLog, progressLog } from "../state/progress-log.ts";
import { beginChanges } from "./begin-changes.ts";
import type { TerraformEngineParts } from "./engine-parts.ts";
import { followApply } from "./follow-apply.ts";
import type { FreshSecrets } from "./generated-secrets.ts";
import type { PlanHolder } from "./held-plan.ts";
import { rescuedNewest } from "./native-rescue.ts";
import { outcomesOf } from "./outcomes.ts";
import { PLAN_FILE } from "./plan-session.ts";
import { keyOf, type PlannedShare, planOf, planShare } from "./plan-share.ts";
import { type ReadBack, readBack } from "./read-back.ts";
import { recordChanges } from "./record-changes.ts";
import { requireNothingElse } from "./require-nothing-else.ts";
import type { Session } from "./session.ts";

/** Plans again, holds that to what was approved, carries it out, and records what there is then: whatever came of it. */
export async function applyShare(
  parts: TerraformEngineParts,
  target: Target,
  approved: Plan,
  consent: Consent,
  { fresh, holder }: { readonly fresh: FreshSecrets; readonly holder: PlanHolder },
  context: Context,
): Promise<Outcome> {
  const { graph } = target;
  const { goal, only } = approved;
  const state = await readState(target.state, stateKey(graph.service.name, graph.environment.name));
  requireConsent(approved, consent);
  let retained: ReadonlySet<Address> = new Set();
  for (;;) {
    const request = { target, goal, state, mode: "write" as const, retained, holder };
    const outcome = await planShare(parts, request, fresh, context, async (planned, session) => {
      const whole = planOf({ ...request, only }, planned.changes, context);
      const orphans = new Set(Object.keys(state.orphans));
      const plan = goal === "destroy" && !only ? retainWithoutConsent(whole, consent, orphans) : whole;
      const keeps = keptOf(whole, plan);
      if (retained.size > 0) {
        const changes = withRetained(approved.changes, planned, retained);
        requireSamePlan(approved, planOf({ ...request, only }, changes, context));
        return { outcome: await carryOut(parts, { ...planned, changes }, session, context) };
      }
      requireSamePlan(approved, plan);
      requireConsent(plan, consent);
      if (keeps.size > 0) return { keeps };
      return { outcome: await carryOut(parts, { ...planned, changes: plan.changes }, session, context) };
    });
    if (outcome.outcome) return outcome.outcome;
    retained = outcome.keeps;
  }
}

/** How an apply ends that has nothing to do: Terraform would lock and write its state for it. */
const NOTHING_TO_APPLY: RunResult = {
  exitCode: 0,
  stdout: "",
  diagnostics: [],
  program: "Terraform",
  isCancelled: false,
  lines: [],
};

/** What a destruction keeps for its data although Terraform was asked to plan it away. */
function keptOf(whole: Plan, plan: Plan): ReadonlySet<Address> {
  const kept = whole.changes.filter(
    ({ address, action }) =>
      action === "delete" && plan.changes.some((each) => each.address === address && each.action !== "delete"),
  );
  return new Set(kept.map(({ address }) => address));
}

/**
 * What is planned where some of it is retained: of that Terraform says nothing any more.
 *
 * @throws {TerraformError} `engine-terraform/kept-changed` where it does
 */
function withRetained(
  approved: readonly Change[],
  { changes, share }: Pick<PlannedShare, "changes" | "share">,
  retained: ReadonlySet<Address>,
): readonly Change[] {
  requireNothingElse(
    changes.filter(({ address }) => retained.has(address)),
    share,
  );
  return [
    ...approved.filter(({ address }) => retained.has(address)),
    ...changes.filter(({ address }) => !retained.has(address)),
  ];
}

async function carryOut(
  parts: TerraformEngineParts,
  planned: PlannedShare,
  session: Session | undefined,
  context: Context,
): Promise<Outcome> {
  const { share, changes, terraform } = planned;
  if (!session || !terraform) return { status: "done", changes: changes.map(unchanged) };
  const { target } = share;
  if (context.signal.aborted) return { status: "cancelled", changes: changes.map(notBegun) };
  requireKnown(planned, session);
  const log = progressLog(target.state, keyOf(parts, target), context);
  const drafts = await beginChanges(parts, planned, session, context);
  await log.plan(madeBy(terraform));
  const follower = followApply(changes, terraform, session, log, context);
  const result = terraform.isApplicable
    ? await session.attempt(["apply", "-input=false", "-json", "-no-color", PLAN_FILE], {
        onMessage: follower.onMessage,
      })
    : NOTHING_TO_APPLY;
  const progress = follower.end(result);
  await session.rescue();
  const back = await ownedState(parts, share.only !== undefined && result.exitCode === 0, share.target, session);
  const recorded = await recordChanges(parts, { planned, session, drafts, back, progress, result }, context);
  await settle(log, terraform, back, progress.open, result.exitCode === 0, context);
  if (result.exitCode !== 0 && !progress.hasBegun && !result.isCancelled) throw session.failureOf(result, "apply");
  const outcome = outcomesOf({ changes, terraform, session, result, progress, recorded });
  // Everything was made, and its state could not be written.
  const isToldOf = outcome.changes.some(({ status }) => status !== "done" && status !== "unchanged");
  if (outcome.status === "failed" && !isToldOf) throw session.failureOf(result, "apply");
  return outcome;
}

/** What a resource needs of others is there by now: its placeholders would be carried out as nothing. */
function requireKnown({ share }: PlannedShare, { root }: Session): void {
  const [first] = share.wanted.filter(({ address }) => root.unknown.has(address));
  if (!first) return;
  const open = Object.entries(first.settings).filter(([, { known }]) => !known);
  throw new ProvisioningError({
    code: "provisioning/output-missing",
    kind: "fault",
    message: `${first.address} needs settings that are still unknown: ${open.map(([name]) => name).join(", ")}.`,
    place: open[0]?.[1].origin.place ?? first.origin.place,
    hint: "What they come from was not made. Look at its error, and run the command again.",
  });
}

/** The state after an apply. One of some things alone may not say yet whose state it is: that is made good. */
async function ownedState(
  parts: TerraformEngineParts,
  isPart: boolean,
  { state: store }: Target,
  session: Session,
): Promise<ReadBack> {
  const box = parts.secretBox;
  const unwritten = session.served ? undefined : await rescuedNewest({ ...parts.folders, key: session.stateKey });
  const back = await readBack(session, { store, box }, unwritten);
  if (!isPart || back.hasOwner || back.things.length === 0) return back;
  await session.run("plan", [
    "plan",
    "-input=false",
    "-lock=false",
    "-json",
    "-no-color",
    "-refresh=false",
    `-out=${PLAN_FILE}`,
  ]);
  const { stdout } = await session.run("show", ["show", "-json", "-no-color", PLAN_FILE], { captures: "stdout" });
  if (readPlan(stdout).changes.some(({ action, importing }) => action !== "none" || importing !== undefined))
    return back;
  await session.run("apply", ["apply", "-input=false", "-json", "-no-color", PLAN_FILE]);
  return readBack(session, { store, box }, undefined);
}

function madeBy(plan: TerraformPlan): readonly string[] {
  return plan.changes.filter(({ action }) => action === "create" || action === "replace").map(({ address }) => address);
}

/** What is in the state now is no longer pending; of what was being made nobody knows, unless all went well. */
async function settle(
  log: ProgressLog,
  plan: TerraformPlan,
  back: ReadBack,
  open: ReadonlySet<string>,
  isDone: boolean,
  { events }: Context,
): Promise<void> {
  const there = back.things.map(({ address }) => address);
  const never = madeBy(plan).filter((address) => isDone || !open.has(address));
  const gone = plan.changes.filter(({ action }) => action === "delete").map(({ address }) => address);
  const ids = new Map(back.things.flatMap(({ address, id }) => (id === undefined ? [] : [[address, id] as const])));
  const left = await log.settle(new Set([...there, ...never, ...gone]), ids);
  for (const { to, id, run } of left)
    events({
      type: "notice",
      message: `Run ${run}, which was cut off, had made ${id} as ${to}; another one stands there now. Look whether ${id} is still needed: nothing of Towpath minds it any more.`,
    });
}

function unchanged({ address, action }: Change): ChangeOutcome {
  return { address, action, status: action === "none" ? "unchanged" : "done", durationMs: 0 };
}

function notBegun({ address, action }: Change): ChangeOutcome {
  return { address, action, status: "cancelled", message: "The run was cancelled before it.", durationMs: 0 };
}
