import { compareText, isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import type { PlatformModel } from "../platform/platform-model.ts";
import { definitionsOf } from "./bundle.ts";
import { choice, type Offer } from "./offers.ts";
import { overlaidName } from "./overlays.ts";
import { publishedSchema } from "./published-schema.ts";
import { overlaidResourceSchema, resourceSchema, resourceSnippets } from "./resource-schema.ts";

/**
 * The schema of services as one platform has them: its resource types with their versions, sizes and settings, its teams,
 * environments, secret sources and shared resources. The same platform gives the same schema, byte for byte.
 *
 * @param document any schema by the name of its file, with its texts
 */
export function platformSchema(platform: PlatformModel, document: (file: string) => JsonObject): JsonObject {
  const schema = publishedSchema("service.json", document);
  const owner = choice(teamsOf(platform));
  const sources = [...new Set(Object.values(platform.document.environments).flatMap(secretSources))].sort();
  const shares = Object.keys(platform.document.shared ?? {}).sort();
  const changes: Readonly<Record<string, (definition: JsonObject) => JsonObject>> = {
    metadata: (one) => (owner ? withProperty(one, "owner", (it) => ({ ...textsOf(it), ...owner })) : one),
    contract: (one) => (owner ? withProperty(one, "allow", (it) => ({ ...it, items: owner })) : one),
    ...both("secret", (one) => withProperty(one, "from", (it) => withSources(it, sources))),
    resource: (one) => resourceSchema(withShares(one, shares), platform),
    [overlaidName("resource")]: (one) => overlaidResourceSchema(withShares(one, shares), platform),
  };
  const definitions = Object.fromEntries(
    Object.entries(definitionsOf(schema)).map(([name, one]) => [
      name,
      isJsonObject(one) ? (own(changes, name)?.(one) ?? one) : one,
    ]),
  );
  return {
    ...schema,
    $id: `${String(schema["$id"])}?platform=${encodeURIComponent(platform.name)}`,
    $comment: `For the platform ${platform.name}, ${platform.digest}. Written by towpath schema.`,
    description: `The manifest of one service on the platform ${platform.name}.`,
    properties: withSnippets(withEnvironments(schema["properties"] ?? {}, platform), platform),
    $defs: definitions,
  };
}

function both(
  name: string,
  change: (definition: JsonObject) => JsonObject,
): Record<string, (definition: JsonObject) => JsonObject> {
  return { [name]: change, [overlaidName(name)]: change };
}

function teamsOf({ document }: PlatformModel): readonly Offer[] {
  return Object.entries(document.teams ?? {})
    .map(([value, { github, contact }]) => ({
      value,
      text: [github, contact].filter((part) => part !== undefined).join(", ") || "A team of the platform.",
    }))
    .sort((a, b) => compareText(a.value, b.value));
}

function secretSources({ secrets = {} }: PlatformModel["document"]["environments"][string]): readonly string[] {
  return Object.keys(secrets);
}

/** With the platform's own secret sources to begin with, in place of an example. */
function withSources(property: JsonObject, sources: readonly string[]): JsonObject {
  if (sources.length === 0) return property;
  const { examples: _, ...rest } = property;
  return {
    ...rest,
    defaultSnippets: sources.map((source) => ({
      label: `${source}:`,
      description: `A secret of ${source}, by its key there`,
      body: `${source}:\${1:key}`,
    })),
  };
}

/** What the platform knows is proposed; what it does not know is shared all the same. */
function withShares(definition: JsonObject, shares: readonly string[]): JsonObject {
  return shares.length === 0
    ? definition
    : withProperty(definition, "share", (property) => ({ ...property, examples: [...shares] }));
}

/** What a schema says in words. */
function textsOf({ title, description, examples }: JsonObject): JsonObject {
  const texts: readonly (readonly [string, Json | undefined])[] = [
    ["title", title],
    ["description", description],
    ["examples", examples],
  ];
  return Object.fromEntries(texts.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])));
}

function withSnippets(properties: Json, platform: PlatformModel): Json {
  const resources = isJsonObject(properties) ? properties["resources"] : undefined;
  if (!isJsonObject(properties) || resources === undefined || !isJsonObject(resources)) return properties;
  return { ...properties, resources: { ...resources, defaultSnippets: resourceSnippets(platform) } };
}

/** The platform's environments by name. What the starter platform does not have may still be in a manifest: it waits. */
function withEnvironments(properties: Json, platform: PlatformModel): Json {
  if (!isJsonObject(properties)) return properties;
  const { environments } = properties;
  if (!isJsonObject(environments)) return properties;
  const { additionalProperties: overlay = true, propertyNames = true, ...rest } = environments;
  const known = platform.environments.map((name) => [
    name,
    { ...(isJsonObject(overlay) ? overlay : {}), description: environmentText(platform, name) },
  ]);
  return {
    ...properties,
    environments: {
      ...rest,
      examples: [Object.fromEntries(platform.environments.slice(0, 2).map((name) => [name, {}]))],
      defaultSnippets: [
        {
          label: platform.environments.join(", "),
          description: "In all environments of the platform",
          body: Object.fromEntries(platform.environments.map((name) => [name, {}])),
        },
      ],
      properties: Object.fromEntries(known),
      ...(platform.isStarter ? { additionalProperties: overlay, propertyNames } : { additionalProperties: false }),
    },
  };
}

function environmentText({ document, environments }: PlatformModel, name: string): string {
  const environment = own(document.environments, name);
  const engines = environment?.engine
    ? [environment.engine]
    : Object.values(environment?.engines ?? {}).map(({ kind }) => kind);
  const from = environment?.promoteFrom?.environment;
  const number = environments.indexOf(name) + 1;
  return [
    `Environment ${number} of ${environments.length}, made by ${[...new Set(engines)].join(" and ")}.`,
    from === undefined ? "" : `Releases come from ${from}.`,
    "What differs here: deep merge, lists replace, null removes.",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

/** A definition with one of its properties changed. */
export function withProperty(
  definition: JsonObject,
  name: string,
  change: (property: JsonObject) => JsonObject,
): JsonObject {
  const { properties } = definition;
  const property = isJsonObject(properties) ? properties[name] : undefined;
  if (!isJsonObject(properties) || !isJsonObject(property)) throw new TypeError(`There is no property ${name}.`);
  return { ...definition, properties: { ...properties, [name]: change(property) } };
}
