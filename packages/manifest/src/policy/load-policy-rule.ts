import { compareFindings, type Files, type Finding } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { readDocument } from "../document/read-document.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { finding, shown } from "../finding.ts";
import { validatePolicyRule } from "../generated/policy.ts";
import type { PolicyRuleDocument } from "../generated/policy-rule.ts";
import { isDay } from "../platform/check/calendar.ts";
import { validateValue } from "../schema/validate.ts";
import { parameterFlaws } from "./parameter-flaws.ts";

/** A document of kind `PolicyRule`, in the form that its schema says; its conditions are not read yet. */
export interface PolicyRuleFile {
  readonly document: PolicyRuleDocument;
  readonly source: SourceDocument;
}

/**
 * Reads a rule in YAML. There is a value only where nothing is wrong with it: half a rule is none. Never throws for what the
 * file holds.
 *
 * @param path absolute
 * @param file as places name it
 */
export function loadPolicyRule(path: string, file: string, files: Files): Loaded<PolicyRuleFile> {
  const { document: source, findings } = readDocument(path, file, "PolicyRule", files);
  if (!source) return { findings };
  const checked = validateValue("PolicyRule", validatePolicyRule, source, source.value);
  const all: Finding[] = [...findings, ...checked.findings];
  const document: unknown = source.value;
  if (!isRule(document)) return { findings: all.sort(compareFindings) };
  const { effectiveFrom } = document.metadata;
  if (effectiveFrom !== undefined && !isDay(effectiveFrom)) {
    const at = ["metadata", "effectiveFrom"];
    const message = `effectiveFrom is ${shown(effectiveFrom)}, and there is no such day.`;
    const places = [source.placeOfValue(at)];
    all.push(finding({ code: "manifest/invalid-value", message, places, address: at.join(".") }));
  }
  all.push(...parameterFlaws(document.params ?? {}, source));
  return { ...(all.length === 0 ? { value: { document, source } } : {}), findings: all.sort(compareFindings) };
}

function isRule(value: unknown): value is PolicyRuleDocument {
  return validatePolicyRule(value);
}
