import { defineRule } from "../../rule/define-rule.ts";
import { engineKind } from "../engine-kind.ts";
import { isOfService } from "../is-of-service.ts";
import { originIn } from "../origin-in.ts";

/** A critical service outlives the loss of one machine. */
export const replicas = defineRule({
  id: "workload/replicas",
  phase: "graph",
  select: { workload: ["server", "worker"] },
  meta: {
    severity: "high",
    since: "0.1.0",
    fix: "unsafe",
    params: { schema: { min: { type: "integer", minimum: 2, default: 2 } }, merge: { min: "raise-only" } },
    messages: { few: "{{name}} may run as {{actual}}; a critical service needs at least {{min}} at any time." },
    docs: {
      summary: "A critical service runs as several instances.",
      rationale:
        "One instance is gone with its machine, and during every restart. " +
        "On the local engine there is one machine anyway, so the rule asks for nothing there.",
      bad: ["metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080, scale: { min: 1 } }"],
      good: [
        "metadata: { criticality: critical }\nworkload: { run: node server.js, port: 8080, scale: { min: 2, max: 10 } }",
        "metadata: { criticality: standard }\nworkload: { run: node server.js, port: 8080 }",
      ],
    },
  },
  check(workload, context) {
    if (context.graph.service.criticality !== "critical" || engineKind(context.graph, workload) === "local") return;
    const { min } = context.params;
    const actual = workload.scale.min;
    if (actual >= min) return;
    const at = originIn(workload, "scale.min");
    const [said, most] = [workload.origins["scale.min"], workload.origins["scale.max"]];
    context.report({
      messageId: "few",
      at,
      path: ["scale", "min"],
      data: { name: workload.name, actual: actual === 1 ? "1 instance" : `${actual} instances`, min },
      suggestions: [`Add \`scale: { min: ${min} }\` to the workload.`],
      fix: (edit) => [
        said && isOfService(said) ? edit.set(said, min) : edit.set(workload.origin, min, ["scale", "min"]),
        ...(most && workload.scale.max < min ? [edit.set(most, min)] : []),
      ],
    });
  },
});
