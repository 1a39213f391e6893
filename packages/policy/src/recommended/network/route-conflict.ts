import type { GraphWorkload } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** A request has one place to go. */
export const routeConflict = defineRule({
  id: "network/route-conflict",
  phase: "graph",
  select: { service: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { same: "{{name}} and {{other}} both answer to {{where}}." },
    docs: {
      summary: "No two workloads of a service answer to the same host and path.",
      rationale:
        "Which of them gets a request is then a matter of chance, and may change with every deployment. " +
        "Hosts are compared without regard to case, paths without a slash at their end. The rule sees one service: those of others are not known to it.",
      bad: [
        "workloads:\n  api: { run: node api.js, port: 8080, route: { host: shop.example.com, path: /api } }\n  old: { run: node old.js, port: 8081, route: { host: Shop.example.com, path: /api/ } }",
      ],
      good: [
        "workloads:\n  api: { run: node api.js, port: 8080, route: { host: shop.example.com, path: /api } }\n  old: { run: node old.js, port: 8081, route: { host: shop.example.com, path: /old } }",
      ],
    },
  },
  check(_service, context) {
    const taken = new Map<string, GraphWorkload>();
    for (const workload of context.graph.workloads) {
      const { route } = workload;
      if (!route) continue;
      const where = `${route.host?.toLowerCase() ?? ""}${route.path.replace(/\/+$/, "")}/`;
      const other = taken.get(where);
      if (!other) {
        taken.set(where, workload);
        continue;
      }
      const field = route.host === undefined ? "route.path" : "route.host";
      context.report({
        messageId: "same",
        at: [originIn(workload, field), originIn(other, field)],
        about: ["workloads", workload.name, "route"],
        data: { name: workload.name, other: other.name, where },
        suggestions: ["Give one of them another path, or take its route out."],
      });
    }
  },
});
