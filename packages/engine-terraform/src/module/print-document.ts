import type { Json, JsonObject } from "@towpath/core";

/** A JSON document as text, with what stands on each line. */
export interface PrintedDocument {
  readonly text: string;
  /** The path of what stands on a line, counted from 1: keys and indices. */
  pathAt(line: number): readonly string[];
}

/** Prints a document with two spaces, its members in the order in which they are, one on each line. */
export function printDocument(document: JsonObject): PrintedDocument {
  const lines: string[] = [];
  const paths: (readonly string[])[] = [];
  const put = (text: string, path: readonly string[]): void => {
    lines.push(text);
    paths.push(path);
  };
  const print = (value: Json, path: readonly string[], before: string, after: string): void => {
    const indent = "  ".repeat(path.length);
    const isList = Array.isArray(value);
    const members = typeof value === "object" && value !== null ? Object.entries(value) : [];
    if (members.length === 0) {
      put(`${indent}${before}${JSON.stringify(value)}${after}`, path);
      return;
    }
    put(`${indent}${before}${isList ? "[" : "{"}`, path);
    for (const [index, [key, member]] of members.entries())
      print(member, [...path, key], isList ? "" : `${JSON.stringify(key)}: `, index < members.length - 1 ? "," : "");
    put(`${indent}${isList ? "]" : "}"}${after}`, path);
  };
  print(document, [], "", "");
  return { text: `${lines.join("\n")}\n`, pathAt: (line) => paths[line - 1] ?? [] };
}
