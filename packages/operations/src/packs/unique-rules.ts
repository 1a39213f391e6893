import { type Finding, makeFinding, type Place } from "@towpath/core";
import { joinRules, type PackRule, type PolicyErrorCode } from "@towpath/policy";
import type { PackSeat } from "./pack-finding.ts";
import type { LoadedPack } from "./packs.ts";

const CODE: PolicyErrorCode = "policy/duplicate-rule";

/**
 * The rules of packs, no id twice. Of two rules with one id the first is kept, and a finding says so: nobody could say which of them
 * is meant, and one of them is not checked.
 */
export function uniqueRules(packs: readonly (LoadedPack & PackSeat)[]): {
  readonly rules: readonly PackRule[];
  readonly findings: readonly Finding[];
} {
  const first = new Map<string, { readonly entry: PackRule; readonly pack: (typeof packs)[number] }>();
  const kept: PackRule[] = [];
  const findings: Finding[] = [];
  for (const pack of packs)
    for (const entry of pack.rules) {
      const { id } = entry.rule;
      const before = first.get(id);
      if (!before) first.set(id, { entry, pack });
      if (!before || before.entry.rule === entry.rule) kept.push(entry);
      else {
        const [one, other] = [before.entry.from ?? before.pack.reference, entry.from ?? pack.reference];
        findings.push(
          makeFinding({
            code: CODE,
            message: `Two rules are called ${id}: one of ${one}, one of ${other}. The second was not checked.`,
            docs: `packages/operations/docs/errors.md#${CODE.replace("/", "-")}`,
            address: `policies.packs.${pack.index}`,
            places: placesOf(pack, before.pack),
            suggestions: ["Give one of them another name, or leave out one of the packs that bring it."],
            discriminator: `${id} ${other}`,
          }),
        );
      }
    }
  return { rules: joinRules(kept), findings };
}

function placesOf({ place }: PackSeat, before: PackSeat): readonly Place[] {
  const first = before.place && { ...before.place, note: "the first is from here" };
  return [place, before.place === place ? undefined : first].filter((one) => one !== undefined);
}
