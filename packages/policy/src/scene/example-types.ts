import { isJsonObject, type Json, type JsonObject, own } from "@towpath/core";

/** What a type is that nobody offers: whatever the examples set can be set. */
const FALLBACK: JsonObject = {
  apiVersion: "towpath.dev/v1",
  kind: "ResourceType",
  versions: [
    { version: "17", status: "current" },
    { version: "14", status: "deprecated", until: "2027-03-31", successor: "17" },
  ],
  outputs: { url: { type: "string", secret: true } },
};

/** What the engine of the examples makes everything with; nobody carries it out. */
const RECIPES: JsonObject = { kubernetes: { objects: "./objects.yaml" } };

/**
 * The resource types of some examples, by name: those that a platform offers as they are, the others with the settings that
 * the examples set.
 */
export function exampleTypes(
  examples: readonly JsonObject[],
  offered: ReadonlyMap<string, JsonObject>,
): Readonly<Record<string, JsonObject>> {
  const used = new Map<string, Record<string, JsonObject>>();
  for (const resource of examples.flatMap(resourcesOf)) {
    const type = resource["type"];
    if (typeof type !== "string" || !/^[a-z][a-z0-9-]*$/.test(type)) continue;
    const settings = used.get(type) ?? {};
    const set = resource["settings"];
    for (const [name, value] of isJsonObject(set) ? Object.entries(set) : []) {
      settings[name] ??= definitionFor(value);
    }
    used.set(type, settings);
  }
  return Object.fromEntries(
    [...used].map(([name, settings]) => {
      const known = offered.get(name);
      const made = known ?? { ...FALLBACK, metadata: { name }, stateful: true, settings };
      return [name, { ...made, recipes: RECIPES }];
    }),
  );
}

function resourcesOf(example: JsonObject): readonly JsonObject[] {
  const everywhere = [example, ...membersOf(example["environments"])];
  return everywhere.flatMap((part) => membersOf(part["resources"]));
}

function membersOf(value: Json | undefined): readonly JsonObject[] {
  return isJsonObject(value) ? Object.values(value).filter(isJsonObject) : [];
}

function definitionFor(value: Json): JsonObject {
  if (typeof value === "number") return { type: Number.isInteger(value) ? "integer" : "number" };
  if (typeof value === "boolean") return { type: "boolean" };
  if (Array.isArray(value)) {
    const [first] = value;
    return { type: "array", items: first === undefined ? {} : definitionFor(first) };
  }
  if (!isJsonObject(value)) return { type: "string" };
  const names = Object.keys(value);
  const properties = names.map((name) => [name, definitionFor(own(value, name) ?? null)] as const);
  return { type: "object", properties: Object.fromEntries(properties) };
}
