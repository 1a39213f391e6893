import type { Value, ValueObject } from "../protocol/value.ts";
import { conform, eachBlock, withoutWriteOnly } from "../schema/conform.ts";
import { existsAlready } from "../world/fault.ts";
import { type OrderedFaults, Refusal } from "../world/ordered-faults.ts";
import type { ThingFiles } from "../world/thing-files.ts";
import { cloudValue, filled } from "./cloud-value.ts";
import type { ThingType } from "./definition.ts";

/** What came of a change: how the thing is now (null: it is not there), and what was refused. */
export interface CarriedOut {
  readonly state: ValueObject | null;
  readonly refusal?: Refusal;
}

/** What is asked for: as it was, as it was planned, as it is configured (with what is write-only). Null: it is not there. */
export interface WantedChange {
  readonly typeName: string;
  readonly type: ThingType;
  readonly prior: ValueObject | null;
  readonly planned: ValueObject | null;
  readonly config: ValueObject | null;
}

/** Makes the change in the cloud, as far as no fault is in its way. */
export async function carryOut(
  change: WantedChange,
  cloud: ThingFiles,
  faults: OrderedFaults,
  log: (call: string) => void,
): Promise<CarriedOut> {
  const { typeName, type, prior, planned, config } = change;
  const kind = planned === null ? "delete" : prior === null ? "create" : "update";
  const id = prior === null ? type.idOf(planned ?? {}) : String(prior["id"]);
  log(`${kind} ${typeName} ${id}`);
  const fault = faults.of(kind, typeName, id);
  try {
    await fault.before();
    const isThere = type.isOnlyState ? kind !== "create" : cloud.get(typeName, id) !== undefined;
    if (kind === "create" && isThere) throw new Refusal(existsAlready(typeName, id).summary);
    if (kind === "update" && !isThere) throw new Refusal(`updating ${id}: unexpected status 404 (404 Not Found)`);
  } catch (refusal) {
    return { state: prior, refusal: refusalOf(refusal) };
  }
  let state: ValueObject | null = null;
  if (planned === null) {
    if (!fault.isLost) cloud.remove(typeName, id);
  } else {
    const computed = { id, ...type.computed?.(planned, id) };
    const made: ValueObject = { ...filled(type.block, planned, computed), ...fault.other?.attributes };
    state = withoutWriteOnly(type.block, conform(type.block, made));
    const known = cloud.get(typeName, id)?.attributes ?? {};
    const secrets = { ...writeOnly(type, known), ...present(writeOnly(type, config ?? {})) };
    if (!fault.isLost && !type.isOnlyState) {
      cloud.put({ type: typeName, id, attributes: cloudValue({ ...state, ...secrets }) });
    }
  }
  try {
    fault.after();
  } catch (refusal) {
    return { state: fault.isForgotten ? prior : state, refusal: refusalOf(refusal) };
  }
  return { state };
}

/** The write-only arguments of the whole thing; those of blocks do not matter to anybody yet. */
function writeOnly(type: ThingType, value: ValueObject): ValueObject {
  const found: [string, Value][] = [];
  eachBlock(type.block, value, (block, given) => {
    for (const [name, attribute] of Object.entries(block.attributes)) {
      if (block === type.block && attribute.writeOnly) found.push([name, given[name] ?? null]);
    }
    return given;
  });
  return Object.fromEntries(found);
}

const present = (value: ValueObject): ValueObject =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  throw error;
}
