import type { Json } from "@towpath/core";
import type { GraphResource, GraphSetting } from "@towpath/manifest";
import { isOfService } from "../is-of-service.ts";

/** A setting of a resource by its name. */
export interface NamedSetting {
  readonly name: string;
  readonly setting: GraphSetting;
}

/** Those of a resource's settings that have one of these names. */
export function settingsNamed({ settings }: GraphResource, names: readonly string[]): readonly NamedSetting[] {
  return names.flatMap((name) => {
    const setting = Object.hasOwn(settings, name) ? settings[name] : undefined;
    return setting ? [{ name, setting }] : [];
  });
}

/** The platform has decided, and nobody else may: there is nothing that a service could mend. */
export function isDecided({ tier, origin }: GraphSetting): boolean {
  return tier === "mandatory" && !isOfService(origin);
}

const OFF = new Set(["", "disable", "disabled", "false", "no", "none", "off"]);

/** Whether a value switches something off. */
export function isOff(value: Json): boolean {
  return value === false || value === null || (typeof value === "string" && OFF.has(value.toLowerCase()));
}
