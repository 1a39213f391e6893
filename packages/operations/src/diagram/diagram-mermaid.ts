import { type Diagram, type DiagramNode, edgeLabel } from "./diagram.ts";

const SHAPES = {
  service: ["([", "])"],
  workload: ["[", "]"],
  container: ["[", "]"],
  resource: ["[(", ")]"],
  secret: ["{{", "}}"],
  contract: ["[/", "/]"],
} as const satisfies Record<DiagramNode["kind"], readonly [string, string]>;

/** A diagram as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html. Secrets flow along dotted edges. */
export function diagramMermaid({ title, groups, edges }: Diagram): string {
  const ids = new Map<string, string>();
  const idOf = (of: string): string => {
    const id = ids.get(of) ?? `n${ids.size}`;
    ids.set(of, id);
    return id;
  };
  const lines = ["flowchart LR", `  accTitle: ${escaped(title)}`];
  const draw = (node: DiagramNode, indent: string): void => {
    const label = [node.id, ...node.details].map(escaped).join("<br/>");
    if (node.inside.length > 0) {
      lines.push(`${indent}subgraph ${idOf(node.id)}["${label}"]`);
      for (const one of node.inside) draw(one, `${indent}  `);
      lines.push(`${indent}end`);
      return;
    }
    const [open, close] = SHAPES[node.kind];
    lines.push(`${indent}${idOf(node.id)}${open}"${label}"${close}${node.isShared ? ":::shared" : ""}`);
  };
  for (const [index, { label, nodes }] of groups.entries()) {
    lines.push(`  subgraph g${index}["${escaped(label)}"]`);
    for (const node of nodes) draw(node, "    ");
    lines.push("  end");
  }
  for (const edge of edges)
    lines.push(
      `  ${idOf(edge.from)} ${edge.isSecret ? "-.->" : "-->"}|"${escaped(edgeLabel(edge))}"| ${idOf(edge.to)}`,
    );
  lines.push("  classDef shared stroke-width:3px");
  return `${lines.join("\n")}\n`;
}

/**
 * Everything but plain letters, digits and harmless signs as an entity, so that no name can end its label, be HTML, or
 * mean something to Mermaid. A colon is no harmless sign: `style x:#…;` is rewritten even within a label.
 */
function escaped(text: string): string {
  return Array.from(text.toWellFormed(), (character) => {
    if (/[A-Za-z0-9 ._,/()+-]/.test(character)) return character;
    const code = character.codePointAt(0) ?? 0;
    return code < 32 || code === 127 ? " " : `#${code};`;
  }).join("");
}
