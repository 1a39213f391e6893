import { resolve } from "node:path";
import { loadPolicyRule, type PolicyRuleFile } from "@towpath/manifest/policy";
import { filesInMemory } from "../../scene/files-in-memory.ts";

const ROOT = resolve("/repository");

/** Reads the text of a rule, as `rule.yaml`. */
export function readRule(text: string): ReturnType<typeof loadPolicyRule> {
  return loadPolicyRule(`${ROOT}/rule.yaml`, "rule.yaml", filesInMemory(ROOT, new Map([["rule.yaml", text]])));
}

/** The rule in a text. @throws where it is none */
export function ruleFile(text: string): PolicyRuleFile {
  const { value, findings } = readRule(text);
  if (!value) throw new Error(findings.map(({ message }) => message).join("\n"));
  return value;
}
