import { printable, withoutCommand } from "./printable.ts";
import type { Result } from "./result.ts";

/**
 * The documents of a result as they are printed or piped on: their lines and tabs, every other control shown and not
 * obeyed, no line a workflow command. Undefined for a result that has none.
 */
export function renderDocuments({ sections }: Result): string | undefined {
  const documents = sections.filter((section) => section.kind === "document");
  if (documents.length === 0) return undefined;
  return documents.flatMap(({ text }) => documentLines(text).map((line) => `${withoutCommand(line)}\n`)).join("");
}

/** The lines of a document, fit to be shown; the line break at its end begins no new one. */
export function documentLines(text: string): readonly string[] {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.map((line) => line.split("\t").map(printable).join("\t"));
}
