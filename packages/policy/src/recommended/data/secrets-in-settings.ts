import { isJsonObject, type Json } from "@towpath/core";
import { defineRule } from "../../rule/define-rule.ts";
import { secretLike } from "./secret-patterns.ts";

/** What a resource is made with is read by more people and programs than a secret may be. */
export const secretsInSettings = defineRule({
  id: "data/secrets-in-settings",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "critical",
    since: "0.2.0",
    waivable: { maxDays: 30 },
    messages: { literal: "{{path}} of {{name}} looks like {{what}}." },
    docs: {
      summary: "No setting, value or annotation of a resource holds a secret as a literal.",
      rationale:
        "Settings go into plans, states and the consoles of clouds besides the repository. " +
        "The rule looks into settings, `values` and `annotations`, at any depth, for the formats of common tokens and for names such as `adminPassword`. It never prints the value.",
      bad: ["resources: { db: { type: postgres, settings: { initialPassword: correct-horse } } }"],
      good: [
        'secrets: { initial: { from: vault:db } }\nresources: { db: { type: postgres, settings: { initialPassword: "${secrets.initial}" } } }',
        "resources: { db: { type: postgres, annotations: { team: shop } } }",
      ],
    },
  },
  check(resource, context) {
    const { name, settings, values = {}, annotations, origin } = resource;
    const report = (path: readonly string[], what: string, at = origin): void =>
      context.report({
        messageId: "literal",
        at: { ...at.place, isSecret: true },
        path,
        data: { path: path.join("."), name, what: what.replace("its variable's name", "its name") },
        suggestions: [
          "Name it below `secrets:` and write `${secrets.NAME}`.",
          "If it was ever pushed, replace it: it is known.",
        ],
      });
    for (const [setting, said] of Object.entries(settings)) {
      if (!said.known) continue;
      const found = secretIn(setting, said.value);
      if (found) report(["settings", setting, ...found.path], found.what, said.origin);
    }
    for (const [key, given] of Object.entries({ values, annotations })) {
      const found = secretIn("", given);
      if (found) report([key, ...found.path], found.what);
    }
  },
});

interface Found {
  readonly path: readonly string[];
  readonly what: string;
}

/** The first text within a value that looks like a secret. A value is as deep as a document may be. */
function secretIn(name: string, value: Json): Found | undefined {
  if (typeof value === "string") {
    const what = secretLike(name, value);
    return what === undefined ? undefined : { path: [], what };
  }
  if (Array.isArray(value)) {
    const items: readonly Json[] = value;
    return firstIn(items.map((item, index) => [String(index), name, item]));
  }
  return isJsonObject(value) ? firstIn(Object.entries(value).map(([key, member]) => [key, key, member])) : undefined;
}

function firstIn(members: readonly (readonly [key: string, name: string, value: Json])[]): Found | undefined {
  for (const [key, name, value] of members) {
    const found = secretIn(name, value);
    if (found) return { path: [key, ...found.path], what: found.what };
  }
  return undefined;
}
