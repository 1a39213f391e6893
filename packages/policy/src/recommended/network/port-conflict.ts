import { defineRule } from "../../rule/define-rule.ts";

/** A port leads to one place. */
export const portConflict = defineRule({
  id: "network/port-conflict",
  phase: "graph",
  select: { workload: "*", having: "ports" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: { same: "The ports {{name}} and {{other}} of {{workload}} are both {{port}} over {{protocol}}." },
    docs: {
      summary: "No two ports of a workload have the same number.",
      rationale:
        "Others reach a workload by the number, not by the name: one of the two is never reached, or the cluster refuses both when they are deployed. " +
        "TCP and UDP may share a number.",
      bad: [
        "workload: { run: node server.js, port: 8080, ports: { web: { port: 80, targetPort: 8080 }, admin: { port: 80, targetPort: 9090 } } }",
      ],
      good: [
        "workload: { run: node dns.js, ports: { tcp: { port: 53, targetPort: 8053 }, udp: { port: 53, targetPort: 8053, protocol: UDP } } }",
      ],
    },
  },
  check(workload, context) {
    const taken = new Map<string, string>();
    for (const { name, port, protocol, origin } of workload.ports) {
      const key = `${port}/${protocol}`;
      const other = taken.get(key);
      if (other === undefined) taken.set(key, name);
      else
        context.report({
          messageId: "same",
          at: origin,
          path: ["ports", name, "port"],
          data: { name, other, workload: workload.name, port, protocol },
          suggestions: ["Give one of them another number; `targetPort` says where the process listens."],
        });
    }
  },
});
