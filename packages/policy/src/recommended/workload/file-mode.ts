import { defineRule } from "../../rule/define-rule.ts";

/** Who may read and change a file is who has to. */
export const fileMode = defineRule({
  id: "workload/file-mode",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "medium",
    since: "0.2.0",
    fix: "unsafe",
    messages: {
      writable: "Everybody on the machine may change the file {{target}}: its mode is {{mode}}.",
      readable: "Everybody on the machine may read the file {{target}}, which holds a secret: its mode is {{mode}}.",
    },
    docs: {
      summary: "No file is writable for everyone, and none with a secret readable for everyone.",
      rationale:
        "One process that was broken into then changes what another one runs or trusts, or reads its password. " +
        "The rule looks at the last digit of `mode`, and at whether the content takes something secret.",
      bad: [
        'workload:\n  run: node server.js\n  port: 8080\n  files: { /etc/app.conf: { content: "mode=fast", mode: "0666" } }',
        'secrets: { key: { from: vault:key } }\nworkload:\n  run: node server.js\n  port: 8080\n  files: { /etc/key: { content: "${secrets.key}", mode: "0444" } }',
      ],
      good: [
        'workload:\n  run: node server.js\n  port: 8080\n  files: { /etc/app.conf: { content: "mode=fast", mode: "0644" } }',
        'secrets: { key: { from: vault:key } }\nworkload:\n  run: node server.js\n  port: 8080\n  files: { /etc/key: { content: "${secrets.key}", mode: "0400" } }',
      ],
    },
  },
  check(workload, context) {
    for (const { path, files } of workload.containers)
      for (const { target, mode, content, origin } of files) {
        if (mode === undefined) continue;
        const others = Number(mode.at(-1));
        const isWritable = (others & 2) !== 0;
        const isReadable = (others & 4) !== 0 && content.kind === "text" && content.template.isSecret;
        if (!isWritable && !isReadable) continue;
        const wanted = `${mode.slice(0, -1)}${isReadable ? 0 : others & 5}`;
        context.report({
          messageId: isWritable ? "writable" : "readable",
          at: origin,
          path: [...path, "files", target, "mode"],
          data: { target, mode },
          suggestions: [
            `Write \`mode: "${wanted}"\`, and see that the user that it runs as is its owner or in its group.`,
          ],
          fix: (edit) => edit.set(origin, wanted, ["mode"]),
        });
      }
  },
});
