import { type Json, Secret } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import { provisioningError } from "../errors.ts";
import { renderValue, type TemplateContext } from "../templates/render-template.ts";

/** The settings of a resource, as far as they are known. */
export interface Settings {
  readonly known: Readonly<Record<string, Json>>;
  /** Names of those that hold outputs of something that is not there yet. */
  readonly unknown: readonly string[];
}

/**
 * Fills in what other resources give.
 *
 * @throws {ProvisioningError} `provisioning/secret-setting`: drivers record their settings, so these cannot be secret
 */
export async function resolveSettings(resource: GraphResource, context: TemplateContext): Promise<Settings> {
  const known: [string, Json][] = [];
  const unknown: string[] = [];
  for (const [name, setting] of Object.entries(resource.settings)) {
    if (setting.isSecret || setting.template?.isSecret) throw secretSetting(resource, name);
    if (setting.known) {
      known.push([name, setting.value]);
      continue;
    }
    const value = setting.template && (await renderValue(setting.template, context));
    if (value instanceof Secret) throw secretSetting(resource, name);
    if (value === undefined) unknown.push(name);
    else known.push([name, value]);
  }
  return { known: Object.fromEntries(known), unknown };
}

function secretSetting(resource: GraphResource, name: string): Error {
  return provisioningError({
    code: "provisioning/secret-setting",
    message: `The setting "${name}" of ${resource.address} is secret; engine "${resource.engine}" takes no secret settings yet.`,
    place: resource.settings[name]?.origin.place,
    hint: "Place the resource on an engine that takes them, or hand the secret to the workload as a variable.",
  });
}
