import { comparePlaces, compareText, type Effects, type Finding } from "@towpath/core";
import { mergeFindings } from "@towpath/manifest";
import type { RuleStatistics } from "@towpath/policy";
import type { WaiverStanding } from "@towpath/policy/waivers";
import { type Counts, countFindings, type Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { refuseUnknownEnvironments } from "../environment/unknown-environments.ts";
import { fixableSections } from "../fixes/fixable-sections.ts";
import { betweenServices } from "../fleet/between-services.ts";
import { type Checked, type CheckRequest, checkJudge } from "../fleet/check-judge.ts";
import { judgeAll } from "../fleet/judge-all.ts";
import { ruleTotals } from "../fleet/rule-totals.ts";
import type { ServiceFacts } from "../fleet/service-facts.ts";
import { type Ending, operation } from "../operation.ts";
import { type PlatformSource, platformSections, sourcesOf } from "../platform/platform-source.ts";
import type { JudgedSides } from "../trust/judge-sides.ts";
import type { BaseRequest } from "../trust/open-base.ts";
import { selectTouched } from "../trust/select-touched.ts";
import { touchesAround } from "../trust/touches-around.ts";
import { joinStandings } from "../waivers/join-standings.ts";

export type { BaseRequest, CheckRequest, ServiceFacts };

/** What was checked, and how each rule fared. */
export interface CheckData {
  readonly manifests: readonly {
    readonly manifest: string;
    readonly service: string | null;
    readonly environments: readonly string[];
  }[];
  /** What a pipeline has to know of each service that could be resolved. */
  readonly services: readonly ServiceFacts[];
  /** The platforms that they were checked by, each once. */
  readonly platforms: readonly PlatformSource[];
  readonly rules: readonly RuleStatistics[];
  /** How each waiver stands that is for what was checked, and each comment that ignores a rule. */
  readonly waivers: readonly WaiverStanding[];
}

/** Validates, resolves every environment and applies the platform's rules: what the pull-request check does. */
export const check = operation<CheckRequest, CheckData>("check", async (request, effects) => {
  const once = await checkAndFix(request, effects);
  const ending = { ...once, sections: [...(once.sections ?? []), ...fixableSections(once.findings ?? [])] };
  if (request.fix !== undefined) return ending;
  if (!request.hasEdits || !ending.findings?.some((finding) => finding.fix)) return ending;
  const { withEdits } = await import("../fixes/with-edits.ts");
  return { ...ending, findings: withEdits(ending.findings, effects) };
});

async function checkAndFix(request: CheckRequest, effects: Effects): Promise<Ending<CheckData>> {
  const { fix } = request;
  if (fix === undefined) return checkOnce(request, effects);
  const { fixAndCheck } = await import("../fixes/fix-and-check.ts");
  return fixAndCheck(fix, () => checkOnce(request, effects), effects);
}

/** One check, for commands that begin with one. */
export async function checkOnce(request: CheckRequest, effects: Effects): Promise<Ending<CheckData>> {
  const patterns = request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME];
  const now = effects.clock.now();
  const wanted = request.environments ?? [];
  const manifests = await findManifests(patterns, effects);
  const judged = await judgeManifests(manifests, request, effects, now);
  const { rules } = judged;
  refuseUnknownEnvironments(
    wanted,
    new Set(judged.seen.flatMap(({ known }) => known)),
    judged.seen.some(({ known }) => known.length === 0),
  );

  const { seen, between, sections: left } = selectTouched(judged.seen, betweenServices(judged.seen), judged.touched);
  const { changed, aroundBefore } = judged;
  const ofFleet = new Set(rules.filter(({ phase }) => phase === "fleet").map(({ rule }) => rule));
  const isOfFleet = ({ code }: Finding): boolean => ofFleet.has(code);
  const around = judged.around.filter(
    (finding) =>
      changed === undefined ||
      touchesAround(finding, { changed, manifests, isOfFleet }) ||
      aroundBefore?.has(finding.fingerprint) === false,
  );
  const findings = mergeFindings([...seen.flatMap((document) => document.findings), ...between, ...around]);
  const counts = countFindings(findings);
  const isUnusable = findings.some(isInvalid);
  const [only] = seen;
  return {
    ...(isUnusable ? { status: "invalid" as const } : {}),
    summary: summaryOf(
      seen.length === 0
        ? "No service is touched"
        : seen.length === 1
          ? (only?.name ?? only?.manifest ?? "")
          : counted(seen.length, "service"),
      counts,
    ),
    service: seen.length === 1 ? (only?.name ?? undefined) : undefined,
    findings,
    sections: [...platformSections(seen), ...judged.sections, ...left, ...unprovedSections(rules)],
    data: {
      manifests: seen.map(({ manifest, name, environments }) => ({ manifest, service: name, environments })),
      services: seen.flatMap(({ facts }) => facts ?? []),
      platforms: sourcesOf(seen),
      rules,
      waivers: standingsOf(seen, judged.aroundWaivers),
    },
  };
}

