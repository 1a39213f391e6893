import type { Json, JsonObject } from "@towpath/core";

/** One thing of a plan, as a test writes it. */
export interface ThingSketch {
  /** `memory_thing.this` in the module `db` where it says nothing else. */
  readonly address?: string;
  readonly actions?: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly unknown?: Json;
  readonly beforeSensitive?: Json;
  readonly afterSensitive?: Json;
  /** What else stands in the entry. */
  readonly entry?: JsonObject;
  /** What else stands in its `change`. */
  readonly change?: JsonObject;
}

/** One entry of `resource_changes`. */
export function thingEntryWith(sketch: ThingSketch): JsonObject {
  const { address = "module.db.memory_thing.this", actions = ["update"], entry = {}, change = {} } = sketch;
  const segments = address.split(".");
  return {
    address,
    mode: "managed",
    type: segments.at(-2) ?? "",
    name: segments.at(-1) ?? "",
    provider_name: "memory",
    change: {
      actions,
      before: sketch.before ?? null,
      after: sketch.after ?? null,
      after_unknown: sketch.unknown ?? {},
      before_sensitive: sketch.beforeSensitive ?? {},
      after_sensitive: sketch.afterSensitive ?? {},
      ...change,
    },
    ...entry,
  };
}

/** A plan with some things, as `show -json` writes it. */
export function planWith(things: readonly ThingSketch[], more: JsonObject = {}): string {
  return JSON.stringify({
    format_version: "1.2",
    terraform_version: "1.11.4",
    resource_changes: things.map(thingEntryWith),
    complete: true,
    errored: false,
    ...more,
  });
}

/** The `configuration` of things in the module `db`, by `TYPE.NAME`, with the names of what is written down. */
export function configurationWith(things: Readonly<Record<string, readonly string[] | JsonObject>>): JsonObject {
  const resources = Object.entries(things).map(([address, written]): JsonObject => {
    const expressions: JsonObject = isNames(written)
      ? Object.fromEntries(written.map((name) => [name, { references: ["var.x"] }]))
      : written;
    return { address, mode: "managed", expressions };
  });
  return { root_module: { module_calls: { db: { module: { resources } } } } };
}

function isNames(written: readonly string[] | JsonObject): written is readonly string[] {
  return Array.isArray(written);
}
