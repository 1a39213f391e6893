import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** One workload's leak stays its own. */
export const limits = defineRule({
  id: "workload/limits",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "medium",
    since: "0.1.0",
    params: {
      schema: { required: { type: "list", enum: ["cpu", "memory"], default: ["memory"] } },
      merge: { required: "add-only" },
    },
    messages: { missing: "{{name}} has no limit for {{what}}." },
    docs: {
      summary: "A workload says how much memory it may take.",
      rationale:
        "Without a limit, a leak takes the machine and everything else on it. " +
        "A limit for the processor is not asked for unless the platform says so: it slows a workload down that could use what is idle.",
      bad: ["workload: { run: node server.js, port: 8080 }"],
      good: ["workload: { run: node server.js, port: 8080, limits: { memory: 512Mi } }"],
    },
  },
  check(workload, context) {
    for (const { name: container, path, limits } of workload.containers)
      for (const name of context.params.required) {
        const limit = name === "cpu" ? limits.cpu : limits.memory;
        if (limit !== undefined) continue;
        const whose = path.length === 0 ? workload.name : `${container} of ${workload.name}`;
        context.report({
          messageId: "missing",
          at: originIn(workload, [...path, "limits", name].join(".")),
          path: [...path, "limits", name],
          data: { name: whose, what: name === "cpu" ? "the processor" : "memory" },
          suggestions: [`Add \`limits: { ${name}: ${name === "cpu" ? "500m" : "512Mi"} }\` to it.`],
        });
      }
  },
});