/** Judges what is on the disk; what is proposed by what its base says. */
async function judgeManifests(
  manifests: readonly string[],
  request: CheckRequest,
  effects: Effects,
  now: Date,
): Promise<JudgedSides> {
  if (request.base !== undefined) {
    const { judgeProposal } = await import("../trust/judge-proposal.ts");
    return judgeProposal(manifests, { ...request, base: request.base }, effects, now);
  }
  const judge = checkJudge(request, effects, now);
  const { seen, rules } = await judgeAll(manifests, { verb: "check", request }, judge, effects, now);
  const around = await judge.around(seen);
  const totals = ruleTotals();
  totals.add(rules);
  totals.add(around.rules);
  return {
    seen,
    rules: totals.rules(),
    around: around.findings,
    aroundWaivers: around.waivers,
    sections: [],
    touched: await touchedOf(manifests, request, effects),
  };
}

/** Those that were touched since a commit, where only these are asked for. */
async function touchedOf(
  manifests: readonly string[],
  { isChangedOnly, since }: CheckRequest,
  effects: Effects,
): Promise<ReadonlySet<string> | undefined> {
  if (!isChangedOnly || since === undefined) return undefined;
  const { touchedSince } = await import("../trust/touched-by.ts");
  return (await touchedSince(manifests, since, effects))?.touched;
}

/** Waivers by id, comments by their place; those of files that several services name, once. */
function standingsOf(seen: readonly Checked[], around: readonly WaiverStanding[]): readonly WaiverStanding[] {
  const all = joinStandings([...seen.map(({ waivers = [] }) => waivers), around]);
  const between = (a: WaiverStanding, b: WaiverStanding): number =>
    a.kind === "comment" ? comparePlaces(a.place, b.place) : compareText(a.id, b.id);
  return [...all].sort((a, b) => compareText(b.kind, a.kind) || between(a, b));
}

/** Mandatory rules that have proved nothing, by what kept them from it: neither is a pass. */
function unprovedSections(rules: readonly RuleStatistics[]): readonly Section[] {
  const mandatory = rules.filter(({ level }) => level === "mandatory");
  const notEvaluated = mandatory.filter(({ isEvaluated }) => !isEvaluated);
  const sawNothing = mandatory.filter(({ isVacuous }) => isVacuous);
  return [
    {
      title: "Mandatory rules that only plan and apply can evaluate",
      unproved: notEvaluated.filter(({ phase }) => phase === "plan"),
    },
    { title: "Mandatory rules that saw nothing", unproved: sawNothing },
  ].flatMap(({ title, unproved }) =>
    unproved.length === 0 ? [] : [{ kind: "lines" as const, title, lines: unproved.map(({ rule }) => rule) }],
  );
}

function summaryOf(what: string, counts: Counts): string {
  const advice = counts.advisory - counts.upcoming;
  const parts = [
    counts.mandatory > 0 ? counted(counts.mandatory, "mandatory finding") : "",
    advice > 0 ? counted(advice, "advisory finding") : "",
    counts.upcoming > 0 ? `${counts.upcoming} to come` : "",
    counts.indeterminate > 0 ? `${counts.indeterminate} not known yet` : "",
    counts.waived > 0 ? `${counts.waived} waived` : "",
  ].filter(Boolean);
  if (parts.length === 0) return `${what}: checked, nothing found.`;
  const all = `${what}: ${parts.join(", ").replace(/, ([^,]*)$/, " and $1")}.`;
  return counts.errors === 0 ? all : `${all} Not everything could be checked: ${counted(counts.errors, "error")}.`;
}
