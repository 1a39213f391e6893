import { type Address, own, TowpathError } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { Driver, DriverScope, Observed } from "../driver.ts";
import type { Context, Target } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { Change, Goal } from "../plan.ts";
import { requireMoves, withMoves } from "../planning/moves.ts";
import { inDependencyOrder } from "../planning/order.ts";
import { orphanInTheWay, requireOwnRecord } from "../planning/own-record.ts";
import { isUnsettled } from "../planning/unsettled.ts";
import type { Intention, StateDocument } from "../state/state-document.ts";
import { assessExisting, assessNew } from "./assess.ts";
import { type Owners, ownersIn, requireOwn } from "./owners.ts";
import { planRemoval, removed } from "./plan-removals.ts";
import type { Desired, Planned, PlannedPresence } from "./planned.ts";
import { driverOf, type PlanningEngine, scopeOf } from "./planning-engine.ts";
import { saidBy } from "./said.ts";
import { inParallel } from "./schedule.ts";
import { resolveSettings } from "./settings.ts";

/** What would change on one engine. Reads what is there, all at once, and then compares in the order of the graph. */
export async function planResources(
  engine: PlanningEngine,
  target: Target,
  state: StateDocument,
  goal: Goal,
  context: Context,
): Promise<readonly Planned[]> {
  const moved = withMoves(state, target.graph, engine.name);
  if (goal === "match") requireMoves(moved, target.graph.environment.name);
  const isMinded = mindedBy(target);
  const wanted =
    goal === "match"
      ? target.graph.resources.filter(({ engine: name, address }) => name === engine.name && isMinded(address))
      : [];
  const intentions = new Map(moved.state.journal.map((intention) => [intention.address, intention]));
  const presences = wanted.map((resource) => presence(engine, target, moved.state, intentions, resource));
  const removals = removed(engine, target, moved.state, goal).filter(({ scope }) => isMinded(scope.address));

  const seen = await inParallel([...presences, ...removals], engine.concurrency, (each) =>
    engine.read(each.reader, each.scope, each.recorded, context),
  );
  const planned: Planned[] = removals.flatMap((each, index) =>
    planRemoval(each, seen[presences.length + index], goal, target.only !== undefined),
  );
  const observed = new Map(presences.map((each, index) => [each.scope.address, seen[index]]));
  const isNew = new Set<Address>();
  const settled: Context = {
    ...context,
    // What was just seen is newer than what is on record: a server may have come back on another port.
    outputs: async (address, output) => {
      if (isNew.has(address)) return undefined;
      return own(observed.get(address)?.outputs ?? {}, output) ?? context.outputs(address, output);
    },
  };
  const owners = ownersIn(moved.state);
  const order = inDependencyOrder(
    presences.map((each) => ({ address: each.scope.address, dependsOn: each.resource.dependsOn, each })),
  );
  for (const { address, each } of order) {
    const next = await planPresence(each, observed.get(address), owners, settled);
    if (isUnsettled(next.change)) isNew.add(address);
    planned.push(next);
  }
  requireFreeNames(planned);
  return planned;
}

/**
 * Outside a thing has its old name until its driver was told of the new one, so nothing is made under a name that another thing is
 * just leaving.
 */
function requireFreeNames(planned: readonly Planned[]): void {
  const leaving = new Map(
    planned.flatMap(({ recorded, change }) =>
      recorded?.movedFrom ? [[recorded.movedFrom, change.address] as const] : [],
    ),
  );
  if (leaving.size === 0) return;
  for (const { change, scope, ...rest } of planned) {
    const leaver = leaving.get(scope.address);
    if (leaver === undefined || rest.kind === "removal" || !["create", "replace", "upgrade"].includes(change.action))
      continue;
    throw provisioningError({
      code: "provisioning/move-refused",
      message: `${scope.address} is to be made anew (${change.action}) while ${leaver} is leaving that name.`,
      place: rest.resource.origin.place,
      hint: "Apply the renames first, with everything else as it was, and this change after that.",
    });
  }
}

