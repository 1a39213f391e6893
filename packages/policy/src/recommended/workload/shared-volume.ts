import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";

/** Two that write to the same file do not know of each other. */
export const sharedVolume = defineRule({
  id: "workload/shared-volume",
  phase: "graph",
  select: { workload: ["server", "worker"] },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "unsafe",
    messages: { written: "{{name}} runs up to {{max}} times, and each of them may write to the volume at {{target}}." },
    docs: {
      summary: "A volume that several instances mount may only be read.",
      rationale:
        "Few programs expect somebody else to change their files, and most volumes cannot be mounted for writing on two machines at all: the second instance then waits for ever. " +
        "Where each instance does write, a bucket or a database keeps it apart.",
      bad: [
        "workload: { run: node server.js, port: 8080, scale: { min: 2, max: 4 }, volumes: { /data: { source: pages } } }",
      ],
      good: [
        "workload: { run: node server.js, port: 8080, scale: { min: 2, max: 4 }, volumes: { /data: { source: pages, readOnly: true } } }",
        "workload: { run: node server.js, port: 8080, scale: { max: 1 }, volumes: { /data: { source: pages } } }",
      ],
    },
  },
  check(workload, context) {
    const { max } = workload.scale;
    if (max < 2) return;
    for (const container of workload.containers)
      for (const { target, isReadOnly, origin } of container.volumes) {
        if (isReadOnly) continue;
        context.report({
          messageId: "written",
          at: origin,
          path: [...container.path, "volumes", target],
          data: { name: containerName(workload, container), max, target },
          suggestions: ["Add `readOnly: true` if it is only read, or `scale: { max: 1 }` if one is enough."],
          fix: (edit) => edit.set(origin, true, ["readOnly"]),
        });
      }
  },
});
