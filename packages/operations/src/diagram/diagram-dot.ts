import { type Diagram, type DiagramNode, edgeLabel } from "./diagram.ts";

const SHAPES = {
  service: "oval",
  workload: "box",
  container: "box",
  resource: "cylinder",
  secret: "hexagon",
  contract: "note",
} as const satisfies Record<DiagramNode["kind"], string>;

/** A diagram as a graph in DOT: https://graphviz.org/doc/info/lang.html. Secrets flow along dashed edges. */
export function diagramDot({ title, groups, edges }: Diagram): string {
  const lines = [
    "digraph towpath {",
    `  graph [label=${quoted([title])}, labelloc=t, rankdir=LR, compound=true, fontname="sans-serif"];`,
    '  node [fontname="sans-serif"];',
    '  edge [fontname="sans-serif"];',
  ];
  const several = new Map<string, { readonly cluster: string; readonly anchor: string }>();
  const draw = (node: DiagramNode, indent: string): void => {
    const label = quoted([node.id, ...node.details]);
    const [first] = node.inside;
    if (!first) {
      const bold = node.isShared ? ", penwidth=3" : "";
      lines.push(`${indent}${quoted([node.id])} [label=${label}, shape=${SHAPES[node.kind]}${bold}];`);
      return;
    }
    const cluster = `cluster ${node.id}`;
    several.set(node.id, { cluster, anchor: first.id });
    lines.push(`${indent}subgraph ${quoted([cluster])} {`, `${indent}  label=${label};`);
    for (const one of node.inside) draw(one, `${indent}  `);
    lines.push(`${indent}}`);
  };
  for (const { id, label, nodes } of groups) {
    lines.push(`  subgraph ${quoted([`cluster ${id}`])} {`, `    label=${quoted([label])};`);
    for (const node of nodes) draw(node, "    ");
    lines.push("  }");
  }
  for (const edge of edges) {
    // An edge of DOT ends at a node: one to a workload of several containers is cut off at the border of its cluster.
    const [from, to] = [several.get(edge.from), several.get(edge.to)];
    const attributes = [
      `label=${quoted([edgeLabel(edge)])}`,
      ...(edge.isSecret ? ["style=dashed"] : []),
      ...(from ? [`ltail=${quoted([from.cluster])}`] : []),
      ...(to ? [`lhead=${quoted([to.cluster])}`] : []),
    ];
    const ends = [from?.anchor ?? edge.from, to?.anchor ?? edge.to].map((end) => quoted([end]));
    lines.push(`  ${ends.join(" -> ")} [${attributes.join(", ")}];`);
  }
  return `${[...lines, "}"].join("\n")}\n`;
}

/** Lines as one quoted string, of which nothing means anything to DOT: neither an escape nor an entity. */
function quoted(lines: readonly string[]): string {
  const texts = lines.map((line) =>
    line
      .toWellFormed()
      .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
      .replaceAll("&", "&amp;")
      .replace(/[\\"]/g, "\\$&"),
  );
  return `"${texts.join("\\n")}"`;
}
