import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { originIn } from "../origin-in.ts";

/** A runner of scripts at the beginning of a command line. */
const RUNNER = /^\s*(?:npm|pnpm|yarn|npx|bundle exec|poetry run|pipenv run|make)(?=\s)/;

/** What is asked to stop hears it. */
export const signalForwarding = defineRule({
  id: "workload/signal-forwarding",
  phase: "graph",
  select: { workload: ["server", "worker"] },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { between: "{{name}} is started by {{runner}}, which stands between it and the signal to stop." },
    docs: {
      summary: "A workload is started directly, not by a runner of scripts.",
      rationale:
        "A new release asks the old one to stop and waits. A runner or its shell may keep that to itself: requests in flight are cut off when the time is up, and every deployment takes that time. It also costs memory and a second to start. " +
        "The rule looks at the first words of `run`.",
      bad: ["workload: { run: npm start, port: 8080 }"],
      good: [
        "workload: { run: node server.js, port: 8080 }",
        'workload: { run: npm run tidy, kind: job, schedule: "0 3 * * *" }',
      ],
    },
  },
  check(workload, context) {
    for (const container of workload.containers) {
      const runner = RUNNER.exec(container.run ?? "")?.[0].trim();
      if (runner === undefined) continue;
      const path = [...container.path, "run"];
      context.report({
        messageId: "between",
        at: originIn(workload, path.join(".")),
        path,
        data: { name: containerName(workload, container), runner },
        suggestions: ["Write the command that the script runs, such as `node dist/server.js`."],
      });
    }
  },
});
