import type { DocumentNode, SourceDocument } from "@towpath/manifest";

/** How many expressions one file may have, and how many characters it may come to when its aliases are written out. */
const MOST_EXPRESSIONS = 10_000;
const MOST_CHARACTERS = 4 * 1_048_576;

/** Why a file is more than can be checked in a time that somebody waits for; undefined for nearly every one. */
export function tooMuchIn(document: SourceDocument): string | undefined {
  const { text, root } = document;
  let expressions = 0;
  for (let at = text.indexOf("${{"); at !== -1; at = text.indexOf("${{", at + 3)) expressions += 1;
  if (expressions > MOST_EXPRESSIONS) return `It has more than ${MOST_EXPRESSIONS.toLocaleString("en")} expressions`;
  if (!root || !/\*\S/.test(text)) return undefined;
  return lengthOf(root, new Map()) > MOST_CHARACTERS
    ? `It comes to more than ${MOST_CHARACTERS.toLocaleString("en")} characters when its aliases are written out`
    : undefined;
}

function lengthOf(node: DocumentNode, known: Map<DocumentNode, number>): number {
  const before = known.get(node);
  if (before !== undefined) return before;
  let length = 1;
  if (node.entries) for (const entry of node.entries.values()) length += lengthOf(entry.node, known);
  else if (node.items) for (const item of node.items) length += lengthOf(item, known);
  else length += node.end - node.start;
  known.set(node, length);
  return length;
}
