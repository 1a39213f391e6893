import type { GraphContainer } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { originIn } from "../origin-in.ts";
import { secretInCommand, secretInWords } from "./command-secret.ts";

/** What is on a command line is in the list of processes, for everyone on the machine. */
export const secretsInCommands = defineRule({
  id: "data/secrets-in-commands",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    waivable: { maxDays: 30 },
    messages: { literal: "{{field}} of {{name}} looks like it holds {{what}}." },
    docs: {
      summary: "No command holds a password, a token or a key.",
      rationale:
        "A command line is committed like everything else in a manifest, and besides, every process on the machine can read it while it runs. " +
        "The rule knows the formats of common tokens, passwords in addresses, and options such as `--password`. It never prints the value. A variable that the shell fills in is no secret itself.",
      bad: [
        "workload: { run: node server.js --api-key 0f8b1d2c4a6e, port: 8080 }",
        'workload: { image: ghcr.io/acme/orders@sha256:4f4f, port: 8080, args: ["--db=postgres://shop:correct-horse@db.example.com/shop"] }',
      ],
      good: [
        'workload: { run: "node server.js --api-key $API_KEY", port: 8080 }',
        "workload: { run: node server.js --password-file /run/secrets/password, port: 8080 }",
      ],
    },
  },
  check(workload, context) {
    const report = (path: readonly string[], name: string, what: string | undefined): void => {
      if (what === undefined) return;
      const field = path.at(-1) ?? "";
      context.report({
        messageId: "literal",
        at: { ...originIn(workload, path.join(".")).place, isSecret: true },
        path,
        data: { field, name, what },
        suggestions: [
          "Name it below `secrets:`, give it to a variable, and read the variable.",
          "If it was ever pushed, replace it: it is known.",
        ],
      });
    };
    for (const container of workload.containers)
      for (const [field, what] of secretsOf(container))
        report([...container.path, ...field], containerName(workload, container), what);
    const { migrate, smoke } = workload.deploy;
    for (const [field, line] of Object.entries({ migrate, smoke }))
      if (line !== undefined) report(["deploy", field], workload.name, secretInCommand(line));
  },
});

function secretsOf(container: GraphContainer): readonly (readonly [readonly string[], string | undefined])[] {
  const { run, command, args, liveness, readiness } = container;
  return [
    [["run"], run === undefined ? undefined : secretInCommand(run)],
    [["command"], command && secretInWords(command)],
    [["args"], args && secretInWords(args)],
    [["liveness", "exec", "command"], liveness?.exec && secretInWords(liveness.exec.command)],
    [["readiness", "exec", "command"], readiness?.exec && secretInWords(readiness.exec.command)],
  ];
}
