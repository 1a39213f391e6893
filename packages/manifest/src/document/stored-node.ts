import { isJsonObject, type Json } from "@towpath/core";
import { bareObject } from "./bare-object.ts";
import type { Entry, Node } from "./node.ts";

/**
 * A node as JSON, to be read again without parsing its file: `[start, end, what]`, where a list is an array of nodes, a
 * mapping an object of `[keyStart, keyEnd, node]`, and all else the scalar itself.
 */
export function storeNode({ start, end, value, entries, items }: Node): Json {
  if (entries)
    return [
      start,
      end,
      Object.fromEntries([...entries].map(([key, at]) => [key, [at.keyStart, at.keyEnd, storeNode(at.node)]])),
    ];
  return [start, end, items ? items.map(storeNode) : value];
}

/** The node that {@link storeNode} stored. */
export function restoreNode(stored: Json | undefined): Node {
  const [start, end, what = null] = listOf(stored);
  const place = { start: Number(start), end: Number(end) };
  if (Array.isArray(what)) {
    const items = listOf(what).map(restoreNode);
    return { ...place, value: items.map(({ value }) => value), items, size: sizeOf(items) };
  }
  if (!isJsonObject(what)) return { ...place, value: what, size: 1 };
  const value = bareObject();
  const entries = new Map<string, Entry>();
  for (const [key, entry] of Object.entries(what)) {
    const [keyStart, keyEnd, stored] = listOf(entry);
    const node = restoreNode(stored);
    value[key] = node.value;
    entries.set(key, { keyStart: Number(keyStart), keyEnd: Number(keyEnd), node, isMerged: false });
  }
  return { ...place, value, entries, size: sizeOf([...entries.values()].map(({ node }) => node)) };
}

function listOf(stored: Json | undefined): readonly Json[] {
  return Array.isArray(stored) ? stored : [];
}

function sizeOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { size }) => sum + size, 1);
}
