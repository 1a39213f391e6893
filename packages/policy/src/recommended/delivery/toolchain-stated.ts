import { defineRule } from "../../rule/define-rule.ts";

/** A build is made with the same tools tomorrow. */
export const toolchainStated = defineRule({
  id: "delivery/toolchain-stated",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { silent: "{{service}} is built or tested by commands, and does not say with which tools." },
    docs: {
      summary: "A service that is built by commands names its tools and their versions.",
      rationale:
        "Otherwise the version is whatever the runner has, and a Monday's new image breaks a Friday's build. `toolchain` is what the pipeline installs first. " +
        "A service whose build is an image has its tools in there.",
      bad: ["build: { run: npm run build, output: [dist] }"],
      good: ['toolchain: { node: "24" }\nbuild: { run: npm run build, output: [dist] }', "build: { image: {} }"],
    },
  },
  check(service, context) {
    const { build, test, toolchain } = context.graph;
    const at = build && build.run.length > 0 ? build : test;
    if (!at || Object.keys(toolchain).length > 0) return;
    context.report({
      messageId: "silent",
      at,
      about: ["toolchain"],
      data: { service: service.name },
      suggestions: ['Add `toolchain: { node: "24" }`, or what you build with.'],
    });
  },
});
