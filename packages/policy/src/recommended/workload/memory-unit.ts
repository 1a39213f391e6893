import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { originIn } from "../origin-in.ts";
import { bytesOf } from "./amount.ts";

/** Nothing that is worth a workload runs in less. */
const LEAST_BYTES = 4 * 2 ** 20;

/** An amount of memory has the unit that was meant. */
export const memoryUnit = defineRule({
  id: "workload/memory-unit",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    messages: {
      tiny: "The {{which}} of {{name}} for memory is {{amount}}, which is {{bytes}}: nothing starts in that.",
    },
    docs: {
      summary: "A limit for memory is one that a process can start in.",
      rationale:
        "`memory: 512` is 512 bytes, and the process is killed before its first line. The unit is easily forgotten. " +
        "The rule complains below 4 MiB.",
      bad: ["workload: { run: node server.js, port: 8080, limits: { memory: 512 } }"],
      good: ["workload: { run: node server.js, port: 8080, limits: { memory: 512Mi } }"],
    },
  },
  check(workload, context) {
    for (const container of workload.containers)
      for (const [key, which] of [
        ["limits", "limit"],
        ["requests", "request"],
      ] as const) {
        const amount = container[key].memory;
        const bytes = amount === undefined ? undefined : bytesOf(amount);
        // Zero asks for nothing, and says so.
        if (amount === undefined || bytes === undefined || bytes >= LEAST_BYTES || bytes === 0) continue;
        const path = [...container.path, key, "memory"];
        context.report({
          messageId: "tiny",
          at: originIn(workload, path.join(".")),
          path,
          data: {
            which,
            name: containerName(workload, container),
            amount,
            bytes: `${bytes.toLocaleString("en")} bytes`,
          },
          suggestions: [suggestionFor(amount)],
        });
      }
  },
});

/** The same number in MiB, where that is what may have been meant. */
function suggestionFor(amount: string): string {
  const number = /^\d+/.exec(amount)?.[0] ?? "";
  return Number(number) * 2 ** 20 >= LEAST_BYTES
    ? `Write the unit: ${number}Mi, perhaps.`
    : "Write how much it takes, such as 128Mi.";
}
