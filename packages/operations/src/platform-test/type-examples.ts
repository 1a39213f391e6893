import { isJson, isJsonObject, type Json, type JsonObject, own } from "@towpath/core";
import {
  type Definition,
  nestedChanges,
  overlaid,
  type PlatformModel,
  type ResourceTypeModel,
} from "@towpath/manifest";
import type { ConformanceSetting, ConformanceType, Example, ExampleChange } from "@towpath/provisioning/conformance";
import { exampleValues } from "./example-values.ts";
import type { RecipeRun } from "./recipe-runs.ts";

/** One example of a type with what it is changed to. */
export interface TypeExample {
  /** Which of several it is: `version 16`; absent for the one that everything is tried with. */
  readonly name?: string | undefined;
  readonly example: Example;
  readonly neighbour?: Example | undefined;
  readonly changes: readonly ExampleChange[];
}

/** Examples of a type as one environment offers it: the current version, changed in every way; and each other version. */
export function typeExamples(
  type: ResourceTypeModel,
  platform: PlatformModel,
  environment: string,
): readonly TypeExample[] {
  const settings = Object.entries(definitionsOf(type, platform, environment)).map(
    ([name, definition]) => [name, exampleValues(definition)] as const,
  );
  const base = objectOf(settings.map(([name, { base: value }]) => [name, value]));
  const second = objectOf(settings.map(([name, { base: value, other }]) => [name, other ?? value]));
  const offered = (type.document.versions ?? []).filter(({ status }) => status !== "withdrawn");
  const version = (offered.find(({ status }) => status === "current") ?? offered[0])?.version;
  const variant = variantOf(type);
  const of = (values: JsonObject, of?: string): Example => ({
    ...(of === undefined ? {} : { version: of }),
    ...(variant === undefined ? {} : { variant }),
    settings: values,
  });
  const ofSettings = settings.flatMap(([name, { changes }]) =>
    changes.map(
      (value): ExampleChange => ({
        name: changes.length === 1 ? `settings.${name}` : `settings.${name}: ${textOf(value)}`,
        to: of({ ...base, [name]: value }, version),
      }),
    ),
  );
  const ofSizes = Object.entries(type.document.sizes ?? {}).flatMap(([size, values]): readonly ExampleChange[] => {
    const sized = objectOf(Object.entries(values).map(([name, value]) => [name, isJson(value) ? value : undefined]));
    const to = of({ ...base, ...sized }, version);
    return JSON.stringify(to) === JSON.stringify(of(base, version)) ? [] : [{ name: `size ${size}`, to }];
  });
  const upgrade = (to: string): ExampleChange => ({ name: `version ${to}`, to: of(base, to) });
  const isHigher = (one: string, other: string) => compareVersions(one, other) > 0;
  return [
    {
      example: of(base, version),
      neighbour: of(second, version),
      changes: [
        ...ofSettings,
        ...ofSizes,
        ...offered.flatMap((each) => (version && isHigher(each.version, version) ? [upgrade(each.version)] : [])),
      ],
    },
    ...offered
      .filter((each) => each.version !== version)
      .map((each) => ({
        name: `version ${each.version}`,
        example: of(base, each.version),
        changes: version !== undefined && isHigher(version, each.version) ? [upgrade(version)] : [],
      })),
  ];
}

/** The type as the kit wants it: what its recipe is held to. */
export function conformanceType(
  { type, kind, driver, environment }: RecipeRun,
  platform: PlatformModel,
): ConformanceType {
  const { document } = type;
  const recipe: unknown = own(document.recipes, kind);
  return {
    name: type.name,
    driver,
    isStateful: document.stateful ?? false,
    outputs: Object.fromEntries(
      Object.entries(document.outputs ?? {}).map(([name, output]) => [
        name,
        { type: output.type, isSecret: output.secret ?? false },
      ]),
    ),
    settings: Object.fromEntries(
      Object.entries(definitionsOf(type, platform, environment)).map(([name, definition]) => [
        name,
        changesOf(definition),
      ]),
    ),
    options: isJson(recipe) && isJsonObject(recipe) ? recipe : {},
  };
}

function changesOf(definition: Definition): ConformanceSetting {
  const nested = nestedChanges(definition);
  return { change: definition.change ?? "update", ...(nested ? { nestedChanges: nested } : {}) };
}

function definitionsOf(
  { name, document }: ResourceTypeModel,
  { document: platform }: PlatformModel,
  environment: string,
) {
  const overlays = own(own(platform.environments, environment)?.settings ?? {}, name) ?? {};
  return Object.fromEntries(
    Object.entries(document.settings ?? {}).map(([setting, definition]) => [
      setting,
      overlaid(definition, own(overlays, setting)),
    ]),
  );
}

function variantOf({ document }: ResourceTypeModel): string | undefined {
  const variants = Object.entries(document.variants ?? {}).filter(([, { status }]) => status !== "withdrawn");
  return (variants.find(([, { status }]) => status === "current") ?? variants[0])?.[0];
}

function objectOf(entries: readonly (readonly [string, Json | undefined])[]): JsonObject {
  return Object.fromEntries(entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function textOf(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

/** By their numbers, part by part: 9 before 10, 15.2 before 15.10. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(/[.-]/).map(Number));
  for (let part = 0; part < Math.max(a?.length ?? 0, b?.length ?? 0); part += 1) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return Number.isNaN(difference) ? 0 : difference;
  }
  return 0;
}
