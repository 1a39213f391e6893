import { addressSegments, type Finding, nearest } from "@towpath/core";
import type { PolicyRuleFile } from "@towpath/manifest/policy";
import { Budget, type CelType, EVALUATION_BUDGET, PACK_BUDGET, types } from "../cel/index.ts";
import type { Rule } from "../rule/define-rule.ts";
import { type DocumentFlaws, type DocumentPath, documentFlaws, typesOf } from "./document-flaws.ts";
import { compileFix } from "./fix.ts";
import { readParameters } from "./parameters.ts";
import { type RuleParts, ruleOf } from "./rule-of.ts";
import { readSelection, type Selection } from "./select.ts";
import type { OfferedType } from "./subject/settings-type.ts";
import { variablesOf } from "./subject/variables.ts";
import { compileTemplate } from "./template.ts";

/** What rules are read with. */
export interface RuleSurroundings {
  /** The resource types that the platform offers, by name: their settings are then known. */
  readonly offered: ReadonlyMap<string, OfferedType>;
  /** What the rules of one pack may do together in one check. */
  budgetFor(now: Date): Budget;
}

/** One budget for each check that a pack's rules take part in: a check is known by its time. */
export function packBudgets(): RuleSurroundings["budgetFor"] {
  const budgets = new WeakMap<Date, Budget>();
  return (now) => {
    const known = budgets.get(now) ?? new Budget(PACK_BUDGET);
    budgets.set(now, known);
    return new Budget(EVALUATION_BUDGET, known);
  };
}

/** A rule, or everything that is wrong with its expressions. Never throws for what the document holds. */
export function compileRule(
  { document, source }: PolicyRuleFile,
  surroundings: RuleSurroundings,
): { readonly rule?: Rule; readonly findings: readonly Finding[] } {
  const { id } = document.metadata;
  const flaws = documentFlaws(source, id);
  const selection = readSelection(document, flaws);
  if (!selection) return { findings: flaws.findings };
  const parameters = readParameters(document.params);
  const variables = variablesOf(selection.subject, selection.names, parameters.schema, surroundings.offered);
  const known = typesOf(variables);
  const bool = { variables: known, result: types.bool };
  const pathOf = (at: DocumentPath, text: string) => readPath(at, text, selection, known, flaws);

  const when = document.when === undefined ? undefined : flaws.compile(["when"], document.when, bool);
  const assert = flaws.compile(["assert"], document.assert, bool);
  const at = document.at === undefined ? [] : pathOf(["at"], document.at);
  const message = compileTemplate(["message"], document.message, known, flaws);
  const suggestions = (document.suggestions ?? []).map((text, index) =>
    compileTemplate(["suggestions", index], text, known, flaws),
  );
  const fix = document.fix && readFix(document.fix, selection, known, pathOf, flaws);
  if (flaws.findings.length > 0 || !assert || !at || !message) return { findings: flaws.findings };

  const parts: RuleParts = {
    file: source.file,
    document,
    selection,
    parameters,
    variables,
    when,
    assert,
    at,
    message,
    suggestions: suggestions.filter((one) => one !== undefined),
    fix,
    budgetFor: surroundings.budgetFor,
  };
  return { rule: ruleOf(parts), findings: [] };
}

function readFix(
  fix: NonNullable<PolicyRuleFile["document"]["fix"]>,
  { subject }: Selection,
  known: Readonly<Record<string, CelType>>,
  pathOf: (at: DocumentPath, text: string) => readonly string[] | undefined,
  flaws: DocumentFlaws,
) {
  if (subject === "change" || subject === "repository") {
    const message = `A ${subject} is written in no document, so nothing can mend it there.`;
    flaws.add(["fix"], message, ["Leave `fix` out, and say in `suggestions` what to do."]);
    return undefined;
  }
  return compileFix(fix, known, pathOf, flaws);
}

/** Reads a path below the subject: `settings.tls`. A dot within a name is written `\.`. */
function readPath(
  at: DocumentPath,
  text: string,
  { subject }: Selection,
  known: Readonly<Record<string, CelType>>,
  flaws: DocumentFlaws,
): readonly string[] | undefined {
  const path = addressSegments(text);
  if (path.some((segment) => segment === "" || /[\s{}]/.test(segment))) {
    flaws.add(at, `"${text.slice(0, 60)}" is no path below the ${subject}; expected names with dots between them.`);
    return undefined;
  }
  const flaw = strangeSegment(path, known[subject]);
  if (!flaw || subject !== "resource") return path;
  const near = nearest(flaw.name, flaw.known);
  flaws.add(
    at,
    `There is no ${flaw.name} in it; there are ${flaw.known.join(", ")}.`,
    near ? [`Did you mean ${near}?`] : [],
  );
  return undefined;
}

/** The first name of a path that a type does not have. */
function strangeSegment(
  path: readonly string[],
  type: CelType | undefined,
): { readonly name: string; readonly known: readonly string[] } | undefined {
  let around = type;
  for (const name of path) {
    if (around?.kind !== "object") return undefined;
    const property = around.properties.get(name);
    if (!property) return { name, known: [...around.properties.keys()] };
    around = property.type;
  }
  return undefined;
}
