import type { JsonObject } from "@towpath/core";
import { UNKNOWN, type Value, type ValueObject } from "../protocol/value.ts";
import type { Attribute, Block, ValueType } from "../schema/block.ts";
import { eachBlock } from "../schema/conform.ts";

/** The value as the cloud keeps it: what nobody gave a value is null. */
export function cloudValue(value: ValueObject): JsonObject {
  return JSON.parse(JSON.stringify(value, (_, item: Value) => (item === UNKNOWN ? null : item)));
}

/**
 * The value with everything known: what was unknown has the computed value of its name, also in blocks, and where there is
 * none, an empty one.
 */
export function filled(block: Block, value: ValueObject, computed: ValueObject): ValueObject {
  return eachBlock(block, value, (each, given) => {
    const known = Object.entries(each.attributes).flatMap(([name, attribute]) =>
      given[name] === UNKNOWN ? [[name, computed[name] ?? emptyOf(attribute, each === block)]] : [],
    );
    return { ...given, ...Object.fromEntries(known) };
  });
}

function emptyOf(attribute: Attribute, isTop: boolean): Value {
  // An argument that nobody gave stays away; in a block it would be planned as unknown again and again.
  if (isTop && attribute.optional) return null;
  return emptyValue(attribute.type);
}

function emptyValue(type: ValueType): Value {
  if (type === "string") return "";
  if (type === "number") return 0;
  if (type === "bool") return false;
  return type[0] === "list" || type[0] === "set" ? [] : {};
}
