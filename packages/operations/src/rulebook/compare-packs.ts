import type { Json, Severity } from "@towpath/core";
import { type LevelName, type PackRule, type ParameterMerge, strictest } from "@towpath/policy";
import type { LoadedPack } from "../packs/packs.ts";

/** What became of something that a rule says of itself. */
export interface RuleDifference {
  readonly what: string;
  readonly before: Json;
  readonly after: Json;
  /** `changed` where nobody could say which way. */
  readonly kind: "tightened" | "loosened" | "changed";
}

/** What became of a rule from one pack to another. */
export interface RuleChange {
  readonly rule: string;
  /** `changed` where some of it is tightened and some loosened, or nobody could say. */
  readonly kind: "new" | "gone" | "tightened" | "loosened" | "changed";
  readonly differences: readonly RuleDifference[];
}

/** A set of rules to compare, with the documents of those that are data. */
export interface Comparable {
  readonly rules: readonly PackRule[];
  readonly packs: readonly LoadedPack[];
}

/** Compares what rules of two packs say of themselves. Rules that are alike are left out. */
export function comparePacks(before: Comparable, after: Comparable): readonly RuleChange[] {
  const [old, fresh] = [byId(before), byId(after)];
  const ids = [...new Set([...old.keys(), ...fresh.keys()])].sort();
  return ids.flatMap((rule): readonly RuleChange[] => {
    const [a, b] = [old.get(rule), fresh.get(rule)];
    if (!a && b) return [{ rule, kind: "new", differences: [] }];
    if (a && !b) return [{ rule, kind: "gone", differences: [] }];
    if (!a || !b) return [];
    const differences = [...differencesOf(a, b), ...ofConditions(rule, a, b, before, after)];
    if (differences.length === 0) return [];
    const kinds = new Set(differences.map(({ kind }) => kind));
    const [only] = kinds;
    return [{ rule, kind: kinds.size === 1 && only ? only : "changed", differences }];
  });
}

function byId({ rules }: Comparable): ReadonlyMap<string, PackRule> {
  return new Map(rules.map((entry) => [entry.rule.id, entry]));
}

const SEVERITIES: readonly Severity[] = ["info", "low", "medium", "high", "critical"];

function differencesOf(a: PackRule, b: PackRule): readonly RuleDifference[] {
  const [from, to] = [a.rule.meta, b.rule.meta];
  const bySeverity = SEVERITIES.indexOf(to.severity) - SEVERITIES.indexOf(from.severity);
  return [
    ...difference("level", a.level, b.level, levelKind(a.level, b.level)),
    ...difference("severity", from.severity, to.severity, bySeverity > 0 ? "tightened" : "loosened"),
    ...difference(
      "effectiveFrom",
      from.effectiveFrom ?? null,
      to.effectiveFrom ?? null,
      (to.effectiveFrom ?? "") < (from.effectiveFrom ?? "") ? "tightened" : "loosened",
    ),
    ...difference(
      "waivable",
      waivableDays(a),
      waivableDays(b),
      waivableDays(b) < waivableDays(a) ? "tightened" : "loosened",
    ),
    ...parameterDifferences(a, b),
  ];
}

function levelKind(before: LevelName, after: LevelName): RuleDifference["kind"] {
  return strictest([before, after]) === after ? "tightened" : "loosened";
}

function waivableDays({ rule: { meta } }: PackRule): number {
  return meta.waivable === false ? 0 : (meta.waivable?.maxDays ?? 90);
}

/** A parameter that teams may only raise is stricter where its default is higher. */
function parameterDifferences(a: PackRule, b: PackRule): readonly RuleDifference[] {
  const [from, to] = [
    new Map(Object.entries(a.rule.parameters.schema)),
    new Map(Object.entries(b.rule.parameters.schema)),
  ];
  const merges = new Map(Object.entries({ ...a.rule.parameters.merge, ...b.rule.parameters.merge }));
  return [...new Set([...from.keys(), ...to.keys()])].sort().flatMap((name) => {
    const [before, after] = [jsonOf(from.get(name)?.default), jsonOf(to.get(name)?.default)];
    return difference(`params.${name}`, before, after, parameterKind(before, after, merges.get(name) ?? "fixed"));
  });
}

function parameterKind(before: Json, after: Json, merge: ParameterMerge): RuleDifference["kind"] {
  if (typeof before === "number" && typeof after === "number" && merge !== "fixed")
    return (merge === "raise-only") === after > before ? "tightened" : "loosened";
  if (Array.isArray(before) && Array.isArray(after) && merge !== "fixed") {
    const [more, less] = [before.every((one) => after.includes(one)), after.every((one) => before.includes(one))];
    if (more !== less) return (merge === "add-only") === more ? "tightened" : "loosened";
  }
  return "changed";
}

function jsonOf(value: string | number | boolean | readonly string[] | undefined): Json {
  return typeof value === "object" ? [...value] : (value ?? null);
}

/** Of rules that are data the conditions can be compared, though not which of two is the stricter. */
function ofConditions(
  id: string,
  a: PackRule,
  b: PackRule,
  before: Comparable,
  after: Comparable,
): readonly RuleDifference[] {
  const [from, to] = [documentOf(id, before), documentOf(id, after)];
  if (from && to)
    return (["select", "when", "assert"] as const).flatMap((part) =>
      difference(part, toJson(from[part]), toJson(to[part]), "changed"),
    );
  return [
    ...difference("select", toJson(a.rule.select), toJson(b.rule.select), "changed"),
    ...(String(a.rule.check) === String(b.rule.check)
      ? []
      : [{ what: "check", before: null, after: null, kind: "changed" as const }]),
  ];
}

function documentOf(id: string, { packs }: Comparable) {
  return packs.flatMap(({ documents }) => documents ?? []).find(({ document }) => document.metadata.id === id)
    ?.document;
}

function toJson(value: unknown): Json {
  return value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function difference(what: string, before: Json, after: Json, kind: RuleDifference["kind"]): readonly RuleDifference[] {
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ what, before, after, kind }];
}
