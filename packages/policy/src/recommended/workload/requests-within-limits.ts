import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { originIn } from "../origin-in.ts";
import { bytesOf, processorsOf } from "./amount.ts";

/** Nobody asks for more than they may have. */
export const requestsWithinLimits = defineRule({
  id: "workload/requests-within-limits",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { above: "{{name}} requests {{request}} of {{what}} and may use {{limit}} only." },
    docs: {
      summary: "A workload requests no more than its limits allow.",
      rationale:
        "A cluster refuses such a workload when it is deployed, long after the pull request. It happens when one of the two is changed, or when one comes from the platform's defaults. " +
        "The rule compares the amounts, not their texts: 0.5 is 500m.",
      bad: ["workload: { run: node server.js, port: 8080, requests: { memory: 1Gi }, limits: { memory: 512Mi } }"],
      good: [
        "workload: { run: node server.js, port: 8080, requests: { memory: 512Mi, cpu: 0.5 }, limits: { memory: 0.5Gi, cpu: 500m } }",
      ],
    },
  },
  check(workload, context) {
    for (const container of workload.containers) {
      const { path, requests, limits } = container;
      for (const what of ["memory", "cpu"] as const) {
        const [request, limit] = [requests[what], limits[what]];
        if (request === undefined || limit === undefined) continue;
        const amountOf = what === "memory" ? bytesOf : processorsOf;
        const [asked, allowed] = [amountOf(request), amountOf(limit)];
        if (asked === undefined || allowed === undefined || asked <= allowed) continue;
        context.report({
          messageId: "above",
          at: [
            originIn(workload, [...path, "requests", what].join(".")),
            originIn(workload, [...path, "limits", what].join(".")),
          ],
          path: [...path, "requests", what],
          data: {
            name: containerName(workload, container),
            request,
            limit,
            what: what === "memory" ? "memory" : "the processor",
          },
          suggestions: [`Raise the limit to ${request}, or request ${limit} at most.`],
        });
      }
    }
  },
});
