import type { GraphResource } from "@towpath/manifest";
import type { LevelName } from "../engine/levels.ts";
import type { PackRule } from "../engine/pack.ts";
import { defineRule } from "../rule/define-rule.ts";

const docs = { summary: "It holds.", rationale: "Because.", bad: ["{}"], good: ["{}"] } as const;

/** A rule about every resource that fails where `judge` gives a text, in an entry of a pack. */
export function resourceRule(
  facts: {
    readonly id?: string;
    readonly level?: LevelName;
    readonly effectiveFrom?: string;
    readonly expectsSubjects?: boolean;
  },
  judge: (resource: GraphResource) => string | undefined,
): PackRule {
  const { id = "test/judged", level = "mandatory", effectiveFrom, expectsSubjects = false } = facts;
  const rule = defineRule({
    id,
    phase: "graph",
    select: { resource: "*" },
    meta: {
      severity: "high",
      since: "0.1.0",
      ...(effectiveFrom === undefined ? {} : { effectiveFrom }),
      docs,
      messages: { said: "{{what}}" },
    },
    check(resource, context) {
      const what = judge(resource);
      if (what !== undefined) context.report({ messageId: "said", data: { what } });
    },
  });
  return { rule, level, expectsSubjects };
}

/** Docs for rules that tests define themselves. */
export const testDocs = docs;
