import { own } from "@towpath/core";
import type { Driver } from "../driver.ts";
import type { Context, Engine, Outcome, Target } from "../engine.ts";
import type { Plan } from "../plan.ts";
import { buildPlan } from "../planning/build-plan.ts";
import { requireConsent, retainWithoutConsent } from "../planning/consent.ts";
import { requireSamePlan } from "../planning/stale-plan.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { readState, stateDigest } from "../state/state.ts";
import type { StateDocument } from "../state/state-document.ts";
import { stateKey } from "../store/store-key.ts";
import type { WorkloadHost } from "../workload-host.ts";
import { type AdoptingEngine, adopt } from "./adopt.ts";
import { carryOutAll } from "./carry-out-all.ts";
import { guardDriver } from "./guard-driver.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { look } from "./look.ts";
import { observeResources } from "./observe-resources.ts";
import { outputsIn } from "./output-readers.ts";
import { planResources } from "./plan-resources.ts";
import type { PlanningEngine } from "./planning-engine.ts";
import { readThing } from "./read-thing.ts";

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
  const guarded = Object.fromEntries(Object.entries(drivers).map(([each, driver]) => [each, guardDriver(driver)]));
  const planning: PlanningEngine = {
    name,
    concurrency: parts.concurrency ?? 8,
    driver: (driver) => own(guarded, driver),
    read: (driver, scope, recorded, context) => readThing({ driver, limits, secretBox }, scope, recorded, context),
  };
  const adopting: AdoptingEngine = {
    ...planning,
    secretBox,
    find: (driver, scope, id, context) => {
      const work = (within: Context) => driver.find(scope, id, within);
      return look({ what: `Looking for ${scope.address}`, driver, limits, secretBox, work }, context);
    },
  };

  async function planAll(
    target: Target,
    { goal, only }: Pick<Plan, "goal" | "only">,
    context: Context,
    state: StateDocument,
  ) {
    const { graph } = target;
    const planned = await planResources(planning, target, state, goal, context);
    const plan = buildPlan({
      service: graph.service.name,
      environment: graph.environment.name,
      goal,
      ...(only ? { only } : {}),
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
      const findings = await Promise.all(
        [...used].sort().map((each) => {
          const driver = own(guarded, each);
          if (!driver?.prepare) return [];
          const work = async (within: Context) => (await driver.prepare?.(within)) ?? [];
          return look({ what: `Preparing driver "${each}"`, driver, limits, secretBox, work }, context);
        }),
      );
      return findings.flat();
    },
    async plan(target, goal, context) {
      return (await planAll(target, { goal, only: target.only }, context, await readState(target.state, keyOf(target))))
        .plan;
    },
    async apply(target, approved, consent, context): Promise<Outcome> {
      const state = await readState(target.state, keyOf(target));
      const outputs = outputsIn(context, target.graph, () => state);
      const fresh = await planAll(target, approved, { ...context, outputs }, state);
      const plan =
        approved.goal === "destroy" && !approved.only
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
      return carryOutAll({ ...planning, secretBox, limits }, planned, target, state, context);
    },
    observe: (target, context) => observeResources(planning, target, secretBox, context),
    adopt: (target, address, id, context) => adopt(adopting, target, address, id, context),
  };
}

function keyOf({ graph }: Target): string {
  return stateKey(graph.service.name, graph.environment.name);
}
