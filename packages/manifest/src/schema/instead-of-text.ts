import { type Edit, nearest } from "@towpath/core";
import type { Places } from "../document/places.ts";
import { shown } from "../finding.ts";
import { mended } from "./mended.ts";
import type { Violation } from "./violation.ts";

/** What to write instead of a text that is not allowed, and the edit that writes it where there is one to write. */
export function insteadOfText(
  source: Places,
  path: readonly string[],
  { data, keyword, parentSchema }: Violation,
  words: readonly string[],
): { readonly suggestions: readonly string[]; readonly edits?: readonly Edit[] } {
  if (typeof data !== "string") return { suggestions: [] };
  if (/^[“”„‘’]/.test(data)) return { suggestions: [`Write plain quotes (") around it.`] };
  const near = nearest(data, words);
  const text = near ?? (keyword === "pattern" ? mended(data, parentSchema) : undefined);
  if (text === undefined) return { suggestions: [] };
  const edit = replacing(source, path, data, text);
  return {
    suggestions: [near === undefined ? `Write ${shown(text)}.` : `Did you mean "${near}"?`],
    ...(edit ? { edits: [edit] } : {}),
  };
}

/** Writes one text in the place of another, in the quotes that it has. A guess: a person looks at it. */
function replacing(source: Places, path: readonly string[], found: string, text: string): Edit | undefined {
  const place = source.placeOfValue(path);
  const { file, range } = place;
  if (!range || range.start.line !== range.end.line || !/^[\w./-]+$/.test(text)) return undefined;
  const written = source.lineAt(place).slice(range.start.column - 1, range.end.column - 1);
  const quote = /^["']/.exec(written)?.[0] ?? "";
  if (written !== `${quote}${found}${quote}`) return undefined;
  const isPlain = quote === "" && /^(?:[a-z/][\w./-]*|[0-9]+(?!e[0-9])[a-z]+)$/i.test(text);
  const needsQuotes = !isPlain || /^(?:true|false|null)$/i.test(text);
  return { file, range, text: quote === "" && needsQuotes ? `"${text}"` : `${quote}${text}${quote}`, safety: "unsafe" };
}
