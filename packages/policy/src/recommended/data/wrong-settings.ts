import type { Json } from "@towpath/core";
import type { GraphResource, GraphSetting } from "@towpath/manifest";
import type { Unknown } from "../../rule/context.ts";
import { isOfService } from "../is-of-service.ts";

/** A setting of a resource that somebody who could do otherwise has given a wrong value. */
export interface WrongSetting {
  readonly name: string;
  /** Below the resource. */
  readonly path: readonly string[];
  readonly said: Extract<GraphSetting, { readonly known: true }>;
}

/** Those of a resource's settings with these names that are wrong; says of each that cannot be judged yet that it is. */
export function* wrongSettings(
  { settings }: GraphResource,
  names: readonly string[],
  isWrong: (value: Json) => boolean,
  { indeterminate }: { indeterminate(unknown: Unknown, path: readonly string[]): void },
): Generator<WrongSetting> {
  for (const name of names) {
    const said = Object.hasOwn(settings, name) ? settings[name] : undefined;
    if (said === undefined) continue;
    const path = ["settings", name];
    if (!said.known) indeterminate(said, path);
    else if (!isDecided(said) && isWrong(said.value)) yield { name, path, said };
  }
}

/** The platform has decided, and nobody else may: there is nothing that a service could mend. */
function isDecided({ tier, origin }: GraphSetting): boolean {
  return tier === "mandatory" && !isOfService(origin);
}

const OFF = new Set(["", "disable", "disabled", "false", "no", "none", "off"]);

/** Whether a value switches something off. */
export function isOff(value: Json): boolean {
  return value === false || value === null || (typeof value === "string" && OFF.has(value.toLowerCase()));
}
