import { type Finding, isJson, isJsonObject, type Json } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import type { NestedSetting, ResourceTypeManifest } from "../generated/resource-type.ts";
import { overlay } from "../overlay.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { interpret, type ValueFlaw } from "../setting/interpret.ts";
import { memberAt } from "../setting/member-at.ts";
import { patternFlaw } from "../setting/pattern.ts";
import { completed, standardOf } from "../setting/standard.ts";

const BOUNDS = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
] as const;

/** What is wrong with a resource type that its schema cannot say: defaults, sizes and successors that do not fit. */
export function resourceTypeFindings(document: ResourceTypeManifest, source: SourceDocument): readonly Finding[] {
  const found: Finding[] = [];
  const invalid = (path: readonly (string | number)[], message: string, suggestions: readonly string[] = []): void => {
    const address = path.join(".");
    const places = [source.placeOfValue(path)];
    found.push(
      finding({ code: "manifest/invalid-value", message, places, address, suggestions, discriminator: message }),
    );
  };
  const settings = Object.entries(document.settings ?? {});
  for (const [name, definition] of settings) {
    for (const [path, pattern] of patterns(definition, ["settings", name, "pattern"])) {
      const flaw = patternFlaw(pattern);
      if (flaw) invalid(path, `The pattern ${shown(pattern)} ${flaw}.`);
    }
    if (found.length > 0) continue;
    for (const part of partsOf(definition, ["settings", name], name)) {
      const { path, label } = part;
      if (part.definition.type === undefined && part.definition.const === undefined && !part.definition.enum)
        invalid(path, `The setting ${label} says nothing of its values.`, ["Give it a type, an enum or a const."]);
      if (part.definition.change === "grow-only" && !/^(integer|number)$/.test(part.definition.type ?? ""))
        invalid([...path, "change"], `The setting ${label} is no number, so it cannot be grow-only.`);
      const crossed = BOUNDS.flatMap(([lowest, highest]) => {
        const [low, high] = [part.definition[lowest], part.definition[highest]];
        return low !== undefined && high !== undefined && low > high ? [{ lowest, low, highest, high }] : [];
      });
      for (const { lowest, low, highest, high } of crossed)
        invalid(
          [...path, lowest],
          `The ${lowest} of ${label} is ${low} and its ${highest} ${high}, so no value fits.`,
          ["Make the one at most the other."],
        );
      if (crossed.length > 0) continue;
      for (const key of ["default", "const"] as const) {
        const value = part.definition[key];
        if (value === undefined || !isJson(value)) continue;
        for (const flaw of ownFlaws(part.definition, value))
          invalid(
            [...path, key, ...flaw.path],
            `The ${key} of ${label} is ${shown(flaw.found)}; expected ${flaw.expected}.`,
          );
      }
      for (const [index, value] of (part.definition.examples ?? []).entries())
        for (const flaw of isJson(value) ? ownFlaws(part.definition, value) : [])
          invalid(
            [...path, "examples", index, ...flaw.path],
            `An example of ${label} is ${shown(flaw.found)}; expected ${flaw.expected}.`,
          );
    }
  }
  for (const [size, values] of Object.entries(document.sizes ?? {})) {
    for (const [name, value] of Object.entries(values)) {
      const definition = new Map(settings).get(name);
      if (!definition) {
        const message = `The size ${size} sets ${shown(name)}, which is no setting.`;
        invalid(
          ["sizes", size, name],
          message,
          didYouMean(
            name,
            settings.map(([known]) => known),
          ),
        );
      } else if (isJson(value) && found.length === 0) {
        for (const flaw of ownFlaws(definition, value))
          invalid(
            ["sizes", size, name, ...flaw.path],
            `${name} of size ${size} is ${shown(flaw.found)}; expected ${flaw.expected}.`,
          );
      }
    }
  }
  const versions = document.versions ?? [];
  const offered = versions.map(({ version }) => version);
  for (const [index, { version, successor }] of versions.entries()) {
    if (offered.indexOf(version) !== index)
      invalid(["versions", index, "version"], `The version ${shown(version)} is here twice.`);
    if (successor !== undefined && !offered.includes(successor))
      invalid(
        ["versions", index, "successor"],
        `The successor ${shown(successor)} is no version of this type.`,
        didYouMean(successor, offered),
      );
  }
  const variants = Object.keys(document.variants ?? {});
  for (const [name, { successor }] of Object.entries(document.variants ?? {}))
    if (successor !== undefined && !variants.includes(successor))
      invalid(
        ["variants", name, "successor"],
        `The successor ${shown(successor)} is no variant of this type.`,
        didYouMean(successor, variants),
      );
  for (const kind of ["local", "drivers"] as const) {
    const recipe = document.recipes[kind];
    if (isJsonObject(recipe) && recipe["driver"] === undefined)
      found.push(
        finding({
          code: "manifest/missing-key",
          message: `The recipe for ${kind === "local" ? "the local engine" : "drivers"} lacks a driver.`,
          places: [source.placeOfKey(["recipes", kind])],
          address: `recipes.${kind}.driver`,
          suggestions: [`Name one, such as { driver: ${kind === "local" ? "postgres" : "dns"} }.`],
        }),
      );
  }
  return found;
}

/**
 * What is wrong with a value that a definition or a size gives, held against it as it will be: with what the definition
 * says of parts that it leaves out. What is wrong with those is said where they are.
 */
export function ownFlaws(definition: NestedSetting, value: Json): readonly ValueFlaw[] {
  const whole = completed(definition, overlay(standardOf(definition), value)) ?? value;
  return interpret(definition, whole).filter(({ path }) => memberAt(value, path) !== undefined);
}

interface Part {
  readonly definition: NestedSetting;
  readonly path: readonly string[];
  /** `backup.retentionDays` */
  readonly label: string;
}

/** A definition and those of its parts. */
function partsOf(definition: NestedSetting, path: readonly string[], label: string): readonly Part[] {
  const { properties = {}, items } = definition;
  return [
    { definition, path, label },
    ...Object.entries(properties).flatMap(([name, nested]) =>
      partsOf(nested, [...path, "properties", name], `${label}.${name}`),
    ),
    ...(items ? partsOf(items, [...path, "items"], `${label}.*`) : []),
  ];
}

function patterns(
  definition: NestedSetting,
  path: readonly string[],
): readonly (readonly [readonly string[], string])[] {
  const above = path.slice(0, -1);
  return [
    ...(definition.pattern === undefined ? [] : [[path, definition.pattern] as const]),
    ...(definition.items ? patterns(definition.items, [...above, "items", "pattern"]) : []),
    ...Object.entries(definition.properties ?? {}).flatMap(([key, nested]) =>
      patterns(nested, [...above, "properties", key, "pattern"]),
    ),
  ];
}
