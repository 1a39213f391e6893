import { type Files, type Finding, isJsonObject } from "@towpath/core";
import { parseFile } from "../document/read-document.ts";
import { loadPolicyPack } from "./load-policy-pack.ts";
import { loadPolicyRule } from "./load-policy-rule.ts";
import { loadWaivers } from "./load-waivers.ts";

const LOADERS = { Waivers: loadWaivers, PolicyRule: loadPolicyRule, PolicyPack: loadPolicyPack } as const;

/** A kind of document that is about policy. */
export type PolicyKind = keyof typeof LOADERS;

/** The kind of a document about policy with what is wrong in it; undefined for any other, and for what cannot be parsed. */
export function policyDocument(
  path: string,
  file: string,
  files: Files,
): { readonly kind: PolicyKind; readonly findings: readonly Finding[] } | undefined {
  const value = parseFile(path, file, files).document?.value;
  const found = value !== undefined && isJsonObject(value) ? value["kind"] : undefined;
  const kind = policyKinds.find((one) => one === found);
  return kind && { kind, findings: LOADERS[kind](path, file, files).findings };
}

const policyKinds: readonly PolicyKind[] = ["Waivers", "PolicyRule", "PolicyPack"];
