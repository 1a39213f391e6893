/** A new rule's parts that its files are made of. */
export interface NewRule {
  /** `group/name`. */
  readonly id: string;
  /** The name without its group. */
  readonly name: string;
}

/** The file of a rule in YAML: it loads, its tests pass, and they notice every change of its condition. */
export function yamlRule({ id }: NewRule): string {
  return `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata:
  id: ${id}
  severity: medium
  since: 1.0.0
  docs:
    summary: Servers run as more than one instance.
    rationale: One instance is none while it starts again, on every release and whenever its machine is replaced.
params:
  minInstances: { type: integer, minimum: 1, default: 2, merge: raise-only }
select: { workload: server }
assert: workload.scale.min >= params.minInstances
at: scale.min
message: "{{workload.name}} may scale down to {{workload.scale.min}}; {{params.minInstances}} are required."
suggestions:
  - Raise \`scale.min\`.
tests:
  pass:
    - workload: { run: node server.js, port: 8080, scale: { min: 2, max: 4 } }
  fail:
    - workload: { run: node server.js, port: 8080, scale: { min: 1, max: 4 } }
`;
}

/** The module of a pack with one rule in TypeScript. */
export function typescriptRule({ id, name }: NewRule): string {
  return `import { definePack, defineRule } from "@towpath/policy";

export const ${constantName(name)} = defineRule({
  id: "${id}",
  phase: "graph",
  select: { workload: "server" },
  meta: {
    severity: "medium",
    since: "1.0.0",
    fix: "unsafe",
    params: {
      schema: { minInstances: { type: "integer", minimum: 1, default: 2 } },
      merge: { minInstances: "raise-only" },
    },
    messages: { few: "{{name}} may scale down to {{actual}}; {{min}} are required." },
    docs: {
      summary: "Servers run as more than one instance.",
      rationale: "One instance is none while it starts again, on every release and whenever its machine is replaced.",
      bad: ["workload: { run: node server.js, port: 8080, scale: { min: 1, max: 4 } }"],
      good: ["workload: { run: node server.js, port: 8080, scale: { min: 2, max: 4 } }"],
    },
  },
  check(workload, context) {
    const { minInstances } = context.params;
    if (workload.scale.min >= minInstances) return;
    context.report({
      messageId: "few",
      data: { name: workload.name, actual: workload.scale.min, min: minInstances },
      at: workload.origins["scale.min"] ?? workload.origin,
      path: ["scale", "min"],
      fix: (edit) => edit.set(workload.origin, minInstances, ["scale", "min"]),
    });
  },
});

export default definePack({ name: "${name}", version: "1.0.0", rules: [${constantName(name)}] });
`;
}

/** The tests of that module, for `node --test`. */
export function typescriptTest({ name }: NewRule): string {
  return `import { describe, it } from "node:test";
import { RuleTester } from "@towpath/policy/testing";
import { ${constantName(name)} } from "./${name}.ts";

new RuleTester({ framework: { describe, it } }).run(${constantName(name)}, {
  valid: ["workload: { run: node server.js, port: 8080, scale: { min: 2, max: 4 } }"],
  invalid: [
    {
      code: "workload: { run: node server.js, port: 8080, scale: { min: 1, max: 4 } }",
      messageId: "few",
      at: { line: 1, column: 60 },
      output: "workload: { run: node server.js, port: 8080, scale: { min: 2, max: 4 } }",
    },
  ],
});
`;
}

function constantName(name: string): string {
  const camel = name.replace(/-+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()).replace(/-+$/, "");
  return RESERVED.has(camel) ? `${camel}Rule` : camel;
}

/** Names that nothing may be called by in a module, or that the template has already. */
const RESERVED = new Set(
  "arguments await break case catch class const continue debugger default defineRule definePack delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield".split(
    " ",
  ),
);
