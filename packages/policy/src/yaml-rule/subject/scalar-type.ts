import { type CelType, types } from "../../cel/index.ts";

/** The type of what JSON Schema (2020-12) calls `integer`, `number`, `boolean` or `string`; undefined of anything else. */
export function scalarType(name: unknown): CelType | undefined {
  switch (name) {
    case "integer":
      return types.int;
    case "number":
      return types.double;
    case "boolean":
      return types.bool;
    case "string":
      return types.string;
    default:
      return undefined;
  }
}
