import { compareFindings, comparePlaces, compareText, type Finding } from "@towpath/core";
import { dayOf } from "./days.ts";
import { type HeldIgnore, holdIgnore } from "./held-ignore.ts";
import { type HeldWaiver, holdWaiver } from "./held-waiver.ts";
import { homesOf } from "./home.ts";
import type { Ignore } from "./read-ignores.ts";
import type { SourcedWaiver } from "./sourced-waiver.ts";
import type { WaiverStanding } from "./standing.ts";
import { isBetter, type Verdict } from "./verdict.ts";
import { isOfWaiver } from "./waiver-finding.ts";
import type { WaiverOptions } from "./waiver-options.ts";

/** Findings with what waivers make of them, and how each waiver stands. */
export interface ResolvedWaivers {
  /** In the order of `compareFindings`; with what is to be said of waivers, which never blocks. */
  readonly findings: readonly Finding[];
  /** Sorted by id. */
  readonly waivers: readonly WaiverStanding[];
}

/**
 * Says which findings are waived: the one place where that is decided. A finding of several environments is split where a
 * waiver covers only some of them. Pure; resolving twice changes nothing, and neither does the order of what is given.
 *
 * A finding that was waived before and that nothing covers any more fails again. Waivers cover only what failed: a rule that
 * could not be evaluated is never waived.
 *
 * @param now days are those of UTC; a waiver covers until the end of its last day
 */
export function resolveWaivers(
  findings: readonly Finding[],
  waivers: readonly SourcedWaiver[],
  now: Date,
  options: WaiverOptions,
): ResolvedWaivers {
  const rules = new Map(options.rules.map((rule) => [rule.id, rule]));
  const today = dayOf(now);
  const held = inOrder(waivers).map((waiver) => holdWaiver(waiver, rules, today, options));
  const ignores = [...(options.ignores ?? [])].sort(byPlace).map((ignore) => holdIgnore(ignore, rules, today, options));
  // Many findings and many waivers: each finding meets only those of its rule and its service, or of its file.
  const byHome = Map.groupBy<string, HeldWaiver | HeldIgnore>([...held, ...ignores], ({ home }) => home);
  const resolved = findings.flatMap((finding) => {
    if (isOfWaiver(finding)) return [];
    const concerned = homesOf(finding).flatMap((home) => byHome.get(home) ?? []);
    return concerned.length > 0 ? resolveOne(finding, concerned) : [restored(finding)];
  });
  const said = [...held, ...ignores].flatMap((one) => one.findings());
  return {
    findings: [...resolved, ...said].sort(compareResolved),
    waivers: [...held, ...ignores].map((one) => one.standing()).sort(compareStandings),
  };
}

function resolveOne(given: Finding, held: readonly (HeldWaiver | HeldIgnore)[]): readonly Finding[] {
  const finding = restored(given);
  const { environments } = finding;
  if (environments.length === 0) return [withVerdict(finding, verdictOf(finding, undefined, held))];
  const groups = new Map<string, { readonly verdict: Verdict; readonly environments: string[] }>();
  for (const environment of environments) {
    const verdict = verdictOf(finding, environment, held);
    const key = JSON.stringify(verdict);
    const group = groups.get(key) ?? { verdict, environments: [] };
    group.environments.push(environment);
    groups.set(key, group);
  }
  return [...groups.values()].map((group) =>
    withVerdict({ ...finding, environments: group.environments }, group.verdict),
  );
}

/** The best that any waiver has to say; what the others say beside it is not heard where one covers. */
function verdictOf(
  finding: Finding,
  environment: string | undefined,
  held: readonly (HeldWaiver | HeldIgnore)[],
): Verdict {
  let best: Verdict = { outcome: "fail", suggestions: [] };
  for (const one of held) {
    const verdict = one.verdict(finding, environment);
    if (!verdict) continue;
    if (isBetter(verdict, best)) best = verdict;
    else if (best.outcome === "fail" && verdict.outcome === "fail")
      best = { ...best, place: best.place ?? verdict.place, suggestions: joined(best, verdict) };
  }
  return best;
}

function joined(a: Verdict, b: Verdict): readonly string[] {
  return [...new Set([...a.suggestions, ...b.suggestions])].sort(compareText);
}

function withVerdict(finding: Finding, { outcome, place, suggestions }: Verdict): Finding {
  if (finding.outcome !== "fail") return finding;
  const isThere = finding.places.some((one) => JSON.stringify(one) === JSON.stringify(place));
  const more = suggestions.filter((one) => !finding.suggestions.includes(one));
  return {
    ...finding,
    outcome,
    places: place === undefined || isThere ? finding.places : [...finding.places, place],
    suggestions: more.length === 0 ? finding.suggestions : [...finding.suggestions, ...more],
  };
}

/** Only waivers make these outcomes: a finding that has one failed. */
function restored(finding: Finding): Finding {
  return finding.outcome === "waived" || finding.outcome === "pending" ? { ...finding, outcome: "fail" } : finding;
}

/** Which of two that cover alike is named must not depend on the order of files. */
function inOrder(waivers: readonly SourcedWaiver[]): readonly SourcedWaiver[] {
  return [...waivers].sort(
    (a, b) =>
      compareText(a.waiver.id, b.waiver.id) ||
      compareText(a.source, b.source) ||
      compareText(JSON.stringify(a.waiver), JSON.stringify(b.waiver)),
  );
}

function byPlace(a: Ignore, b: Ignore): number {
  return comparePlaces(a.place, b.place) || compareText(JSON.stringify(a), JSON.stringify(b));
}

function compareResolved(a: Finding, b: Finding): number {
  return (
    compareFindings(a, b) ||
    compareText(a.environments.join(), b.environments.join()) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

function compareStandings(a: WaiverStanding, b: WaiverStanding): number {
  return (
    compareText(a.kind, b.kind) * -1 || compareText(a.id, b.id) || compareText(JSON.stringify(a), JSON.stringify(b))
  );
}