interface Presence extends Pick<PlannedPresence, "scope" | "resource" | "driver" | "recorded" | "isOrphan" | "begun"> {
  /** The driver that made what is on record. */
  readonly reader: Driver;
}

function presence(
  engine: PlanningEngine,
  target: Target,
  state: StateDocument,
  intentions: ReadonlyMap<Address, Intention>,
  resource: GraphResource,
): Presence {
  const { address } = resource;
  const driver = driverOf(engine, resource.recipe.driver ?? "", address, resource);
  const orphan = own(state.orphans, address);
  const recorded = own(state.resources, address) ?? orphan;
  const isOrphan = orphan !== undefined && orphan === recorded;
  if (recorded) requireOwnRecord(resource, recorded);
  if (isOrphan && (recorded.type !== resource.type || recorded.driver !== resource.recipe.driver))
    throw orphanInTheWay(resource, recorded, target.graph.environment.name);
  const begun = intentions.get(address);
  const reader = recorded ? driverOf(engine, recorded.driver, address, resource) : driver;
  const scope = scopeOf(target, address, resource.name);
  return { scope, resource, driver, recorded, isOrphan, begun, reader };
}

async function planPresence(
  subject: Presence,
  observed: Observed | undefined,
  owners: Owners,
  context: Context,
): Promise<PlannedPresence> {
  const { resource, reader, driver, ...rest } = subject;
  requireOwn(subject, observed, owners);
  const desired = await desire(resource, driver, subject.scope, context);
  const full = { ...rest, resource, driver, desired, observed };
  const { recorded: made } = subject;
  // What a run had begun to make anew is made to its end: what it gives is not what is on record of the one before.
  const assessment =
    made && observed && subject.begun?.action !== "create"
      ? atResource(resource, () => assessExisting({ ...full, recorded: made, observed }, made.movedFrom))
      : assessNew(full);
  const { address, type, engine } = resource;
  const change: Change = { address, type, engine, ...assessment };
  const { scope, recorded, isOrphan, begun } = rest;
  return {
    kind: "presence",
    scope,
    recorded,
    isOrphan,
    begun,
    change,
    resource,
    driver,
    desired,
    observed,
    remover: reader,
  };
}

/** What a resource of the graph means to its driver, as far as it is known. */
export async function desire(
  resource: GraphResource,
  driver: Driver,
  scope: DriverScope,
  context: Pick<Context, "outputs" | "secrets">,
): Promise<Desired> {
  const settings = await resolveSettings(resource, context);
  const version = resource.version?.known ? resource.version.value : undefined;
  const variant = resource.variant?.known ? resource.variant.value : undefined;
  if (settings.unknown.length > 0) return { settings, version, variant };
  const { type, recipe } = resource;
  const request = { ...scope, type, version, variant, settings: settings.known, options: recipe.options };
  const want = atResource(resource, () => driver.want(request));
  return { settings, version, variant, want };
}

/** A driver knows no file: what it refuses is said of the resource, at its line. */
function atResource<T>({ address, origin }: GraphResource, ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof TowpathError))
      throw provisioningError({
        code: "provisioning/driver-failed",
        message: `${address}: ${saidBy(error)}`,
        place: origin.place,
        hint: "Change what the manifest says of it as the driver asks for, or mend the driver.",
        cause: error,
      });
    if (error.place) throw error;
    const { code, kind, message, hint } = error;
    throw new TowpathError({ code, kind, message: `${address}: ${message}`, hint, place: origin.place, cause: error });
  }
}

/** Whether an address is among those that alone are minded. */
export function mindedBy({ only }: Pick<Target, "only">): (address: Address) => boolean {
  if (only === undefined) return () => true;
  const minded = new Set(only);
  return (address) => minded.has(address);
}
