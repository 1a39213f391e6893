import { defineRule } from "../../rule/define-rule.ts";

/** Users do not learn from an outage that something was changed. */
export const downtime = defineRule({
  id: "data/downtime",
  phase: "plan",
  select: { change: ["update", "upgrade", "migrate", "replace"] },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      downtime:
        "{{address}} ({{type}}) would be away while it is changed in {{environment}}, and {{service}} is critical{{why}}.",
      restart: "{{address}} ({{type}}) would restart in {{environment}}, and {{service}} is critical{{why}}.",
    },
    docs: {
      summary: "Nothing that a critical service keeps its data in is away while it is changed.",
      rationale:
        "A setting that needs a restart looks like any other in a diff. Connections break, and what is in flight fails. " +
        "The rule looks at changes of stateful resources with the risk `downtime` or `restart`; what loses data has a rule of its own.",
      bad: [
        "- { address: resources.db, type: postgres, action: update, risk: restart }\n---\nmetadata: { criticality: critical }\nresources: { db: { type: postgres } }",
        "- { address: resources.db, type: postgres, action: upgrade, risk: downtime }\n---\nmetadata: { criticality: critical }\nresources: { db: { type: postgres } }",
      ],
      good: [
        "- { address: resources.db, type: postgres, action: update, risk: none }\n---\nmetadata: { criticality: critical }\nresources: { db: { type: postgres } }",
        "- { address: resources.db, type: postgres, action: update, risk: restart }\n---\nresources: { db: { type: postgres } }",
      ],
    },
  },
  check(change, context) {
    const { risk, address, type, reasons } = change;
    if (risk !== "downtime" && risk !== "restart") return;
    const { graph, plan } = context;
    const resource = graph?.resources.find((one) => one.address === address);
    if (graph?.service.criticality !== "critical" || !resource?.isStateful) return;
    const [reason] = reasons;
    context.report({
      messageId: risk,
      data: {
        address,
        type,
        environment: plan.environment,
        service: plan.service,
        why: reason === undefined ? "" : ` (${reason})`,
      },
      suggestions: ["Carry it out when few people are there, and tell them; or find a way without this change."],
    });
  },
});
