import { compareText, nearest } from "@towpath/core";
import { environmentsOf, type Graph, mergeFindings, resolve } from "@towpath/manifest";
import { checkPolicy, type RuleStatistics, strictest } from "@towpath/policy";
import { type Counts, countFindings, type Section } from "@towpath/report";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { documentReader, isInvalid } from "../documents/open-documents.ts";
import { placementFindings } from "../documents/placement-findings.ts";
import { rulesOf } from "../documents/rules-of.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { type PlatformSource, platformSections, sourcesOf } from "../platform/platform-source.ts";
import { count } from "./validate.ts";

/** Which manifests to check, by which platform, in which environments. */
export interface CheckRequest {
  /** Files, folders or globs; `towpath.yaml` when empty. */
  readonly manifests: readonly string[];
  readonly platform?: string | undefined;
  /** All that each service is in when absent or empty. */
  readonly environments?: readonly string[] | undefined;
  /**
   * What the folder holds is someone's proposal, such as a pull request: packages installed in it and its `.npmrc` do not
   * count for where a platform comes from.
   */
  readonly isUntrusted?: boolean | undefined;
}

/** What was checked, and how each rule fared. */
export interface CheckData {
  readonly manifests: readonly {
    readonly manifest: string;
    readonly service: string | null;
    readonly environments: readonly string[];
  }[];
  /** The platforms that they were checked by, each once. */
  readonly platforms: readonly PlatformSource[];
  readonly rules: readonly RuleStatistics[];
}

/** Validates, resolves every environment and applies the platform's rules: what the pull-request check does. */
export const check = operation<CheckRequest, CheckData>("check", async (request, effects) => {
  const patterns = request.manifests.length > 0 ? request.manifests : [MANIFEST_NAME];
  const now = effects.clock.now();
  const wanted = request.environments ?? [];
  const open = documentReader(request.platform, effects, request.isUntrusted);
  const judge = async (manifest: string) => {
    effects.signal.throwIfAborted();
    const { service, platform, source, failure, findings } = await open(manifest);
    const from = { manifest, source, failure };
    if (!service || !platform)
      return { ...from, name: service?.name ?? null, environments: [], known: [], graphs: [], rules: [], findings };
    const known = environmentsOf(service, platform);
    const environments = wanted.length === 0 ? known : known.filter((name) => wanted.includes(name));
    const resolved = environments.map((environment) => resolve({ service, platform, environment, now }));
    const graphs = resolved.map(({ graph }) => graph).filter((graph): graph is Graph => graph !== undefined);
    const read = [...findings, ...resolved.flatMap((one) => one.findings)];
    const about = { ...from, name: service.name, environments, known, graphs };
    // What rules and engines say of a document with a hole in it would be about the hole.
    if (read.some(isInvalid)) return { ...about, rules: [], findings: read };
    const { rules, findings: unusable } = rulesOf(platform);
    const policy = checkPolicy({
      services: [{ document: service, graphs }],
      rules,
      levels: platform.levels,
      now,
    });
    const placement = graphs.flatMap(placementFindings);
    return { ...about, rules: policy.rules, findings: [...read, ...placement, ...unusable, ...policy.findings] };
  };
  const seen: Awaited<ReturnType<typeof judge>>[] = [];
  for (const manifest of findManifests(patterns, effects)) seen.push(await judge(manifest));
  refuseUnknownEnvironments(
    wanted,
    new Set(seen.flatMap(({ known }) => known)),
    seen.some(({ known }) => known.length === 0),
  );

  const findings = mergeFindings(seen.flatMap((document) => document.findings));
  const counts = countFindings(findings);
  const isUnusable = findings.some(isInvalid);
  const [only] = seen;
  const rules = addStatistics(seen.flatMap((document) => document.rules));
  return {
    ...(isUnusable ? { status: "invalid" as const } : {}),
    summary: summaryOf(
      seen.length === 1 ? (only?.name ?? only?.manifest ?? "") : count(seen.length, "service"),
      counts,
    ),
    service: seen.length === 1 ? (only?.name ?? undefined) : undefined,
    findings,
    sections: [...platformSections(seen), ...unprovedSections(rules)],
    data: {
      manifests: seen.map(({ manifest, name, environments }) => ({ manifest, service: name, environments })),
      platforms: sourcesOf(seen),
      rules,
    },
  };
});

/** Mandatory rules that have proved nothing, by what kept them from it: neither is a pass. */
function unprovedSections(rules: readonly RuleStatistics[]): readonly Section[] {
  const mandatory = rules.filter(({ level }) => level === "mandatory");
  const needPlan = mandatory.filter(({ isEvaluated }) => !isEvaluated);
  const sawNothing = mandatory.filter(({ isVacuous }) => isVacuous);
  return [
    { title: "Mandatory rules that only plan and apply can evaluate", unproved: needPlan },
    { title: "Mandatory rules that saw nothing", unproved: sawNothing },
  ].flatMap(({ title, unproved }) =>
    unproved.length === 0 ? [] : [{ kind: "lines" as const, title, lines: unproved.map(({ rule }) => rule) }],
  );
}

function summaryOf(what: string, counts: Counts): string {
  const parts = [
    counts.mandatory > 0 ? count(counts.mandatory, "mandatory finding") : "",
    counts.advisory > 0 ? count(counts.advisory, "advisory finding") : "",
    counts.indeterminate > 0 ? `${counts.indeterminate} not known yet` : "",
    counts.waived > 0 ? `${counts.waived} waived` : "",
  ].filter(Boolean);
  if (parts.length === 0) return `${what}: checked, nothing found.`;
  return `${what}: ${parts.join(", ").replace(/, ([^,]*)$/, " and $1")}.`;
}

function refuseUnknownEnvironments(
  wanted: readonly string[],
  known: ReadonlySet<string>,
  isPartlyUnknown: boolean,
): void {
  if (isPartlyUnknown) return;
  for (const name of wanted) {
    if (known.has(name)) continue;
    const near = nearest(name, known);
    throw new OperationError({
      code: "operation/unknown-environment",
      message: `No service that was checked has an environment "${name}".`,
      hint: near ? `Did you mean "${near}"?` : `There are ${[...known].join(", ")}.`,
    });
  }
}

/** One entry for each rule over all services: a rule that saw nothing anywhere shows as that. */
function addStatistics(all: readonly RuleStatistics[]): readonly RuleStatistics[] {
  const byRule = new Map<string, RuleStatistics>();
  for (const one of all) {
    const before = byRule.get(one.rule);
    byRule.set(one.rule, before ? sum(before, one) : one);
  }
  return [...byRule.values()].sort((a, b) => compareText(a.rule, b.rule));
}

function sum(a: RuleStatistics, b: RuleStatistics): RuleStatistics {
  return {
    rule: a.rule,
    level: strictest([a.level, b.level]),
    isEvaluated: a.isEvaluated || b.isEvaluated,
    isVacuous: a.isVacuous && b.isVacuous,
    subjects: a.subjects + b.subjects,
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    upcoming: a.upcoming + b.upcoming,
    indeterminate: a.indeterminate + b.indeterminate,
    errors: a.errors + b.errors,
  };
}
