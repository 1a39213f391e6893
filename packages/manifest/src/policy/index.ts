// Documents about policy: waivers, rules in YAML and packs of them

export type { PolicyPackDocument } from "../generated/policy-pack.ts";
export type { PolicyRuleDocument } from "../generated/policy-rule.ts";
export { type PolicyKind, policyDocument } from "./load-document.ts";
export { loadPolicyPack, type PolicyPackFile } from "./load-policy-pack.ts";
export { loadPolicyRule, type PolicyRuleFile } from "./load-policy-rule.ts";
export { loadWaivers } from "./load-waivers.ts";
export { filesNamed, type NamedFiles } from "./named-files.ts";
export type { Waiver, WaiverSubject } from "./waiver.ts";
export { type WaiverNaming, waiversNamed } from "./waivers-named.ts";
