import { compareText, isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import type { PlatformModel, ResourceTypeModel } from "../platform/platform-model.ts";
import { choice, mergedOffers, type Offer, sizesOf, variantsOf, versionsOf } from "./offers.ts";
import { nullable } from "./overlays.ts";
import { type SettingInEnvironment, settingSchema } from "./setting-schema.ts";
import { mapMembers } from "./subschemas.ts";

/** A resource as a platform offers it: which type it is decides what else may be said of it. */
export function resourceSchema(definition: JsonObject, platform: PlatformModel): JsonObject {
  const types = typesOf(platform);
  if (types.length === 0) return definition;
  return {
    ...withoutExamples(withProperties(definition, { type: orOther(typesChoice(types), platform) })),
    allOf: types.map((type) => ({
      if: { properties: { type: { const: type.name } }, required: ["type"] },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: offered(type, platform) },
    })),
  };
}

/**
 * The same in an overlay, where the type mostly stands elsewhere: what any of the types takes may be said, and what only one
 * of them has is held against that one.
 */
export function overlaidResourceSchema(definition: JsonObject, platform: PlatformModel): JsonObject {
  const types = typesOf(platform);
  if (types.length === 0) return definition;
  const all = (offers: (type: ResourceTypeModel["document"]) => readonly Offer[]): JsonObject => {
    const merged = choice(mergedOffers(types.map(({ name, document }) => [name, offers(document)])));
    return merged ? orOther(nullable(merged), platform) : {};
  };
  return withoutExamples(
    withProperties(definition, {
      type: orOther(nullable(typesChoice(types)), platform),
      variant: all(variantsOf),
      version: all(versionsOf),
      size: all(sizesOf),
      class: all((document) => [...sizesOf(document), ...variantsOf(document)]),
      settings: anySettings(types, platform),
    }),
  );
}

/** What is inserted for a resource whose name is still to be given. */
export function resourceSnippets(platform: PlatformModel): Json {
  return typesOf(platform).map(({ name, document }) => ({
    label: name,
    description: document.metadata.title ?? name,
    body: { "${1:name}": { type: name } },
  }));
}

function typesOf({ types }: PlatformModel): readonly ResourceTypeModel[] {
  return [...types.values()].sort((a, b) => compareText(a.name, b.name));
}

function typesChoice(types: readonly ResourceTypeModel[]): JsonObject {
  return choice(types.map(({ name, document }) => ({ value: name, text: typeText(document) }))) ?? {};
}

/** Where a repository may have types of its own, a name that the platform does not know may be one of those. */
function orOther(offers: JsonObject, { document, isStarter }: PlatformModel): JsonObject {
  const mayBeOther = (document.teamTypes ?? (isStarter ? "allow" : "deny")) !== "deny";
  return mayBeOther ? { anyOf: [offers, { type: "string", minLength: 1 }] } : offers;
}

function typeText({ metadata, versions }: ResourceTypeModel["document"]): string {
  const offers = (versions ?? [])
    .filter(({ status }) => status !== "withdrawn")
    .map(({ version, status, until }) => {
      const remark = status === "deprecated" && until !== undefined ? `deprecated, until ${until}` : status;
      return status === "supported" ? version : `${version} (${remark})`;
    });
  return (
    [
      metadata.title === undefined ? "" : `${metadata.title}.`,
      metadata.description ?? "",
      offers.length === 0 ? "" : `Versions ${offers.join(", ")}.`,
      metadata.docs ?? "",
    ]
      .filter((part) => part !== "")
      .join(" ") || `The resource type ${metadata.name}.`
  );
}

/** What a resource of one type may be asked for. */
function offered(type: ResourceTypeModel, platform: PlatformModel): JsonObject {
  const { name, document } = type;
  const [variants, versions, sizes] = [variantsOf(document), versionsOf(document), sizesOf(document)];
  const settings = settingsOf(type, platform);
  const title = document.metadata.title ?? name;
  return {
    variant: among(`A way to run ${title}.`, variants),
    version: among(`A version of ${title}; the current one when absent.`, versions),
    size: among(`A size of ${title}: settings under one name.`, sizes),
    class: among(
      `A size or a variant of ${title}.`,
      mergedOffers([
        ["size", sizes],
        ["variant", variants],
      ]),
    ),
    settings: {
      description: `Settings of ${title}; those that are not named keep the platform's values.`,
      properties: settings,
      additionalProperties: false,
    },
  };
}

