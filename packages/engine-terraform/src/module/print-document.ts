import type { Json, JsonObject } from "@towpath/core";

/** A JSON document as text, with what stands on each line. */
export interface PrintedDocument {
  readonly text: string;
  /** The path of what stands on a line, counted from 1: keys and indices. */
  pathAt(line: number): readonly string[];
}

/** Where something stands: its key, in what. */
interface Spot {
  readonly within: Spot | undefined;
  readonly key: string;
}

/** Prints a document with two spaces, its members in the order in which they are, one on each line. */
export function printDocument(document: JsonObject): PrintedDocument {
  const lines: string[] = [];
  const spots: (Spot | undefined)[] = [];
  const put = (line: string, spot: Spot | undefined): void => {
    lines.push(line);
    spots.push(spot);
  };
  const print = (value: Json, spot: Spot | undefined, indent: string, before: string, after: string): void => {
    const isList = Array.isArray(value);
    const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (members.length === 0) {
      put(`${indent}${before}${JSON.stringify(value)}${after}`, spot);
      return;
    }
    put(`${indent}${before}${isList ? "[" : "{"}`, spot);
    for (const [index, [key, member]] of members.entries()) {
      const name = isList ? "" : `${JSON.stringify(key)}: `;
      print(member, { within: spot, key }, `${indent}  `, name, index < members.length - 1 ? "," : "");
    }
    put(`${indent}${isList ? "]" : "}"}${after}`, spot);
  };
  print(document, undefined, "", "", "");
  return { text: `${lines.join("\n")}\n`, pathAt: (line) => pathOf(spots[line - 1]) };
}

function pathOf(spot: Spot | undefined): readonly string[] {
  const path: string[] = [];
  for (let at = spot; at; at = at.within) path.unshift(at.key);
  return path;
}
