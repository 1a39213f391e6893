import { compareText } from "@towpath/core";
import type { Graph, GraphResource } from "@towpath/manifest";
import { templateWith } from "@towpath/testkit";

/**
 * The graph with some settings that hold what other resources give. A manifest may not let two engines wait for each other; a
 * graph may, for what is on record may be of other times.
 *
 * @param links templates with `${resources.NAME.OUTPUT}`, by resource and setting
 */
export function linked(graph: Graph, links: Readonly<Record<string, Readonly<Record<string, string>>>>): Graph {
  const outputs = Object.fromEntries(graph.resources.map((each) => [each.name, { outputs: each.outputs }]));
  const resources = graph.resources.map((resource): GraphResource => {
    const settings = { ...resource.settings };
    const needed = new Set(resource.dependsOn);
    for (const [name, text] of Object.entries(links[resource.name] ?? {})) {
      const template = templateWith(text, outputs);
      for (const part of template.parts) if (part.kind === "output") needed.add(part.address);
      const { origin } = resource;
      const facts = { tier: "free", change: "update", origin, chain: [] } as const;
      settings[name] = { ...facts, known: false, why: "known after apply", isSecret: template.isSecret, template };
    }
    return { ...resource, settings, dependsOn: [...needed].sort(compareText) };
  });
  return { ...graph, resources };
}
