import type { GraphContainer } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";
import { containerName } from "../container-name.ts";
import { literalOf } from "../data/literal-of.ts";
import { REFERENCE } from "../data/secret-patterns.ts";
import { originIn } from "../origin-in.ts";
import { isProduction, productionEnvironments } from "../production.ts";

const ON = /^(?:1|on|true|yes|\*|.*:\*|\*:.*)$/i;
const DEVELOPMENT = /^(?:debug|dev|development|local)$/i;

/** Variables of well-known frameworks that make them talk too much, and with which values. */
const SWITCHES: ReadonlyMap<string, RegExp> = new Map([
  ["APP_DEBUG", ON],
  ["ASPNETCORE_ENVIRONMENT", DEVELOPMENT],
  ["DEBUG", ON],
  ["DJANGO_DEBUG", ON],
  ["DOTNET_ENVIRONMENT", DEVELOPMENT],
  ["FLASK_DEBUG", ON],
  ["FLASK_ENV", DEVELOPMENT],
  ["JAVA_TOOL_OPTIONS", /jdwp/],
  ["NODE_ENV", DEVELOPMENT],
  ["NODE_OPTIONS", /--inspect/],
  ["RACK_ENV", DEVELOPMENT],
  ["RAILS_ENV", DEVELOPMENT],
]);

/** A command that opens a debugger's port. */
const DEBUGGER = /(?:^|\s)(?:--inspect(?:-brk)?(?:=\S*)?(?=\s|$)|-agentlib:jdwp|-m\s+debugpy)/;

/** Users do not see stack traces, and strangers no debugger. */
export const debugSwitches = defineRule({
  id: "workload/debug-switches",
  phase: "graph",
  select: { workload: "*" },
  meta: {
    severity: "high",
    since: "0.2.0",
    params: { schema: { environments: productionEnvironments }, merge: { environments: "add-only" } },
    messages: {
      variable: "{{variable}} of {{name}} says {{value}} in {{environment}}.",
      command: "{{name}} is started with a debugger in {{environment}}.",
    },
    docs: {
      summary: "Nothing runs in production as it does on a developer's machine.",
      rationale:
        "In development mode frameworks show their source, their configuration and their errors to whoever asks, and a debugger's port runs any code that it is sent. " +
        "The rule knows switches of common frameworks, in the environments that `environments` names.",
      bad: [
        "workload: { run: node server.js, port: 8080, variables: { NODE_ENV: development } }",
        "workload: { run: node --inspect=0.0.0.0 server.js, port: 8080 }",
      ],
      good: ["workload: { run: node server.js, port: 8080, variables: { NODE_ENV: production, DEBUG: false } }"],
    },
  },
  check(workload, context) {
    const { graph, params } = context;
    if (!isProduction(graph, params.environments)) return;
    const environment = graph.environment.name;
    for (const container of workload.containers) {
      const { path, variables } = container;
      const name = containerName(workload, container);
      for (const [variable, template] of Object.entries(variables)) {
        // Only what gives it away is shown: options hold much else.
        const [value] = SWITCHES.get(variable)?.exec(literalOf(template)) ?? [];
        if (value === undefined) continue;
        context.report({
          messageId: "variable",
          at: template,
          path: [...path, "variables", variable],
          data: { variable, name, value: JSON.stringify(value.replaceAll(REFERENCE, "…")), environment },
          suggestions: [`Set it to what production needs below \`environments.${environment}\`, or leave it out.`],
        });
      }
      const field = debuggedField(container);
      if (field === undefined) continue;
      context.report({
        messageId: "command",
        at: originIn(workload, [...path, field].join(".")),
        path: [...path, field],
        data: { name, environment },
        suggestions: ["Take the option out; on your own machine, set it there."],
      });
    }
  },
});

function debuggedField({ run, command = [], args = [] }: GraphContainer): string | undefined {
  if (run !== undefined && DEBUGGER.test(run)) return "run";
  if (DEBUGGER.test(command.join(" "))) return "command";
  return DEBUGGER.test(args.join(" ")) ? "args" : undefined;
}
