import { isDeepStrictEqual } from "node:util";
import type { WireMessage } from "../protocol/messages.ts";
import { isValueObject, UNKNOWN, type Value, type ValueObject } from "../protocol/value.ts";
import { eachBlock, withoutWriteOnly } from "../schema/conform.ts";
import type { ThingType } from "./definition.ts";

/** What would come of a change. */
export interface PlannedChange {
  readonly planned: ValueObject;
  /** Paths in the protocol's words of what makes a replacement necessary. */
  readonly replacing: readonly WireMessage[];
}

/** Plans to create the thing (nothing was before), or to change it. Destroying needs no plan. */
export function planChange(type: ThingType, prior: ValueObject | null, proposed: ValueObject): PlannedChange {
  const wanted = withoutWriteOnly(type.block, withDefaults(type, proposed));
  if (prior === null) return { planned: withUnknowns(type, wanted), replacing: [] };
  const kept = keptComputed(type, prior, wanted);
  if (isDeepStrictEqual(prior, kept)) return { planned: prior, replacing: [] };
  const changing = (type.changing ?? []).map((name) => [name, UNKNOWN]);
  const planned = withUnknowns(type, { ...kept, ...Object.fromEntries(changing) }, prior);
  const replaces = type.replaces.filter((path) => !type.isInPlace?.(path, planned, prior));
  return { planned, replacing: replaces.flatMap((path) => replacingPaths(path, prior, planned)) };
}

function withDefaults(type: ThingType, proposed: ValueObject): ValueObject {
  const missing = Object.entries(type.defaults ?? {}).filter(([name]) => (proposed[name] ?? null) === null);
  return { ...proposed, ...Object.fromEntries(missing) };
}

/** Computed attributes as they were: where nobody gives them, the cloud does not change them by itself. */
function keptComputed(type: ThingType, prior: ValueObject, wanted: ValueObject): ValueObject {
  const kept = Object.entries(type.block.attributes).flatMap(([name, { computed }]) =>
    computed && (wanted[name] ?? null) === null ? [[name, prior[name] ?? null]] : [],
  );
  return { ...wanted, ...Object.fromEntries(kept) };
}

/** Computed attributes that have no value yet are unknown: all of a new thing, of an old one those in new blocks. */
function withUnknowns(type: ThingType, wanted: ValueObject, prior?: ValueObject): ValueObject {
  return eachBlock(type.block, wanted, (block, given) => {
    if (prior && block === type.block) return given;
    const unknown = Object.entries(block.attributes).flatMap(([name, { computed }]) =>
      computed && (given[name] ?? null) === null ? [[name, UNKNOWN]] : [],
    );
    return { ...given, ...Object.fromEntries(unknown) };
  });
}

function replacingPaths(path: string, prior: ValueObject, planned: ValueObject): WireMessage[] {
  const [name = "", inner] = path.split(".");
  const before = prior[name] ?? null;
  const after = planned[name] ?? null;
  if (isDeepStrictEqual(before, after)) return [];
  if (inner === undefined) return [{ steps: [{ attribute_name: name }] }];
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) {
    return [{ steps: [{ attribute_name: name }] }];
  }
  return after.flatMap((item: Value, index) => {
    const was: Value = before[index] ?? null;
    if (!isValueObject(item) || !isValueObject(was) || isDeepStrictEqual(item[inner], was[inner])) return [];
    return [{ steps: [{ attribute_name: name }, { element_key_int: index }, { attribute_name: inner }] }];
  });
}
