import { type Edit, isSpelledAlike, nearest } from "@towpath/core";
import type { Places } from "../document/places.ts";
import { didYouMean } from "./did-you-mean.ts";
import { knownElsewhere } from "./known-elsewhere.ts";
import type { DocumentKind } from "./not-built.ts";

/** A key that its mapping does not know. */
export interface UnknownKey {
  readonly kind: DocumentKind;
  readonly source: Places;
  /** Of the mapping. */
  readonly path: readonly string[];
  readonly key: string;
  /** The keys that the mapping may have, and those that it has. */
  readonly known: readonly string[];
  readonly there: readonly string[];
}

/** What to write instead of an unknown key, and the renaming as an edit where one key is near. */
export function insteadOf(unknown: UnknownKey): {
  readonly suggestions: readonly string[];
  readonly edits?: readonly Edit[];
} {
  const { kind, path, key, known } = unknown;
  const [, tight] = /^([\w.-]{1,60}):\S/.exec(key) ?? [];
  if (tight !== undefined) return { suggestions: [`Write a space behind the colon: \`${tight}: …\`.`] };
  if (/^\/[/*]/.test(key)) return { suggestions: ["If this is a comment, start it with #."] };
  const hint = known.some((name) => isSpelledAlike(name, key)) ? undefined : knownElsewhere(kind, path, key);
  if (hint !== undefined) return { suggestions: [hint] };
  const near = nearest(key, known);
  const edit = near === undefined ? undefined : renaming(unknown, near);
  return { suggestions: didYouMean(key, known), ...(edit ? { edits: [edit] } : {}) };
}

/**
 * A renaming is safe where nobody could have meant anything else: the names are the same but for case, `_` and `-`, and no
 * other key of the mapping is. It is offered only where the new name is free, so that nothing is lost.
 */
function renaming({ source, path, key, there }: UnknownKey, near: string): Edit | undefined {
  if (there.includes(near)) return undefined;
  const place = source.placeOfKey([...path, key]);
  const { file, range } = place;
  if (!range || range.start.line !== range.end.line) return undefined;
  const written = source.lineAt(place).slice(range.start.column - 1, range.end.column - 1);
  const text = written === key ? near : written === JSON.stringify(key) ? JSON.stringify(near) : undefined;
  if (text === undefined) return undefined;
  const isSure = there.filter((other) => isSpelledAlike(other, near)).length === 1 && isSpelledAlike(key, near);
  return { file, range, text, safety: isSure ? "safe" : "unsafe" };
}
