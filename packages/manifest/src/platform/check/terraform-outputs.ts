import { join } from "node:path";
import type { Files } from "@towpath/core";

/**
 * The names of a Terraform module's outputs, from its `*.tf` and `*.tf.json` files, sorted. Only blocks at the top of a file
 * count; what stands in comments, strings and heredocs does not.
 * See https://developer.hashicorp.com/terraform/language/syntax/configuration.
 */
export function terraformOutputs(folder: string, files: Files): readonly string[] {
  const found = new Set<string>();
  for (const { name, kind } of files.list(folder) ?? []) {
    if (kind === "folder" || !/\.tf(\.json)?$/.test(name)) continue;
    const text = new TextDecoder().decode(files.read(join(folder, name)) ?? new Uint8Array());
    for (const output of name.endsWith(".json") ? jsonOutputs(text) : nativeOutputs(text)) found.add(output);
  }
  return [...found].sort();
}

function jsonOutputs(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    const outputs: unknown = typeof value === "object" && value !== null ? Reflect.get(value, "output") : undefined;
    return typeof outputs === "object" && outputs !== null ? Object.keys(outputs) : [];
  } catch {
    return [];
  }
}

/** One token after the other: what is no part of the structure, a bracket, or a word. */
const TOKEN =
  /(?<skip>#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|<<-?(?<heredoc>[A-Za-z_]\w*)[^\n]*\n|(?<string>"(?:[^"\\\n]|\\.)*"?)|(?<open>[{[(])|(?<close>[}\])])|(?<word>[A-Za-z_][\w-]*)/g;

function nativeOutputs(text: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let before = "";
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const { heredoc, string, open, close, word } = match.groups ?? {};
    if (heredoc !== undefined) TOKEN.lastIndex = endOfHeredoc(text, TOKEN.lastIndex, heredoc);
    if (string !== undefined && depth === 0 && before === "output") found.push(string.slice(1, -1));
    if (open) depth += 1;
    if (close) depth = Math.max(0, depth - 1);
    if (word !== undefined || string !== undefined) before = word ?? "";
  }
  return found;
}

function endOfHeredoc(text: string, from: number, name: string): number {
  for (let start = from; start < text.length; ) {
    const line = text.indexOf("\n", start);
    const end = line === -1 ? text.length : line;
    if (text.slice(start, end).trim() === name) return end;
    start = end + 1;
  }
  return text.length;
}
