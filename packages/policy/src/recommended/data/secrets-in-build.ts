import { defineRule } from "../../rule/define-rule.ts";
import { secretInCommand } from "./command-secret.ts";
import { secretLike } from "./secret-patterns.ts";

/** What a build is given stays in what it makes, and what it runs stays in its log. */
export const secretsInBuild = defineRule({
  id: "data/secrets-in-build",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    waivable: { maxDays: 30 },
    messages: {
      argument: "The build argument {{argument}} looks like {{what}}, and it stays in the image.",
      command: "A command of the {{stage}} looks like it holds {{what}}.",
    },
    docs: {
      summary: "Neither the build nor the tests are given a secret in the manifest.",
      rationale:
        "Build arguments are written into the image's history: whoever can pull it can read them. Commands are printed into logs. " +
        "The rule knows the formats of common tokens, names such as `NPM_TOKEN` and options such as `--password`; it never prints the value.",
      bad: [
        "build: { image: { arguments: { NPM_TOKEN: 0f8b1d2c4a6e } } }",
        "build: { run: make release TOKEN=0f8b1d2c4a6e, output: [dist] }",
      ],
      good: [
        "build: { image: { arguments: { NODE_ENV: production } } }",
        'build: { run: "make release TOKEN=$TOKEN", output: [dist] }',
      ],
    },
  },
  check(_service, context) {
    const { build, test } = context.graph;
    const suggestions = [
      "Leave it out of the manifest: a pipeline gives it as a variable, a Dockerfile takes it with `RUN --mount=type=secret`.",
      "If it was ever pushed, replace it: it is known.",
    ];
    for (const [argument, value] of Object.entries(build?.image?.arguments ?? {})) {
      const what = secretLike(argument, value);
      if (build && what !== undefined)
        context.report({
          messageId: "argument",
          at: { ...build.origin.place, isSecret: true },
          about: ["build", "image", "arguments", argument],
          data: { argument, what },
          suggestions,
        });
    }
    const lines = { build: build?.run ?? [], test: test ? [test.run] : [] };
    for (const [stage, place] of [
      ["build", build?.origin.place],
      ["test", test?.origin.place],
    ] as const) {
      const what = lines[stage].map(secretInCommand).find((found) => found !== undefined);
      if (place && what !== undefined)
        context.report({
          messageId: "command",
          at: { ...place, isSecret: true },
          about: [stage, "run"],
          data: { stage: stage === "build" ? "build" : "tests", what },
          suggestions,
        });
    }
  },
});
