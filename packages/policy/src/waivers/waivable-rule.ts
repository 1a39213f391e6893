import { compareText } from "@towpath/core";
import type { PlatformModel, ServiceDocument } from "@towpath/manifest";
import type { Rule } from "../rule/define-rule.ts";
import type { Phase } from "../rule/select.ts";

/** How long a waiver lasts at most where nobody says otherwise. */
export const MOST_DAYS = 90;

/** What waivers need to know of a rule. */
export interface WaivableRule {
  readonly id: string;
  /** When it is evaluated; a platform's rules of settings are with the graph. */
  readonly phase: Phase;
  /** The most days between `created` and `expires`; false where nothing may be waived. */
  readonly maxDays: number | false;
}

/** The rules of packs, and of the settings that a platform and a service's own resource types have. */
export function waivableRules(
  rules: readonly { readonly rule: Rule }[],
  platform: Pick<PlatformModel, "types">,
  service?: Pick<ServiceDocument, "ownTypes">,
): readonly WaivableRule[] {
  const types = [...platform.types.values(), ...(service?.ownTypes?.types.values() ?? [])];
  const settings = types.flatMap(({ name, document }) =>
    Object.keys(document.settings ?? {}).map(
      (setting): WaivableRule => ({ id: `setting/${name}/${setting}`, phase: "graph", maxDays: MOST_DAYS }),
    ),
  );
  const packed = rules.map(({ rule: { id, phase, meta } }): WaivableRule => {
    const { waivable } = meta;
    return { id, phase, maxDays: waivable === false ? false : (waivable?.maxDays ?? MOST_DAYS) };
  });
  return [...packed, ...settings].sort((a, b) => compareText(a.id, b.id));
}
