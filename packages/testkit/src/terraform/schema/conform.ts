import { isValueObject, UNKNOWN, type Value, type ValueObject } from "../protocol/value.ts";
import type { Block, NestedBlock, ValueType } from "./block.ts";

/**
 * The value with everything that the schema names, and nothing else: what is not given is null, a block that is not
 * given is an empty list, and numbers that came as text are numbers.
 */
export function conform(block: Block, value: ValueObject): ValueObject {
  const attributes = Object.entries(block.attributes).map(([name, { type }]) => [
    name,
    typed(type, value[name] ?? null),
  ]);
  const blocks = Object.entries(block.blocks ?? {}).map(([name, nested]) => [name, conformNested(nested, value[name])]);
  return Object.fromEntries([...attributes, ...blocks]);
}

/** The same change made to the block and to each block in it. */
export function eachBlock(
  block: Block,
  value: ValueObject,
  change: (block: Block, value: ValueObject) => ValueObject,
): ValueObject {
  const inner = Object.entries(block.blocks ?? {}).map(([name, nested]) => {
    const given = value[name] ?? null;
    if (Array.isArray(given)) {
      return [name, given.map((item) => (isValueObject(item) ? eachBlock(nested.block, item, change) : item))];
    }
    return [name, isValueObject(given) ? eachBlock(nested.block, given, change) : given];
  });
  return change(block, { ...value, ...Object.fromEntries(inner) });
}

/** The value as a state may hold it: without what is write-only. */
export function withoutWriteOnly(block: Block, value: ValueObject): ValueObject {
  return eachBlock(block, value, (each, given) => {
    const hidden = Object.entries(each.attributes).flatMap(([name, { writeOnly }]) =>
      writeOnly ? [[name, null]] : [],
    );
    return { ...given, ...Object.fromEntries(hidden) };
  });
}

function conformNested(nested: NestedBlock, value: Value | undefined): Value {
  if (value === UNKNOWN) return UNKNOWN;
  if (nested.nesting === "single") return isValueObject(value) ? conform(nested.block, value) : null;
  const items = Array.isArray(value) ? value : [];
  return items.map((item: Value) => (isValueObject(item) ? conform(nested.block, item) : item));
}

function typed(type: ValueType, value: Value): Value {
  if (value === null || value === UNKNOWN) return value;
  if (type === "number") return Number(value);
  if (type === "string") return typeof value === "string" ? value : String(value);
  if (type === "bool") return value === true || value === "true";
  const [kind, of] = type;
  if (kind === "object") {
    const given = isValueObject(value) ? value : {};
    return Object.fromEntries(Object.entries(of).map(([name, each]) => [name, typed(each, given[name] ?? null)]));
  }
  if (kind === "map") {
    const given = isValueObject(value) ? value : {};
    return Object.fromEntries(Object.entries(given).map(([name, item]) => [name, typed(of, item)]));
  }
  return Array.isArray(value) ? value.map((item: Value) => typed(of, item)) : [];
}
