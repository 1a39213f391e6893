import { defineRule } from "../../rule/define-rule.ts";

const MOVING = /^(?:current|edge|head|latest|lts|master|nightly|node|stable|x)(?:$|[-/].*)|(?:^|\.)x(?:\.|$)/i;

/** A version says which one. */
export const toolchainExact = defineRule({
  id: "delivery/toolchain-exact",
  phase: "documents",
  select: { document: "Service" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: { moving: '{{tool}} is to be "{{version}}", which is another one every few weeks.' },
    docs: {
      summary: "The versions of tools are numbers.",
      rationale:
        "`latest` breaks a build on a day when nobody changed anything, in all services at once. A major version is enough: what is in it stays compatible.",
      bad: ["toolchain: { node: latest }", "toolchain: { python: 3.x }"],
      good: ['toolchain: { node: "24", java: 21.0.2 }'],
    },
  },
  check(document, context) {
    const { toolchain } = document.raw;
    if (typeof toolchain !== "object" || toolchain === null) return;
    for (const [tool, version] of Object.entries(toolchain)) {
      if (typeof version !== "string" || !MOVING.test(version)) continue;
      context.report({
        messageId: "moving",
        at: document.placeOf(`/toolchain/${tool}`),
        about: ["toolchain", tool],
        data: { tool, version },
        suggestions: ["Write the version that you build with today."],
      });
    }
  },
});
