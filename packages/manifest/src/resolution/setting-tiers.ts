import { isJsonObject, type Json, own, type Place } from "@towpath/core";
import { shown } from "../finding.ts";
import type { NestedSetting } from "../generated/resource-type.ts";
import type { Tier } from "../graph/graph-resource.ts";
import { hasBounds } from "../setting/definition.ts";
import { interpret, isSame } from "../setting/interpret.ts";
import { memberAt } from "../setting/member-at.ts";
import { hasMembers, standardOf } from "../setting/standard.ts";
import { type Resolution, report } from "./request.ts";
import type { SettingStep, SettingSteps } from "./setting-steps.ts";

/** How many flaws of one setting are said one by one. */
const MOST_FLAWS = 10;

/** Which setting is judged. */
interface Judged {
  readonly name: string;
  /** Of the setting in the manifest. */
  readonly path: readonly string[];
  readonly type: string;
  readonly steps: SettingSteps;
  /** What holds when the service says nothing. */
  readonly standard: Json | undefined;
}

/** Holds a resolved setting against its type and its tiers, down to its members. */
export function judgeSetting(value: Json, { name, path, type, steps, standard }: Judged, resolution: Resolution): void {
  const code = `setting/${type}/${name}` as const;
  const all = [...steps.offered, ...steps.asked];
  const facts = (part: readonly string[], said = steps.placeOfDefinition(part)) => ({
    address: [...path, ...part].join("."),
    places: [placeOf(part, all), { ...said, note: "the platform says so here" }],
  });
  const flaws = interpret(steps.definition, value);
  for (const { kind, path: part, found, expected, tier, why } of flaws.slice(0, MOST_FLAWS)) {
    const isRule = kind === "bound" && tier === "mandatory";
    const message = `${[name, ...part].join(".")} of ${type} is ${shown(found)}; `;
    report(resolution, {
      ...facts(part),
      code: isRule ? code : "manifest/invalid-value",
      message: isRule ? `${message}the platform demands ${expected}.${reason(why)}` : `${message}expected ${expected}.`,
      discriminator: `${part.join(".")} ${expected}`,
    });
  }
  if (flaws.length > 0 || steps.asked.length === 0) return;
  for (const one of deviations(steps.definition, value, standard).slice(0, MOST_FLAWS)) {
    const message = `${[name, ...one.path].join(".")} of ${type} is ${one.value === undefined ? "left out" : shown(one.value)}; `;
    const isMandatory = one.tier === "mandatory";
    const instead = one.standard === undefined ? "" : `: ${shown(one.standard)}`;
    report(resolution, {
      ...facts(one.path, placeOfStandard(one.path, steps)),
      code,
      message: isMandatory
        ? `${message}the platform decides it${instead}.${reason(one.why)}`
        : `${message}the platform recommends ${shown(one.standard)}.${reason(one.why)}`,
      ...(isMandatory ? { suggestions: ["Leave it out."] } : { level: "advisory" as const }),
      discriminator: one.path.join("."),
    });
  }
}

function reason(why: string | undefined): string {
  return why === undefined ? "" : ` ${why}`;
}

/** Where a part of a value stands: in the highest layer that has it. */
function placeOf(part: readonly string[], steps: readonly SettingStep[]) {
  const step = steps.findLast(({ value }) => memberAt(value, part) !== undefined) ?? steps.at(-1);
  return step?.placeWithin(part) ?? { file: "" };
}

/** Where what holds otherwise is said: by the size that was chosen, or where the setting is defined. */
function placeOfStandard(part: readonly string[], { offered, placeOfDefinition }: SettingSteps): Place {
  const step = offered.findLast(({ value }) => memberAt(value, part) !== undefined);
  return step?.layer === "size" ? step.placeWithin(part) : placeOfDefinition(part);
}

interface Deviation {
  readonly path: readonly string[];
  readonly value: Json | undefined;
  readonly standard: Json | undefined;
  readonly tier: Tier;
  readonly why: string | undefined;
}

/** Parts that are not as the platform has them, where their tier minds: recommended ones, and those that it decides. */
function deviations(definition: NestedSetting, value: Json, standard: Json | undefined): readonly Deviation[] {
  const found: Deviation[] = [];
  const visit = (
    at: NestedSetting,
    part: Json | undefined,
    usual: Json | undefined,
    above: { readonly tier: Tier; readonly why: string | undefined; readonly path: readonly string[] },
  ): void => {
    const { path } = above;
    const here = { path, tier: at.tier ?? above.tier, why: at.why ?? above.why };
    if (at.properties && isJsonObject(part)) {
      for (const [name, nested] of Object.entries(at.properties))
        visit(nested, own(part, name), isJsonObject(usual) ? own(usual, name) : undefined, {
          ...here,
          path: [...path, name],
        });
      return;
    }
    const { items } = at;
    if (Array.isArray(part) && items && hasMembers(items)) {
      // An item has no other to be compared with; its members' own tiers count, by their defaults.
      const list: readonly Json[] = part;
      for (const [index, item] of list.entries())
        visit(items, item, standardOf(items), { path: [...path, String(index)], tier: "free", why: undefined });
    }
    if (here.tier === "free" || isSame(part ?? null, usual ?? null)) return;
    const isJudged = here.tier === "mandatory" ? !hasBounds(at) : usual !== undefined;
    if (isJudged) found.push({ ...here, value: part, standard: usual });
  };
  visit(definition, value, standard, { path: [], tier: "free", why: undefined });
  return found;
}