function among(description: string, offers: readonly Offer[]): JsonObject {
  const values = choice(offers);
  // Nothing may be asked for where nothing is offered.
  return values ? { description, ...values } : { description: `${description} There is none to choose.`, not: {} };
}

function settingsOf({ name, document }: ResourceTypeModel, platform: PlatformModel): JsonObject {
  const environments = Object.entries(platform.document.environments);
  return Object.fromEntries(
    Object.entries(document.settings ?? {}).map(([setting, definition]) => {
      const changes = environments.flatMap(([environment, { settings = {} }]): readonly SettingInEnvironment[] => {
        const ofType = own(settings, name);
        const over = ofType && own(ofType, setting);
        return over ? [{ environment, over }] : [];
      });
      return [setting, settingSchema(definition, changes)];
    }),
  );
}

/** The settings of all types. One of several types is held against all of them: whose it is stands elsewhere. */
function anySettings(types: readonly ResourceTypeModel[], platform: PlatformModel): JsonObject {
  const byName = new Map<string, (readonly [type: string, schema: JsonObject])[]>();
  for (const type of types)
    for (const [name, schema] of Object.entries(settingsOf(type, platform)))
      if (isJsonObject(schema)) byName.set(name, [...(byName.get(name) ?? []), [type.name, schema]]);
  const properties = [...byName]
    .sort(([a], [b]) => compareText(a, b))
    .map(([name, all]): readonly [string, Json] => {
      const description = all.map(([type, schema]) => `${type}: ${String(schema["description"])}`).join(" ");
      const [only] = all;
      if (all.length === 1 && only) return [name, { ...nullableSetting(only[1]), description }];
      return [name, { description, anyOf: all.map(([, schema]) => nullableSetting(schema)) }];
    });
  const mayBeOther = Object.keys(orOther({}, platform)).length > 0;
  return {
    type: ["object", "null"],
    description: "What differs here in the settings of the resource's type.",
    ...(mayBeOther
      ? { properties: Object.fromEntries(properties.map(([name]) => [name, {}])), additionalProperties: true }
      : { properties: Object.fromEntries(properties), additionalProperties: false }),
  };
}

/** In an overlay null takes out a setting, and any member of it. */
function nullableSetting(schema: JsonObject): JsonObject {
  const { else: value, anyOf, properties } = schema;
  return {
    ...nullable(schema),
    ...(isJsonObject(properties)
      ? { properties: mapMembers(properties, (one) => (isJsonObject(one) ? nullableSetting(one) : one)) }
      : {}),
    ...(isJsonObject(value) ? { else: nullable(value) } : {}),
    ...(isList(anyOf) ? { anyOf: anyOf.map((one) => (isJsonObject(one) ? nullable(one) : one)) } : {}),
  };
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Examples of what every platform may offer would be proposed beside what this one does. */
function withoutExamples(definition: JsonObject): JsonObject {
  const properties = isJsonObject(definition["properties"]) ? definition["properties"] : {};
  return {
    ...definition,
    properties: mapMembers(properties, (one, name) => {
      if (!isJsonObject(one) || !["class", "settings", "size", "variant", "version"].includes(name)) return one;
      const { examples: _, ...rest } = one;
      return rest;
    }),
  };
}

function withProperties(definition: JsonObject, changes: JsonObject): JsonObject {
  const properties = isJsonObject(definition["properties"]) ? definition["properties"] : {};
  const changed = mapMembers(properties, (before, name) => {
    const change = own(changes, name);
    if (!isJsonObject(change) || Object.keys(change).length === 0 || !isJsonObject(before)) return before;
    const { description, title } = before;
    return {
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...change,
    };
  });
  return { ...definition, properties: changed };
}
