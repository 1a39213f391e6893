import { isBlocking, nearest, type Severity } from "@towpath/core";
import { type LevelName, levelFor, type Phase } from "@towpath/policy";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { isInvalid } from "../documents/open-documents.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";
import { oneOf } from "../rulebook/one-of.ts";
import { openRulebook, type RulebookRequest } from "../rulebook/open-rulebook.ts";

/** Which rules are listed: all of the platform's when nothing more is said. */
export interface PolicyListRequest extends RulebookRequest {
  /** `data`, or the whole id of one. */
  readonly groups?: readonly string[] | undefined;
  /** Only what has this level in some environment. */
  readonly level?: string | undefined;
  readonly severity?: string | undefined;
  readonly phase?: string | undefined;
  /** Only rules of this pack. */
  readonly pack?: string | undefined;
}

/** A rule as a list shows it. */
export interface ListedRule {
  readonly rule: string;
  /** The names of the packs that bring it. */
  readonly packs: readonly string[];
  /** Where it came from, when it did not come with Towpath. */
  readonly from: string | null;
  readonly phase: Phase;
  readonly severity: Severity;
  /** By environment. */
  readonly levels: Readonly<Record<string, LevelName>>;
  readonly effectiveFrom: string | null;
  readonly summary: string;
  readonly docs: string;
}

/** The rules that were asked for. */
export interface PolicyListData {
  readonly platform: PlatformSource;
  readonly packs: readonly {
    readonly reference: string;
    readonly name: string;
    readonly version: string | null;
    readonly kind: "built-in" | "data" | "code";
    readonly rules: number;
  }[];
  readonly rules: readonly ListedRule[];
}

const PHASES: readonly Phase[] = ["documents", "graph", "plan", "repository", "fleet"];
const SEVERITIES: readonly Severity[] = ["critical", "high", "medium", "low", "info"];
const LEVELS: readonly LevelName[] = ["mandatory", "advisory", "off"];

/** Lists the rules of a platform with what they are taken as in each environment. */
export const policyList = operation<PolicyListRequest, PolicyListData>("policy list", async (request, effects) => {
  const { groups = [], pack } = request;
  const level = oneOf("--level", request.level, LEVELS);
  const severity = oneOf("--severity", request.severity, SEVERITIES);
  const phase = oneOf("--phase", request.phase, PHASES);
  const book = await openRulebook(request, effects);
  const { platform, service, packs, source } = book;
  const all = packs.rules.map(({ rule, level: fallback, from }): ListedRule => {
    const { id, meta, docs } = rule;
    const levels = platform.environments.map(
      (name) => [name, levelFor(id, name, platform.levels, service?.levels, fallback)] as const,
    );
    return {
      rule: id,
      packs: packs.packs.filter((one) => one.rules.some((entry) => entry.rule === rule)).map(({ name }) => name),
      from: from ?? null,
      phase: rule.phase,
      severity: meta.severity,
      levels: Object.fromEntries(levels),
      effectiveFrom: meta.effectiveFrom ?? null,
      summary: meta.docs.summary,
      docs,
    };
  });
  // A rule that is missed may be one of a pack that could not be had: that is said already.
  if (!book.findings.some(isBlocking)) refuseUnknown(groups, pack, all);
  const rules = all.filter(
    (one) =>
      (groups.length === 0 || groups.some((group) => one.rule === group || one.rule.startsWith(`${group}/`))) &&
      (level === undefined || Object.values(one.levels).includes(level)) &&
      (severity === undefined || one.severity === severity) &&
      (phase === undefined || one.phase === phase) &&
      (pack === undefined || one.packs.includes(pack) || one.from === pack),
  );
  const listed = packs.packs.map(({ reference, name, version, kind, rules: own }) => ({
    reference,
    name,
    version: version ?? null,
    kind,
    rules: own.length,
  }));
  return {
    ...(book.findings.some(isInvalid) ? { status: "invalid" as const } : {}),
    summary: summaryOf(platform.name, rules.length, all.length, listed.length),
    service: service?.name,
    findings: book.findings,
    sections: [...platformSections([book]), ...tableOf(rules)],
    data: { platform: source, packs: listed, rules },
  };
});

function summaryOf(platform: string, rules: number, all: number, packs: number): string {
  if (rules === all) return `The platform ${platform} has ${counted(all, "rule")} of ${counted(packs, "pack")}.`;
  return rules === 0
    ? `The platform ${platform} has no rule like that.`
    : `The platform ${platform} has ${counted(rules, "rule")} like that.`;
}

/** A misspelt name would show an empty list, as if there were no such rule. */
function refuseUnknown(groups: readonly string[], pack: string | undefined, all: readonly ListedRule[]): void {
  const named = new Set(all.flatMap(({ rule }) => [rule, rule.slice(0, rule.indexOf("/"))]));
  for (const group of groups) {
    if (named.has(group)) continue;
    const near = nearest(group, named);
    throw new OperationError({
      code: "operation/unknown-rule",
      message: `No pack of this platform has a rule or a group "${group}".`,
      hint: near ? `Did you mean "${near}"?` : "towpath policy list shows those that there are.",
    });
  }
  const packs = new Set(all.flatMap(({ packs, from }) => (from === null ? packs : [...packs, from])));
  if (pack === undefined || packs.has(pack)) return;
  const near = nearest(pack, packs);
  throw new OperationError({
    code: "operation/pack-not-found",
    message: `The platform names no pack "${pack}".`,
    hint: near ? `Did you mean "${near}"?` : `There are ${[...packs].join(", ")}.`,
  });
}

function tableOf(rules: readonly ListedRule[]): readonly Section[] {
  if (rules.length === 0) return [];
  return [
    {
      kind: "table",
      head: ["rule", "level", "severity", "phase", "pack"],
      rows: rules.map(({ rule, levels, severity, phase, packs }) => [
        rule,
        levelWords(levels),
        severity,
        phase,
        packs.join(", "),
      ]),
    },
  ];
}

/** One word where all environments agree: `mandatory (dev: advisory)`. */
export function levelWords(levels: Readonly<Record<string, LevelName>>): string {
  const byLevel = Map.groupBy(Object.entries(levels), ([, level]) => level);
  const [most, ...others] = [...byLevel].sort(([, a], [, b]) => b.length - a.length);
  if (!most) return "";
  const rest = others.map(([level, some]) => `${some.map(([environment]) => environment).join(", ")}: ${level}`);
  return rest.length === 0 ? most[0] : `${most[0]} (${rest.join("; ")})`;
}
