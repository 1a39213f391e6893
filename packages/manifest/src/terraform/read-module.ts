import { join } from "node:path";
import type { Files } from "@towpath/core";
import { pathFlaw } from "../document/paths.ts";
import type { TerraformModule } from "./terraform-module.ts";

interface Block {
  readonly type: string;
  readonly name: string;
  hasDefault: boolean;
  source?: string;
}

/**
 * Reads a module from its `*.tf`, `*.tofu`, `*.tf.json` and `*.tofu.json` files. Only blocks at the top of a file count; what
 * stands in comments, strings and heredocs does not.
 * See https://developer.hashicorp.com/terraform/language/syntax/configuration.
 *
 * @param boundary the folder that no link may lead out of. Absolute
 * @throws when a file cannot be read, with why
 */
export function readModule(folder: string, boundary: string, files: Files): TerraformModule {
  const found: Block[] = [];
  const read: string[] = [];
  for (const { name, kind } of files.list(folder) ?? []) {
    if (kind === "folder" || !/^[^.].*\.(tf|tofu)(\.json)?$/s.test(name)) continue;
    const flaw = kind === "file" ? undefined : pathFlaw(name, folder, boundary, files);
    if (flaw !== undefined) throw new Error(`${name} ${flaw}`);
    const text = new TextDecoder().decode(files.read(join(folder, name)) ?? new Uint8Array());
    found.push(...(name.endsWith(".json") ? jsonBlocks(text) : nativeBlocks(text)));
    read.push(name);
  }
  const named = (type: string): readonly Block[] => found.filter((block) => block.type === type);
  const variables = named("variable");
  const calls = named("module");
  // An override file may bring the default, or another source.
  const given = new Set(variables.filter(({ hasDefault }) => hasDefault).map(({ name }) => name));
  const sources = new Map(calls.flatMap(({ name, source }) => (source === undefined ? [] : [[name, source]])));
  return {
    files: read.sort(),
    variables: byName(variables, (name) => ({ name, isRequired: !given.has(name) })),
    outputs: byName(named("output"), (name) => ({ name })),
    calls: byName(calls, (name) => ({ name, source: sources.get(name) })),
  };
}

function byName<T>(blocks: readonly Block[], make: (name: string) => T): ReadonlyMap<string, T> {
  return new Map(namesOf(blocks).map((name) => [name, make(name)]));
}

function namesOf(blocks: readonly Block[]): readonly string[] {
  return [...new Set(blocks.map(({ name }) => name))].sort();
}

/** See https://developer.hashicorp.com/terraform/language/syntax/json: one object, or several in a list. */
function jsonBlocks(text: string): readonly Block[] {
  try {
    const value: unknown = JSON.parse(text);
    return ["module", "output", "variable"].flatMap((type) => {
      const members: unknown = isObject(value) ? Reflect.get(value, type) : undefined;
      return [members]
        .flat()
        .flatMap((one) => (isObject(one) ? Object.entries(one) : []))
        .map(([name, body]) => {
          const source: unknown = isObject(body) ? Reflect.get(body, "source") : undefined;
          return {
            type,
            name,
            hasDefault: isObject(body) && Object.hasOwn(body, "default"),
            ...(typeof source === "string" ? { source } : {}),
          };
        });
    });
  } catch {
    return [];
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** One token after the other: what is no part of the structure, a bracket, or a word. */
const TOKEN =
  /(?<skip>#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|<<-?(?<heredoc>[A-Za-z_][\w-]*)[^\n]*\n|(?<quote>")|(?<open>[{[(])|(?<close>[}\])])|(?<word>[A-Za-z_][\w-]*)/g;

function nativeBlocks(text: string): readonly Block[] {
  const found: Block[] = [];
  let current: Block | undefined;
  let depth = 0;
  let before = "";
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
    const { heredoc, quote, open, close, word } = match.groups ?? {};
    if (heredoc !== undefined) TOKEN.lastIndex = endOfHeredoc(text, TOKEN.lastIndex, heredoc);
    if (quote !== undefined) {
      const from = TOKEN.lastIndex;
      TOKEN.lastIndex = endOfString(text, from);
      if (depth === 0 && (before === "module" || before === "output" || before === "variable")) {
        current = { type: before, name: text.slice(from, TOKEN.lastIndex - 1), hasDefault: false };
        found.push(current);
      }
    }
    if (
      current &&
      depth === 1 &&
      word === "default" &&
      /^[ \t]*=/.test(text.slice(TOKEN.lastIndex, TOKEN.lastIndex + 80))
    )
      current.hasDefault = true;
    if (current && depth === 1 && word === "source") {
      const written = /^[ \t]*=[ \t]*"([^"\\\n]*)"/.exec(text.slice(TOKEN.lastIndex, TOKEN.lastIndex + 2_000))?.[1];
      if (written !== undefined) current.source = written;
    }
    if (open) depth += 1;
    if (close) {
      depth = Math.max(0, depth - 1);
      if (depth === 0) current = undefined;
    }
    if (word !== undefined || quote !== undefined) before = word ?? "";
  }
  return found;
}

/** Behind the quote that ends a string, in which `${…}` and `%{…}` may hold strings of their own. */
function endOfString(text: string, from: number): number {
  const within: ("string" | "template")[] = ["string"];
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') {
      if (within.at(-1) === "template") within.push("string");
      else within.pop();
      if (within.length === 0) return at + 1;
    } else if (within.at(-1) === "template") {
      if (char === "{") within.push("template");
      if (char === "}") within.pop();
    } else if (char === "\n") return at + 1;
    else if (char === "\\") at += 1;
    else if (char === "$" || char === "%") {
      if (text.startsWith(`${char}{`, at + 1)) at += 2;
      else if (text[at + 1] === "{") {
        within.push("template");
        at += 1;
      }
    }
  }
  return text.length;
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
