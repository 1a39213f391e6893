import { type Finding, formatPlace } from "@towpath/core";
import { claimOfIgnore } from "./claim-ignore.ts";
import type { HeldWaiver } from "./held-waiver.ts";
import { fileHome } from "./home.ts";
import type { Ignore } from "./read-ignores.ts";
import { isEvaluated } from "./scope.ts";
import type { WaiverState } from "./standing.ts";
import type { WaivableRule } from "./waivable-rule.ts";
import { dayCount, waiverFinding } from "./waiver-finding.ts";
import type { WaiverOptions } from "./waiver-options.ts";

/** A comment that ignores a rule, while findings are held against it. */
export type HeldIgnore = HeldWaiver;

export function holdIgnore(
  ignore: Ignore,
  rules: ReadonlyMap<string, WaivableRule>,
  today: string,
  { scope, hasOtherRules }: WaiverOptions,
): HeldIgnore {
  const { rule: id, until, reason, target, place, service } = ignore;
  const claim = claimOfIgnore(ignore, rules, today, hasOtherRules);
  const rule = rules.get(id);
  const isSeen = rule !== undefined && isEvaluated({ service }, rule, scope);
  const covered = new Set<string>();
  const seen = { any: false, mandatory: false };

  const stateOf = (): WaiverState => {
    if (claim.state === "invalid") return "invalid";
    if (claim.state === "expired") return "expired";
    if (seen.mandatory && covered.size === 0) return "invalid";
    return !seen.any && isSeen ? "unused" : claim.state;
  };
  const whyNot = (): string | undefined => {
    if (claim.state === "invalid") return claim.why;
    if (seen.mandatory && claim.state !== "expired")
      return `is for ${id}, which is mandatory here, and only a waiver of its own can except from that`;
    return undefined;
  };
  const told = (message: string, suggestions: readonly string[]): readonly Finding[] => [
    waiverFinding({ code: "waiver/comment", message, service, about: id, place, suggestions }),
  ];

  return {
    home: fileHome(id, place.file),
    verdict(finding) {
      const [main] = finding.places;
      if (main?.file !== place.file || main.range?.start.line !== target) return undefined;
      seen.any = true;
      if (finding.outcome !== "fail" || claim.state === "invalid") return undefined;
      if (finding.level === "mandatory") {
        seen.mandatory = true;
        return {
          outcome: "fail",
          suggestions: [`A comment does not waive ${id}, which is mandatory: write a waiver.`],
        };
      }
      if (claim.state === "expired")
        return {
          outcome: "fail",
          place: { ...place, note: `ignored until ${until}` },
          suggestions: [`It was ignored until ${until}, ${dayCount(-claim.daysLeft)} ago: mend it.`],
        };
      covered.add(finding.fingerprint);
      return { outcome: "waived", place: { ...place, note: `ignored until ${until}` }, suggestions: [] };
    },
    findings() {
      const why = whyNot();
      if (why !== undefined)
        return told(`This comment does not count: it ${why}.`, claim.state === "invalid" ? claim.suggestions : []);
      const state = stateOf();
      if (state === "expired")
        return seen.any || !isSeen
          ? []
          : told(`This comment ignored ${id} until ${until}, and nothing needs it.`, ["Delete it."]);
      if (state === "unused")
        return told(`This comment ignores nothing: ${id} finds nothing on the line that it is about.`, ["Delete it."]);
      return [];
    },
    standing: () => ({
      kind: "comment",
      id: formatPlace(place),
      rule: id,
      subject: service === undefined ? { file: place.file } : { service },
      state: stateOf(),
      source: "base",
      reason,
      expires: until,
      daysLeft: claim.daysLeft,
      covered: covered.size,
      isEvaluated: isSeen,
      why: whyNot(),
      place,
    }),
  };
}
