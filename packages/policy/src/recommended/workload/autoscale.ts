import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { engineKind } from "../engine-kind.ts";
import { originIn } from "../origin-in.ts";

/** What is to grow with its load can. */
export const autoscale = defineRule({
  id: "workload/autoscale",
  phase: "graph",
  select: { workload: ["server", "worker"] },
  meta: {
    severity: "medium",
    since: "0.2.0",
    messages: {
      stuck: "{{name}} is to grow at {{cpu}} of its processors, and may run {{max}} only: it never does.",
      shareOfNothing: "{{name}} is to grow at {{cpu}} of its processors, and nothing says how many it has.",
    },
    docs: {
      summary: "A workload that grows with its load has room to grow, and a measure.",
      rationale:
        "A target without room above `min` does nothing, and one without a request or a limit is a share of nothing: a cluster then never adds an instance. Both are found under load. " +
        "The rule looks at workloads with `scale.cpu`; on the local engine nothing grows, and nothing is asked.",
      bad: [
        "workload: { run: node server.js, port: 8080, scale: { min: 2, max: 2, cpu: 70% }, limits: { cpu: 500m } }",
        "workload: { run: node server.js, port: 8080, scale: { min: 2, max: 10, cpu: 70% } }",
      ],
      good: [
        "workload: { run: node server.js, port: 8080, scale: { min: 2, max: 10, cpu: 70% }, limits: { cpu: 500m } }",
      ],
    },
  },
  check(workload, context) {
    const { scale, name } = workload;
    if (scale.cpu === undefined || engineKind(context.graph, workload) === "local") return;
    if (scale.max <= scale.min)
      context.report({
        messageId: "stuck",
        at: originIn(workload, "scale.max"),
        path: ["scale", "max"],
        data: { name, cpu: scale.cpu, max: scale.max === 1 ? "once" : `${scale.max} times` },
        suggestions: [`Write \`max:\` with more than ${scale.min}, or leave out \`cpu:\`.`],
      });
    const bare = workload.containers.find(
      ({ requests, limits }) => requests.cpu === undefined && limits.cpu === undefined,
    );
    if (!bare) return;
    context.report({
      messageId: "shareOfNothing",
      at: originIn(workload, "scale.cpu"),
      path: ["scale", "cpu"],
      data: { name: containerName(workload, bare), cpu: scale.cpu },
      suggestions: ["Add `requests: { cpu: 250m }` with what it needs on an ordinary day."],
    });
  },
});
