import { compareFindings, type Files } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { readDocument } from "../document/read-document.ts";
import type { SourceDocument } from "../document/source-document.ts";
import { validatePolicyPack } from "../generated/policy.ts";
import type { PolicyPackDocument } from "../generated/policy-pack.ts";
import { validateValue } from "../schema/validate.ts";

/** A document of kind `PolicyPack`, in the form that its schema says; its rules are not read yet. */
export interface PolicyPackFile {
  readonly document: PolicyPackDocument;
  readonly source: SourceDocument;
}

/**
 * Reads a pack of rules in YAML. There is a value only where nothing is wrong with it: half a pack would pass what its other
 * half refuses. Never throws for what the file holds.
 *
 * @param path absolute
 * @param file as places name it
 */
export function loadPolicyPack(path: string, file: string, files: Files): Loaded<PolicyPackFile> {
  const { document: source, findings } = readDocument(path, file, "PolicyPack", files);
  if (!source) return { findings };
  const checked = validateValue("PolicyPack", validatePolicyPack, source, source.value);
  const all = [...findings, ...checked.findings].sort(compareFindings);
  const document: unknown = source.value;
  return { ...(all.length === 0 && isPack(document) ? { value: { document, source } } : {}), findings: all };
}

function isPack(value: unknown): value is PolicyPackDocument {
  return validatePolicyPack(value);
}
