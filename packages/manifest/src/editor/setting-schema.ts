import { canonicalJson, isJson, type JsonObject } from "@towpath/core";
import type { SettingOverlay } from "../generated/platform.ts";
import type { NestedSetting, SettingDefinition } from "../generated/resource-type.ts";
import { type Definition, defaultOf, hasBounds, overlaid } from "../setting/definition.ts";

/** What an environment of the platform changes in a setting. */
export interface SettingInEnvironment {
  readonly environment: string;
  readonly over: SettingOverlay;
}

/**
 * A setting as an editor completes it: its type, its bounds, and in words what holds when nobody says more. Where an
 * environment's bounds are others, only what holds in all of them is a bound; the text says the rest.
 */
export function settingSchema(written: SettingDefinition, environments: readonly SettingInEnvironment[]): JsonObject {
  const all = [written, ...environments.map(({ over }) => overlaid(written, over))];
  return {
    description: settingText(written, environments),
    ...standardPart(written),
    ...orPlaceholder(decided(written, environments.length > 0) ?? valueSchema(all)),
  };
}

const BOUNDS = [
  "type",
  "const",
  "enum",
  "minimum",
  "maximum",
  "minLength",
  "maxLength",
  "pattern",
  "required",
] as const;

/** What is the same in all of a setting's definitions; the first says which members there are. */
function valueSchema(all: readonly NestedSetting[]): JsonObject {
  const [first] = all;
  const same = BOUNDS.flatMap((bound) => {
    const value = first?.[bound];
    const isSame =
      value !== undefined && all.every((one) => canonicalJson(one[bound] ?? null) === canonicalJson(value));
    return isSame && isJson(value) ? [[bound, value] as const] : [];
  });
  const { items, properties } = first ?? {};
  const members = Object.entries(properties ?? {}).map(([name, own]) => {
    const others = all.flatMap((one) =>
      one.properties && Object.hasOwn(one.properties, name) ? (one.properties[name] ?? []) : [],
    );
    return [name, partSchema(own, others)] as const;
  });
  return {
    ...Object.fromEntries(same),
    ...(items
      ? {
          items: partSchema(
            items,
            all.flatMap((one) => one.items ?? []),
          ),
        }
      : {}),
    ...(properties ? { properties: Object.fromEntries(members), additionalProperties: false } : {}),
  };
}

function partSchema(written: NestedSetting, all: readonly NestedSetting[]): JsonObject {
  const description = settingText(written, []);
  return {
    ...(description === "" ? {} : { description }),
    ...standardPart(written),
    ...orPlaceholder(valueSchema(all)),
  };
}

/** As an example: editors insert defaults unasked, and so nail down what the platform may want to change. */
function standardPart(written: NestedSetting): JsonObject {
  const standard = defaultOf(written);
  return standard === undefined ? {} : { examples: [standard] };
}

/** What the platform decides has one value, unless an environment has another. */
function decided(written: Definition, hasOthers: boolean): JsonObject | undefined {
  const standard = defaultOf(written);
  const isDecided = written.tier === "mandatory" && !hasBounds(written) && !written.properties && !written.items;
  return isDecided && !hasOthers && standard !== undefined ? { const: standard } : undefined;
}

/**
 * A text with a placeholder is held against its setting once it is filled in. Editors propose the values of `anyOf`, and say
 * more exactly what is wrong with `if` and `else`.
 */
function orPlaceholder(value: JsonObject): JsonObject {
  const { type, enum: allowed, const: only, ...bounds } = value;
  const isAnyText =
    type === "string" && allowed === undefined && only === undefined && Object.keys(bounds).length === 0;
  if (Object.keys(value).length === 0 || isAnyText || type === "array" || type === "object") return value;
  const placeholder = { type: "string", pattern: "\\$\\{" };
  if (allowed !== undefined || only !== undefined) return { anyOf: [value, placeholder] };
  return {
    ...(typeof type === "string" ? { type: type === "string" ? type : [type, "string"] } : {}),
    if: placeholder,
    else: value,
  };
}

/** In words: what it is for, who decides, its default, what a change does, and what is otherwise in some environment. */
export function settingText(definition: NestedSetting, environments: readonly SettingInEnvironment[]): string {
  const { description, tier, why, change } = definition;
  const range = rangeText(definition);
  const standard = defaultOf(definition);
  return [
    description ?? "",
    tier === "mandatory"
      ? `The platform decides${range === "" ? "" : `: ${range}`}.`
      : range === ""
        ? ""
        : capital(`${range}.`),
    standard === undefined
      ? ""
      : tier === "recommended"
        ? `Recommended: ${text(standard)}.`
        : `Default: ${text(standard)}.`,
    why ?? "",
    change ? CHANGES[change] : "",
    ...environments.map(({ environment, over }) => `In ${environment}: ${overlayText(over)}.`),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

const CHANGES = {
  update: "",
  restart: "A change restarts it.",
  "grow-only": "It can only grow.",
  replace: "A change makes it anew.",
} as const;

function rangeText({ const: only, enum: allowed, minimum, maximum }: NestedSetting | SettingOverlay): string {
  if (only !== undefined) return `always ${text(only)}`;
  if (allowed) return `one of ${allowed.map(text).join(", ")}`;
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  if (minimum !== undefined) return `at least ${minimum}`;
  return maximum === undefined ? "" : `at most ${maximum}`;
}

function overlayText(over: SettingOverlay): string {
  const { tier, why } = over;
  const parts = [
    tier === "mandatory" ? "the platform decides" : tier === "recommended" ? "recommended" : "",
    rangeText(over),
    over.default === undefined ? "" : `default ${text(over.default)}`,
    why === undefined ? "" : why.replace(/\.$/, ""),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "as everywhere" : parts.join(", ");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function capital(sentence: string): string {
  return `${sentence[0]?.toUpperCase() ?? ""}${sentence.slice(1)}`;
}
