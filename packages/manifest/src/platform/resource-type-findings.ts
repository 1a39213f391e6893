import { type Finding, isJson, isJsonObject } from "@towpath/core";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import type { NestedSetting, ResourceTypeManifest } from "../generated/resource-type.ts";
import { didYouMean } from "../schema/did-you-mean.ts";
import { interpret } from "../setting/interpret.ts";
import { patternFlaw } from "../setting/pattern.ts";

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
    if (definition.type === undefined && definition.const === undefined && !definition.enum)
      invalid(["settings", name], `The setting ${name} says nothing of its values.`, [
        "Give it a type, an enum or a const.",
      ]);
    if (definition.change === "grow-only" && definition.type !== "integer" && definition.type !== "number")
      invalid(["settings", name, "change"], `The setting ${name} is no number, so it cannot be grow-only.`);
    for (const key of ["default", "const"] as const) {
      const value = definition[key];
      if (value === undefined || !isJson(value)) continue;
      for (const flaw of interpret(definition, value))
        invalid(
          ["settings", name, key, ...flaw.path],
          `The ${key} of ${name} is ${shown(flaw.found)}; expected ${flaw.expected}.`,
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
        for (const flaw of interpret(definition, value))
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
  const local = document.recipes["local"];
  if (isJsonObject(local) && local["driver"] === undefined)
    found.push(
      finding({
        code: "manifest/missing-key",
        message: "The recipe for the local engine lacks a driver.",
        places: [source.placeOfKey(["recipes", "local"])],
        address: "recipes.local.driver",
        suggestions: ["Name one, such as { driver: postgres }."],
      }),
    );
  return found;
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
