import { isJson, type Json, own } from "@towpath/core";
import { shown } from "../../finding.ts";
import { overlay } from "../../overlay.ts";
import { defaultOf, overlaid } from "../../setting/definition.ts";
import { interpret } from "../../setting/interpret.ts";
import { completed, standardOf } from "../../setting/standard.ts";
import type { PlatformModel, ResourceTypeModel } from "../platform-model.ts";
import type { PlatformFault, Report } from "./reporter.ts";

/**
 * Defaults and sizes that are within the type's own bounds and out of those that an environment sets: a service that asks
 * for nothing out of the way would be refused there.
 */
export function checkBounds(type: ResourceTypeModel, platform: PlatformModel, report: Report): void {
  const sizes = [undefined, ...Object.keys(type.document.sizes ?? {})];
  for (const [environment, { settings }] of Object.entries(platform.document.environments))
    for (const [setting, over] of Object.entries(settings?.[type.name] ?? {})) {
      const definitions = type.document.settings ?? {};
      const definition = Object.hasOwn(definitions, setting) ? definitions[setting] : undefined;
      if (!definition) continue;
      const strict = overlaid(definition, over);
      const said = new Set<string>();
      for (const size of sizes) {
        const ofSize = size === undefined ? undefined : sizeValue(type, size, setting);
        const own = defaultOf(over);
        const value = fold([standardOf(definition), ofSize, own]);
        // What the overlay says itself has been held against it when the platform was read.
        if (value === undefined || own !== undefined || (size !== undefined && ofSize === undefined)) continue;
        for (const flaw of interpret(strict, completed(strict, value) ?? value)) {
          const message = `${size === undefined ? "The default" : `Size ${size}`} of ${type.name} has ${setting} ${shown(flaw.found)}; ${environment} demands ${flaw.expected}.`;
          if (said.has(message)) continue;
          said.add(message);
          report({
            code: "manifest/invalid-value",
            message,
            at: standsAt(type, setting, size),
            also: [[platform.source, ["environments", environment, "settings", type.name, setting], "key"]],
            suggestions: [
              `Give ${environment} a default of its own, or change ${size === undefined ? "the type's" : "the size"}.`,
            ],
            environments: [environment],
          });
        }
      }
    }
}

function sizeValue(type: ResourceTypeModel, size: string, setting: string): Json | undefined {
  const sizes = type.document.sizes ?? {};
  const values: unknown = Object.hasOwn(sizes, size) ? sizes[size]?.[setting] : undefined;
  return isJson(values) ? values : undefined;
}

function fold(layers: readonly (Json | undefined)[]): Json | undefined {
  return layers.reduce<Json | undefined>(
    (value, layer) => (layer === undefined ? value : value === undefined ? layer : overlay(value, layer)),
    undefined,
  );
}

function standsAt(type: ResourceTypeModel, setting: string, size: string | undefined): PlatformFault["at"] {
  if (size !== undefined) return [type.source, ["sizes", size, setting], "value"];
  const definition = own(type.document.settings ?? {}, setting);
  const key = definition?.default === undefined ? "const" : "default";
  return [type.source, ["settings", setting, key], "value"];
}
