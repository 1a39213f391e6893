import type { Json, Resolved } from "@towpath/core";
import type { GraphSetting, Template } from "@towpath/manifest";
import { UnknownHalt } from "../../cel/halt.ts";
import { type CelType, type CelValue, celOf } from "../../cel/index.ts";

/** A resolved value. @throws {UnknownHalt} where it is known only after apply */
export function knownOf(value: Resolved<Json>, type?: CelType): CelValue {
  if (!value.known) throw new UnknownHalt(value.why, value.origin.place);
  return celOf(value.value, type);
}

/** A setting's value. @throws {UnknownHalt} where it is known only after apply, or secret: a message could show it */
export function settingOf(setting: GraphSetting, type?: CelType): CelValue {
  if (setting.isSecret)
    throw new UnknownHalt("it is secret, and rules in YAML do not see secrets", setting.origin.place);
  return knownOf(setting, type);
}

/** A text without placeholders that are filled in later. @throws {UnknownHalt} where there are any */
export function templateText({ parts, isSecret, origin }: Template): string {
  if (isSecret) throw new UnknownHalt("it is secret, and rules in YAML do not see secrets", origin.place);
  return parts
    .map((part) => {
      if (part.kind === "text") return part.text;
      throw new UnknownHalt(`it holds what ${part.address} gives`, origin.place);
    })
    .join("");
}
