import { errorMessage, isAbort, own, redactor, Secret } from "@towpath/core";
import type { Driver } from "../driver.ts";
import type { ChangeOutcome, Context, Engine, Outcome, Target } from "../engine.ts";
import type { Change, Goal, Plan } from "../plan.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { requireConsent, retainWithoutConsent } from "../planning/consent.ts";
import { withMoves } from "../planning/moves.ts";
import { requireSamePlan } from "../planning/stale-plan.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { readState, stateDigest } from "../state/state.ts";
import type { StateDocument } from "../state/state-document.ts";
import { stateKey } from "../store/store-key.ts";
import type { WorkloadHost } from "../workload-host.ts";
import { type Carrier, carryOutPresence, carryOutRemoval } from "./carry-out.ts";
import { openJournal } from "./journal.ts";
import { DEFAULT_LIMITS, type Limits, patiently } from "./limits.ts";
import { observeResources } from "./observe-resources.ts";
import { type PlanningEngine, planResources } from "./plan-resources.ts";
import type { Planned } from "./planned.ts";
import { openOutputs } from "./recorded-outputs.ts";
import { type ScheduledStep, schedule } from "./schedule.ts";

/** What a reconciling engine is made of. */
export interface ReconcilingEngineParts {
  /** Its name in the environment. */
  readonly name: string;
  readonly kind: string;
  /** By the name that a recipe's `driver` gives. */
  readonly drivers: Readonly<Record<string, Driver>>;
  readonly workloads?: WorkloadHost | undefined;
  readonly secretBox: SecretBox;
  /** How many steps run at once. */
  readonly concurrency?: number | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

/**
 * An engine over drivers, for what has no planner of its own: reads what is there, compares, and carries the differences
 * out in the order of the graph, in parallel where nothing depends on anything, each step journalled before it starts.
 */
export function createReconcilingEngine(parts: ReconcilingEngineParts): Engine {
  const { name, kind, drivers, secretBox, workloads } = parts;
  const limits = { ...DEFAULT_LIMITS, ...parts.limits };
  const planning: PlanningEngine = {
    name,
    concurrency: parts.concurrency ?? 8,
    driver: (driver) => own(drivers, driver),
    read: (driver, scope, recorded, context) =>
      patiently(`Reading ${scope.address}`, limits.readMs, { ...limits, graceMs: 0 }, context, (signal) =>
        driver.read(scope, recorded?.have ?? undefined, { ...context, signal }),
      ),
  };

  async function planAll(target: Target, goal: Goal, context: Context, state: StateDocument) {
    const { graph } = target;
    const planned = await planResources(planning, target, state, goal, context);
    const plan = buildPlan({
      service: graph.service.name,
      environment: graph.environment.name,
      goal,
      inputs: { manifest: graph.manifest, platform: graph.platform.digest, state: stateDigest(state) },
      changes: planned.map((each) => each.change),
      createdAt: context.clock.now(),
    });
    return { planned, plan };
  }

  return {
    name,
    kind,
    workloads,
    async prepare(target, context) {
      const used = new Set(
        target.graph.resources.filter((each) => each.engine === name).map((each) => each.recipe.driver ?? ""),
      );
      const findings = await Promise.all([...used].sort().map((driver) => own(drivers, driver)?.prepare?.(context)));
      return findings.flatMap((each) => each ?? []);
    },
    async plan(target, goal, context) {
      return (await planAll(target, goal, context, await readState(target.state, keyOf(target)))).plan;
    },
    async apply(target, approved, consent, context): Promise<Outcome> {
      const state = await readState(target.state, keyOf(target));
      const fresh = await planAll(target, approved.goal, context, state);
      const plan =
        approved.goal === "destroy"
          ? retainWithoutConsent(fresh.plan, consent, new Set(Object.keys(state.orphans)))
          : fresh.plan;
      requireConsent(approved, consent);
      requireSamePlan(approved, plan);
      requireConsent(plan, consent);
      const changes = new Map(plan.changes.map((change) => [change.address, change]));
      const planned = fresh.planned.map((each) => ({
        ...each,
        change: changes.get(each.change.address) ?? each.change,
      }));
      return carryOutAll(planned, target, state, context);
    },
    observe: (target, context) => observeResources(planning, target, secretBox, context),
  };

  async function carryOutAll(
    planned: readonly Planned[],
    target: Target,
    state: StateDocument,
    context: Context,
  ): Promise<Outcome> {
    const journal = openJournal(target.state, keyOf(target));
    const isOurs = (record: { readonly engine: string }) => record.engine === name;
    if (withMoves(state, target.graph.moved, isOurs).from.size > 0)
      await journal.change((now) => withMoves(now, target.graph.moved, isOurs).state);
    await forgetWhatCameToNothing(planned);

    const outcomes = new Map<string, ChangeOutcome>();
    const steps = planned.map((each) => ({
      address: each.change.address,
      after: waitsFor(each, planned),
      planned: each,
    }));
    await schedule(
      steps,
      planning.concurrency,
      async ({ planned: each }) => {
        const outcome = await carryOut(each);
        outcomes.set(outcome.address, outcome);
        return outcome.status === "done" || outcome.status === "unchanged";
      },
      ({ planned: each }, because) => {
        const { address, action } = each.change;
        const isOver = context.signal.aborted;
        const message = isOver ? "The run was cancelled before it." : `Left out, because ${because} was not done.`;
        outcomes.set(address, { address, action, status: isOver ? "cancelled" : "skipped", message, durationMs: 0 });
      },
    );
    const changes = [...outcomes.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
    return { status: statusOf(changes), changes };

    async function carryOut(each: Planned): Promise<ChangeOutcome> {
      const { address, action } = each.change;
      const startedAt = context.clock.monotonic();
      const ended = (status: ChangeOutcome["status"], message?: string): ChangeOutcome => {
        if (action !== "none")
          context.events({
            type: "finished",
            id: address,
            outcome: status === "skipped" ? "cancelled" : status,
            ...(message === undefined ? {} : { message }),
          });
        return {
          address,
          action,
          status,
          ...(message === undefined ? {} : { message }),
          durationMs: Math.round(context.clock.monotonic() - startedAt),
        };
      };
      if (context.signal.aborted)
        return { address, action, status: "cancelled", message: "The run was cancelled before it.", durationMs: 0 };
      if (action !== "none") context.events({ type: "started", id: address, title: titleOf(each.change) });
      const carrier: Carrier = {
        context,
        journal,
        box: secretBox,
        attempt: (what, work) => patiently(what, limits.stepMs, limits, context, work),
      };
      try {
        return ended(
          await (each.kind === "presence" ? carryOutPresence(each, carrier) : carryOutRemoval(each, carrier)),
        );
      } catch (error) {
        const isCancelled =
          context.signal.aborted && (error === context.signal.reason || isAbort(error, context.signal));
        if (isCancelled)
          return ended("cancelled", "The run was cancelled in it; the next one goes on from what is there.");
        return ended("failed", await withoutSecrets(each, errorMessage(error)));
      }
    }

    /** A creation that was begun, left no trace and is not wanted any more needs no step. */
    async function forgetWhatCameToNothing(all: readonly Planned[]): Promise<void> {
      const minded = new Set(all.map((each) => each.change.address));
      const isForgotten = (entry: StateDocument["journal"][number]) =>
        entry.resource.engine === name && !minded.has(entry.address);
      if (state.journal.some(isForgotten))
        await journal.change((now) => ({ ...now, journal: now.journal.filter((entry) => !isForgotten(entry)) }));
    }
  }

  async function withoutSecrets(each: Planned, message: string): Promise<string> {
    if (!each.recorded) return message;
    try {
      const outputs = Object.values(await openOutputs(each.recorded, secretBox));
      return redactor(outputs.filter((output) => output instanceof Secret))(message);
    } catch {
      return message; // what cannot be opened was not in anyone's hands either
    }
  }
}

function keyOf({ graph }: Target): string {
  return stateKey(graph.service.name, graph.environment.name);
}

/** What comes into being waits for what it needs; what goes waits for those that needed it. */
function waitsFor(planned: Planned, all: readonly Planned[]): ScheduledStep["after"] {
  if (planned.kind === "presence") return planned.resource.dependsOn;
  return all
    .filter((other) => other !== planned && other.recorded?.dependsOn.includes(planned.change.address))
    .map((other) => other.change.address);
}

function statusOf(changes: readonly ChangeOutcome[]): Outcome["status"] {
  if (changes.some((change) => change.status === "failed")) return "failed";
  if (changes.some((change) => change.status === "cancelled")) return "cancelled";
  return changes.some((change) => change.status === "skipped") ? "failed" : "done";
}

const VERBS: Readonly<Record<Change["action"], string>> = {
  create: "Create",
  update: "Update",
  upgrade: "Upgrade",
  migrate: "Migrate",
  replace: "Replace",
  delete: "Delete",
  retain: "Keep",
  adopt: "Adopt",
  none: "Leave",
};

function titleOf(change: Plan["changes"][number]): string {
  return `${VERBS[change.action]} ${change.address} (${change.type})`;
}
