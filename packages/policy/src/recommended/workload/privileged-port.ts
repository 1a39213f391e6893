import { defineRule } from "../../rule/define-rule.ts";
import { originIn } from "../origin-in.ts";

/** Nothing needs to be root to be reached. */
export const privilegedPort = defineRule({
  id: "workload/privileged-port",
  phase: "graph",
  select: { workload: "server" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { low: "{{name}} listens on port {{port}}, and ports below 1024 are for root." },
    docs: {
      summary: "A server listens on a port that an ordinary user may open.",
      rationale:
        "Whoever breaks into a process that runs as root owns the machine. What others reach it by is a matter of `ports` and `route`, and may be any port. " +
        "The rule looks at where the process itself listens.",
      bad: ["workload: { run: node server.js, port: 80 }"],
      good: ["workload: { run: node server.js, port: 8080, ports: { web: { port: 80, targetPort: 8080 } } }"],
    },
  },
  check(workload, context) {
    const listening = [
      ...(workload.port === undefined ? [] : [{ port: workload.port, path: ["port"] }]),
      ...workload.ports.map(({ name, targetPort }) => ({ port: targetPort, path: ["ports", name, "targetPort"] })),
    ];
    const told = new Set<number>();
    for (const { port, path } of listening) {
      if (port >= 1024 || told.has(port)) continue;
      told.add(port);
      context.report({
        messageId: "low",
        at: originIn(workload, path.join(".")),
        path,
        data: { name: workload.name, port },
        suggestions: ["Let it listen on 8080, say, and keep the port that others know in `ports`."],
      });
    }
  },
});
