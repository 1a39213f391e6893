import { defineRule } from "../../rule/define-rule.ts";

/** A variable is found by every program, and under one name. */
export const variableNames = defineRule({
  id: "workload/variable-names",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: {
      form: 'The variable "{{variable}}" is not in capitals, digits and underscores.',
      twice: 'The variables "{{variable}}" and "{{other}}" differ in nothing but their case.',
    },
    docs: {
      summary: "Variables are called in capitals, digits and underscores.",
      rationale:
        "A shell cannot read a variable with a dot or a hyphen in its name, and programs that look for one in capitals do not find it in small letters. " +
        "Names that a framework wants otherwise, such as `Logging__LogLevel`, are why this is not in the recommended pack. The form is that of POSIX.1-2017, Base Definitions, 8.1.",
      bad: [
        "workload: { run: node server.js, port: 8080, variables: { db.url: x } }",
        "workload: { run: node server.js, port: 8080, variables: { MODE: fast, Mode: slow } }",
      ],
      good: ["workload: { run: node server.js, port: 8080, variables: { DB_URL: x } }"],
    },
  },
  check(workload, context) {
    for (const { path, variables } of workload.containers) {
      const names = new Map<string, string>();
      for (const [variable, template] of Object.entries(variables)) {
        const folded = variable.toUpperCase();
        const other = names.get(folded);
        names.set(folded, variable);
        const common = { at: template, path: [...path, "variables", variable] };
        if (other !== undefined)
          context.report({
            ...common,
            messageId: "twice",
            data: { variable, other },
            suggestions: ["Keep one of the two."],
          });
        else if (!/^[A-Z_][A-Z0-9_]*$/.test(variable))
          context.report({
            ...common,
            messageId: "form",
            data: { variable },
            suggestions: [`Call it ${folded.replace(/[^A-Z0-9_]/g, "_")}, here and where it is read.`],
          });
      }
    }
  },
});
