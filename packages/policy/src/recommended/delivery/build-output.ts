import { defineRule } from "../../rule/define-rule.ts";

/** What is packed that way is packed with whatever lies around. */
const EVERYTHING = /^(?:\.|\.\/|\/|\*|\*\*|\.\/\*|\.\/\*\*|\*\*\/\*|\.\/\*\*\/\*)$/;
/** Files that are never meant for where a service runs. */
const NEVER = /(?:^|\/)(?:\.git|\.env(?:\.[\w-]+)?|\.npmrc|\.ssh|\.aws|id_rsa|id_ed25519)(?:\/.*)?$/;

/** An artifact holds what the service needs, and nothing that lay beside it. */
export const buildOutput = defineRule({
  id: "delivery/build-output",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      everything: 'The build packs "{{path}}": all that lies in the folder, whatever it is.',
      never: 'The build packs "{{path}}", which is no part of a release.',
    },
    docs: {
      summary: "A build packs what was made, not the whole folder.",
      rationale:
        "With everything go the history, local settings, keys that somebody left there, and the tools of the build: releases become large, slow to start, and different on every machine. " +
        "The rule looks at `build.output`; a test knows best what is missing from it.",
      bad: [
        "build: { run: npm run build, output: . }",
        "build: { run: npm run build, output: [dist, .env.production] }",
      ],
      good: ["build: { run: npm run build, output: [dist, node_modules, package.json] }"],
    },
  },
  check(_service, context) {
    const { build } = context.graph;
    for (const path of build?.output ?? []) {
      const isEverything = EVERYTHING.test(path);
      if (!build || !(isEverything || NEVER.test(path))) continue;
      context.report({
        messageId: isEverything ? "everything" : "never",
        at: build,
        about: ["build", "output", path],
        data: { path },
        suggestions: ["Name what the service reads when it runs, such as `output: [dist, package.json]`."],
      });
    }
  },
});
