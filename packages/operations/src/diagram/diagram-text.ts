import type { Address } from "@towpath/core";
import { type Diagram, type DiagramEdge, type DiagramNode, edgeLabel } from "./diagram.ts";

/** A diagram as a tree for people: below each thing stands what it needs. */
export function diagramText({ title, groups, edges }: Diagram): string {
  const needs = Map.groupBy(edges, ({ from }) => from);
  const bodies = groups.map(({ label, nodes }) =>
    [oneLine(label), ...branches(nodes.map((node) => [nodeLine(node), ...nodeBody(node, needs)]))].join("\n"),
  );
  return `${[oneLine(title), ...bodies].join("\n\n")}\n`;
}

type Needs = ReadonlyMap<Address, readonly DiagramEdge[]>;

function nodeLine({ id, details }: DiagramNode): string {
  return details.length === 0 ? oneLine(id) : oneLine(`${id}: ${details.join(", ")}`);
}

/** What is inside a node and what it needs, as lines without their branch. */
function nodeBody({ id, inside }: DiagramNode, needs: Needs): readonly string[] {
  const own = (needs.get(id) ?? []).map((edge) => [edgeLine(edge)]);
  return branches([...inside.map((node) => [nodeLine(node), ...nodeBody(node, needs)]), ...own]);
}

function edgeLine(edge: DiagramEdge): string {
  return oneLine(`${edge.relation} ${edge.to}${edge.by.length === 0 ? "" : `: ${edgeLabel(edge)}`}`);
}

function branches(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.flatMap(([first = "", ...rest], index) => {
    const isLast = index === blocks.length - 1;
    return [`${isLast ? "└─" : "├─"} ${first}`, ...rest.map((line) => `${isLast ? "  " : "│ "} ${line}`)];
  });
}

/** A name's own line breaks would tear the tree. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, " ");
}
