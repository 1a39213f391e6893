import type { JsonObject } from "@towpath/core";
import { isValid } from "./is-valid.ts";
import { type SchemaNode, schemaNode } from "./schema-node.ts";
import type { Violation } from "./violation.ts";
import { violations } from "./violations.ts";

/** Holds values against one schema. */
export interface Validator {
  /** Whether a value is what the schema says: all that most documents need. */
  (value: unknown): boolean;
  /** Everything that is wrong with it. */
  violations(value: unknown): readonly Violation[];
}

/**
 * A validator that reads its schema when it is first asked.
 *
 * @param name of the schema's file, or of a part of it: `service.json`, `service.json#/$defs/workload`
 * @param document any schema by the name of its file
 */
export function validator(name: string, document: (name: string) => JsonObject): Validator {
  let root: SchemaNode | undefined;
  const node = (): SchemaNode => {
    root ??= schemaNode(name, document);
    return root;
  };
  // A document is asked about twice: by who reads it, and by who has to know its type.
  let right: unknown;
  const isRight = (value: unknown): boolean => {
    if (typeof value === "object" && value !== null && value === right) return true;
    const holds = isValid(node(), value);
    if (holds) right = value;
    return holds;
  };
  return Object.assign(isRight, {
    violations: (value: unknown) => violations(node(), value),
  });
}
