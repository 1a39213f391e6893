import type { ObjectType } from "../type/cel-type.ts";
import type { CelValue } from "./cel-value.ts";

/** An object as expressions see it: its type's properties and nothing else, read when they are asked for. */
export interface CelObject {
  readonly type: ObjectType;
  /** A property's value; undefined where it is missing or the type has none of that name. */
  get(name: string): CelValue | undefined;
  /** Whether a property is there, also where its value is not known yet. */
  has(name: string): boolean;
}

/** Whether a value is an object. */
export function isCelObject(value: CelValue): value is CelObject {
  return typeof value === "object" && value !== null && "type" in value;
}
