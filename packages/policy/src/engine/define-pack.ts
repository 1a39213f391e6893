import { compareText } from "@towpath/core";
import { PolicyError } from "../errors.ts";
import type { Rule } from "../rule/define-rule.ts";
import { isRule, ruleFlaw } from "../rule/is-rule.ts";
import type { LevelName } from "./levels.ts";
import type { Pack, PackRule } from "./pack.ts";

/** A pack as its author writes it. */
export interface PackDefinition {
  /** As platforms refer to it: the npm package's name, or any name for one in a repository. */
  readonly name: string;
  readonly version?: string;
  /** Rules, which are advice unless their entry says more. */
  readonly rules: readonly (Rule | PackRule)[];
}

/**
 * Makes a pack of rules: what a module that a platform names as a pack exports as its default.
 *
 * @throws {PolicyError} `policy/invalid-pack` for what is no pack, `policy/duplicate-rule` for two rules of one id
 */
export function definePack(definition: PackDefinition): Pack {
  return packOf(definition);
}

/**
 * The pack that a value is: whoever wrote it may have written anything.
 *
 * @throws {PolicyError} as {@link definePack}
 */
export function packOf(value: unknown): Pack {
  if (!isRecord(value)) throw invalid(`it is ${kindOf(value)}`);
  const { name, version, rules } = value;
  if (typeof name !== "string" || !/^[\w@./:-]{1,214}$/.test(name)) throw invalid("it has no name");
  if (version !== undefined && typeof version !== "string") throw invalid(`its version is ${kindOf(version)}`);
  if (!Array.isArray(rules)) throw invalid(`its rules are ${kindOf(rules)}, not a list`);
  if (rules.length === 0) throw invalid("it has no rules");
  const entries = rules.map((entry: unknown, index) => entryOf(entry, index));
  const seen = new Set<string>();
  for (const { rule } of entries) {
    if (seen.has(rule.id)) {
      throw new PolicyError({
        code: "policy/duplicate-rule",
        message: `Two rules of the pack ${name} are called ${rule.id}.`,
        hint: "Give one of them another name.",
      });
    }
    seen.add(rule.id);
  }
  entries.sort((a, b) => compareText(a.rule.id, b.rule.id));
  return { name, ...(version === undefined ? {} : { version }), rules: entries };
}

function entryOf(entry: unknown, index: number): PackRule {
  const nth = `its rule ${index + 1}`;
  if (!isRecord(entry)) throw invalid(`${nth} is ${kindOf(entry)}`);
  const isEntry = "rule" in entry;
  const rule: unknown = isEntry ? entry["rule"] : entry;
  if (!isRule(rule)) throw invalid(`${nth} ${ruleFlaw(rule) ?? "is none"}`);
  const level: unknown = isEntry && "level" in entry ? entry["level"] : "advisory";
  if (!isLevel(level)) throw invalid(`the level of ${rule.id} is none of mandatory, advisory and off`);
  const expectsSubjects = isEntry && entry["expectsSubjects"] === true;
  return { rule, level, ...(expectsSubjects ? { expectsSubjects } : {}) };
}

function isLevel(value: unknown): value is LevelName {
  return value === "mandatory" || value === "advisory" || value === "off";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function invalid(what: string): PolicyError {
  return new PolicyError({
    code: "policy/invalid-pack",
    message: `That is no pack: ${what}.`,
    hint: "A pack's module ends with: export default definePack({ name, version, rules });",
  });
}
