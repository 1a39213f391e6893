import { randomUUID } from "node:crypto";
import { type Address, own, type Place } from "@towpath/core";
import type { Graph, GraphResource } from "@towpath/manifest";
import { isSameJson, jsonDifferences } from "@towpath/manifest/difference";
import type { Driver, Observed, Recorded } from "../driver.ts";
import type { Context, Target } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { Change } from "../plan.ts";
import { requireMoves, withMoves } from "../planning/moves.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import { readState } from "../state/state.ts";
import type { RecordedResource, StateDocument } from "../state/state-document.ts";
import { stateKey } from "../store/store-key.ts";
import { describeResource } from "./describe-resource.ts";
import { openJournal } from "./journal.ts";
import { desire } from "./plan-resources.ts";
import { driverOf, type PlanningEngine, scopeOf } from "./planning-engine.ts";
import { recordOutputs } from "./recorded-outputs.ts";

/** What adopting needs of an engine. */
export interface AdoptingEngine extends PlanningEngine {
  readonly secretBox: SecretBox;
  readonly find: (
    driver: Driver & Required<Pick<Driver, "find">>,
    scope: ReturnType<typeof scopeOf>,
    id: string,
    context: Context,
  ) => Promise<Recorded | undefined>;
}

/** Takes over what a driver finds by its id: looks, and writes the record. As {@link import("../engine.ts").Engine.adopt}. */
export async function adopt(
  engine: AdoptingEngine,
  target: Target,
  address: Address,
  id: string,
  context: Context,
): Promise<Change> {
  const { graph } = target;
  const key = stateKey(graph.service.name, graph.environment.name);
  const moved = withMoves(await readState(target.state, key), graph, engine.name);
  requireMoves(moved, graph.environment.name);
  const { state } = moved;
  const resource = wantedAt(graph, address);
  requireUnknown(resource, state);
  const driver = driverOf(engine, resource.recipe.driver ?? "", address, resource);
  if (!hasFind(driver))
    throw refused(
      `Driver "${resource.recipe.driver}" of engine "${engine.name}" cannot find a ${resource.type} by its id.`,
      "It takes over only what it finds by the address: plan says when there is something. Anything else has to be copied into a new one.",
      resource.recipe.origin.place,
    );
  const scope = scopeOf(target, address, resource.name);
  const found = await engine.find(driver, scope, id, context);
  if (!found) throw nothingFound(resource, id, engine.name);
  requireFree(resource, found, id, state);
  const byAddress = await engine.read(driver, scope, undefined, context);
  if (byAddress && !isSameJson(byAddress.have, found.have)) throw inTheWay(resource, id);
  const observed = await engine.read(driver, scope, found, context);
  if (!observed) throw nothingFound(resource, id, engine.name);

  const desired = await desire(resource, driver, scope, context);
  const record = await adoptedRecord(resource, desired, observed, engine.secretBox);
  const journal = openJournal(target.state, key, state);
  await journal.change((now) => {
    requireUnknown(resource, now);
    requireFree(resource, found, id, now);
    return withMoves(now, graph, engine.name).state;
  });
  await journal.made(address, record);
  const diff = desired.want === undefined ? [] : jsonDifferences("actual", desired.want, observed.want);
  const reasons = [
    `${id} is taken over as it is.`,
    ...(diff.length > 0 ? ["It is not as it is wanted: the next plan shows what is to be changed."] : []),
  ];
  return { address, type: resource.type, engine: engine.name, action: "adopt", reasons, risk: "none", diff };
}

/** What it gives is on record as far as it can be seen; a secret that nobody knows is made by the next apply. */
async function adoptedRecord(
  resource: GraphResource,
  desired: Awaited<ReturnType<typeof desire>>,
  observed: Observed,
  box: SecretBox,
): Promise<RecordedResource> {
  const idempotencyKey = randomUUID();
  const given = Object.entries(resource.outputs).filter(([name]) => own(observed.outputs, name) !== undefined);
  const before = { outputs: {}, idempotencyKey };
  const { want, have, status } = observed;
  return {
    ...describeResource(resource, desired),
    want,
    have,
    status,
    outputs: await recordOutputs(resource.address, observed, before, Object.fromEntries(given), box),
    idempotencyKey,
    adopted: true,
  };
}

function hasFind(driver: Driver): driver is Driver & Required<Pick<Driver, "find">> {
  return driver.find !== undefined;
}

/** The environment looked already whether there is one. */
function wantedAt(graph: Graph, address: Address): GraphResource {
  const resource = graph.resources.find((each) => each.address === address);
  if (!resource) throw refused(`${address} is not in the graph.`, "Write it into the manifest first.");
  return resource;
}

function requireUnknown({ address, origin }: GraphResource, state: StateDocument): void {
  if (Object.hasOwn(state.resources, address))
    throw refused(
      `${address} is on record already.`,
      "Something was made or taken over under that address before. Give the resource another name, or take the present one out first.",
      origin.place,
    );
  if (Object.hasOwn(state.orphans, address))
    throw refused(
      `Under ${address} something is kept for its data, which the next apply takes over again.`,
      `Destroy it by name first, or give the resource another name.`,
      origin.place,
    );
}

/** What is on record under another address is that one's. */
function requireFree(resource: GraphResource, found: Recorded, id: string, state: StateDocument): void {
  const owner = [...Object.entries(state.resources), ...Object.entries(state.orphans)].find(
    ([, record]) => record.driver === resource.recipe.driver && isSameJson(record.have, found.have),
  );
  if (!owner) return;
  throw provisioningError({
    code: "provisioning/belongs-to-another",
    kind: "refused",
    message: `${id} belongs to ${owner[0]} already.`,
    place: resource.origin.place,
    hint: `To give that thing the name ${resource.address}, rename it: moved in the manifest.`,
  });
}

function inTheWay(resource: GraphResource, id: string): Error {
  return provisioningError({
    code: "provisioning/belongs-to-another",
    kind: "refused",
    message: `Under the name of ${resource.address} there is something else than ${id}, on no record.`,
    place: resource.origin.place,
    hint: "A run that was cut off may have made it: apply takes it over. To take over the other one, give the resource another name.",
  });
}

function nothingFound(resource: GraphResource, id: string, engine: string): Error {
  return provisioningError({
    code: "provisioning/adopt-nothing",
    kind: "refused",
    message: `Engine "${engine}" finds no ${resource.type} ${JSON.stringify(id.slice(0, 200))}.`,
    place: resource.origin.place,
    hint: "Look how the resource type names its things, and whether the id is spelt right and of this environment.",
  });
}

function refused(message: string, hint: string, place?: Place): Error {
  return provisioningError({ code: "provisioning/adopt-refused", kind: "refused", message, hint, place });
}
