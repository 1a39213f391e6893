import { type Finding, isBlocking, type Outcome } from "@towpath/core";
import { mergeFindings } from "@towpath/manifest";
import { joinStandings } from "../waivers/join-standings.ts";
import type { Checked } from "./check-judge.ts";

/** What says most of why something may not be comes first. */
const GRAVITY: readonly Outcome[] = ["error", "fail", "pending", "indeterminate", "upcoming", "waived"];

/**
 * One manifest that was checked more than once, by several platforms or from several standpoints: what any of them found
 * counts, and of two opinions on one thing the stricter.
 */
export function joinChecked([first, ...others]: readonly [Checked, ...Checked[]]): Checked {
  if (others.length === 0) return first;
  const all = [first, ...others];
  const union = (of: (one: Checked) => readonly string[]): readonly string[] => [...new Set(all.flatMap(of))].sort();
  return {
    ...first,
    name: all.find(({ name }) => name !== null)?.name ?? null,
    failure: all.find(({ failure }) => failure)?.failure,
    furtherSources: all.flatMap(({ source, furtherSources = [] }, index) => [
      ...(index > 0 && source ? [source] : []),
      ...furtherSources,
    ]),
    findings: joinFindings(all.map(({ findings }) => findings)),
    waivers: joinStandings(all.map(({ waivers = [] }) => waivers)),
    aroundWaivers: all.flatMap(({ aroundWaivers = [] }) => aroundWaivers),
    environments: union(({ environments }) => environments),
    known: union(({ known }) => known),
  };
}

/**
 * Every finding once, as strictly as anybody sees it. Each environment by itself: what is waived in one by somebody may be
 * waived in all by others.
 */
export function joinFindings(opinions: readonly (readonly Finding[])[]): readonly Finding[] {
  const strictest = new Map<string, Finding>();
  for (const finding of opinions.flat().flatMap(byEnvironment)) {
    const { code, message, service, address, environments, places, fingerprint } = finding;
    const key = JSON.stringify([code, message, service, address, environments, places[0], fingerprint]);
    const known = strictest.get(key);
    if (!known || gravity(finding) < gravity(known)) strictest.set(key, finding);
  }
  return mergeFindings(strictest.values());
}

function byEnvironment(finding: Finding): readonly Finding[] {
  const { environments } = finding;
  return environments.length < 2 ? [finding] : environments.map((one) => ({ ...finding, environments: [one] }));
}

function gravity(finding: Finding): number {
  const isAdvice = finding.level === "mandatory" ? 0 : 1;
  return (isBlocking(finding) ? 0 : 100) + isAdvice * 10 + GRAVITY.indexOf(finding.outcome);
}
