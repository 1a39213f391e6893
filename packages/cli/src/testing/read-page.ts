import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CHECKOUT } from "./run-towpath.ts";

/** A page of the documentation, as far as its text can be tried out. */
export interface Page {
  readonly text: string;
  /** The fenced blocks in a language. */
  readonly blocks: (language: string) => readonly string[];
  /** The words behind `npx towpath` in its shell blocks, a command each, without the comment at the end of its line. */
  readonly commands: readonly (readonly string[])[];
}

/** Reads a page by its path in the checkout. */
export function readPage(path: string): Page {
  const text = readFileSync(join(CHECKOUT, path), "utf8");
  const fenced = [...text.matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const blocks = (language: string): readonly string[] =>
    fenced.filter(([, name]) => name === language).map(([, , block = ""]) => block);
  const commands = blocks("sh")
    .flatMap((block) => block.split("\n"))
    .filter((line) => line.startsWith("npx towpath "))
    .map((line) =>
      line
        .replace(/\s+#.*$/, "")
        .split(/\s+/)
        .slice(2),
    );
  return { text, blocks, commands };
}
