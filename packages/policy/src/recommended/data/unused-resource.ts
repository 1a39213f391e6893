import type { Address } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { defineRule } from "../../rule/define-rule.ts";

/** Nobody pays for, patches and backs up what nothing uses. */
export const unusedResource = defineRule({
  id: "data/unused-resource",
  phase: "graph",
  select: { resource: "*" },
  meta: {
    severity: "low",
    since: "0.2.0",
    messages: { unused: "Nothing in {{service}} uses {{name}}: no workload, resource or test refers to it." },
    docs: {
      summary: "Every resource is used by something.",
      rationale:
        "A database that no variable refers to costs as much as one that is used, and is a copy of data that nobody watches. " +
        "A service without workloads makes its resources for others and is not judged, nor is a resource that is shared.",
      bad: ["resources: { db: { type: postgres } }\nworkload: { run: node server.js, port: 8080 }"],
      good: [
        'resources: { db: { type: postgres } }\nworkload: { run: node server.js, port: 8080, variables: { DATABASE_URL: "${resources.db.url}" } }',
        "resources: { db: { type: postgres } }",
      ],
    },
  },
  check(resource, context) {
    const { graph } = context;
    if (graph.workloads.length === 0 || resource.share !== undefined) return;
    if (usedIn(graph).has(resource.address)) return;
    context.report({
      messageId: "unused",
      data: { service: graph.service.name, name: resource.name },
      suggestions: [
        `Give it to a workload, as \`variables: { … : \${resources.${resource.name}.OUTPUT} }\`, or take it out.`,
      ],
    });
  },
});

const known = new WeakMap<Graph, ReadonlySet<Address>>();

/** What is used in a graph, found once for all of its resources. */
function usedIn(graph: Graph): ReadonlySet<Address> {
  const found = known.get(graph);
  if (found) return found;
  const { workloads, resources, test } = graph;
  const used = new Set([...[...workloads, ...resources].flatMap(({ dependsOn }) => dependsOn), ...(test?.with ?? [])]);
  known.set(graph, used);
  return used;
}
