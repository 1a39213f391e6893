import type { Finding, Json } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import { checkPolicy } from "../engine/check-policy.ts";
import type { Rule } from "../rule/define-rule.ts";
import type { PolicyDocument } from "../rule/select.ts";
import { now } from "./subjects.ts";

/** What a rule is held against, and with which values of its parameters. */
export interface Given {
  readonly graph?: Graph | undefined;
  readonly document?: PolicyDocument | undefined;
  readonly plan?: Plan | undefined;
  readonly params?: Readonly<Record<string, Json>> | undefined;
}

/** What one rule finds. */
export function findingsOf(rule: Rule, { graph, document, plan, params }: Given): readonly Finding[] {
  return checkPolicy({
    services: [{ document, graphs: graph ? [graph] : [] }],
    ...(plan ? { plans: [plan] } : {}),
    rules: [{ rule, level: "mandatory" }],
    levels: {},
    ...(params ? { params: [{ by: "platform", isPlatform: true, values: { [rule.id]: params } }] } : {}),
    now,
  }).findings;
}

/** The messages of what one rule finds. */
export function messagesOf(rule: Rule, given: Given): readonly string[] {
  return findingsOf(rule, given).map(({ message }) => message);
}

/** What one rule finds, as `[address, line]`. */
export function addressesOf(rule: Rule, given: Given): readonly (readonly [string, number | undefined])[] {
  return findingsOf(rule, given).map(({ address, places: [place] }) => [address, place?.range?.start.line]);
}
