import type { Json, JsonObject } from "@towpath/core";
import { definitionOf, definitionsOf } from "./bundle.ts";
import { mapSubschemas } from "./subschemas.ts";

/** The definition that says what differs in one environment. */
export const OVERLAY = "overlay";
const PREFIX = "#/$defs/";

/**
 * A schema of services in whose overlays `null` may stand for every value: it takes out what the service says. Overlays
 * are read without their nulls, so no validator of ours needs this; editors do.
 */
export function withNullsInOverlays(schema: JsonObject): JsonObject {
  const copies = new Map<string, Json>();
  const copyOf = (name: string): string => {
    const key = overlaidName(name);
    if (!copies.has(key)) {
      copies.set(key, {}); // it may refer to itself
      copies.set(key, orNull(inside(definitionOf(schema, name))));
    }
    return `${PREFIX}${key}`;
  };
  const inside = (one: JsonObject): JsonObject =>
    // In a list, and as a name, a null is a null.
    mapSubschemas(one, (member, keyword) =>
      keyword === "properties" || keyword === "additionalProperties" ? orNull(inside(member)) : member,
    );
  const orNull = (one: JsonObject): JsonObject => {
    const reference = one["$ref"];
    if (typeof reference === "string") return { ...one, $ref: copyOf(reference.slice(PREFIX.length)) };
    return nullable(one);
  };
  // An environment with nothing behind its name is one in which nothing differs.
  const overlay = nullable(inside(definitionOf(schema, OVERLAY)));
  return {
    ...schema,
    $defs: { ...definitionsOf(schema), [OVERLAY]: overlay, ...Object.fromEntries([...copies].sort()) },
  };
}

/** What a definition is called where null may stand for every value in it. */
export function overlaidName(name: string): string {
  return `overlaid.${name}`;
}

const TAKES_OUT = "Takes out what the service says.";

/** A schema that also takes null. Keywords about texts, numbers and members say nothing about it. */
export function nullable(schema: JsonObject): JsonObject {
  const { type, const: only, enum: allowed = only === undefined ? only : [only], enumDescriptions, ...rest } = schema;
  return {
    ...(type === undefined ? {} : { type: [...listOf(type), "null"] }),
    ...(allowed === undefined ? {} : { enum: [...listOf(allowed), null] }),
    ...(enumDescriptions === undefined ? {} : { enumDescriptions: [...listOf(enumDescriptions), TAKES_OUT] }),
    ...rest,
  };
}

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [value];
}
