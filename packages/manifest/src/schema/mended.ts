import { nameLike } from "./stand-in.ts";
import { textOf } from "./violation.ts";

/** Longer texts are no slips of the fingers. */
const LONGEST = 200;

/** What people leave out or put in too much, undone one by one. */
const REPAIRS: readonly ((text: string) => string)[] = [
  (text) => text.trim(),
  (text) => text.replace(/\s+/g, ""),
  (text) => text.toLowerCase(),
  (text) => `/${text}`,
  (text) => text.replace(/\\/g, "/"),
  (text) => text.replace(/\s+/g, "").toLowerCase(),
  registryLike,
  nameLike,
];

/** An address of a registry without its scheme, user and tag. */
function registryLike(text: string): string {
  const bare = text.trim().replace(/^[a-z]+:\/\//i, "");
  return bare
    .replace(/^[^/@]*@/, "")
    .replace(/(\/[^/:]*)[:@][^/]*$/, "$1")
    .replace(/\/+$/, "")
    .toLowerCase();
}

/** A text like the one that was found which fits the pattern of its schema; undefined where none is at hand. */
export function mended(found: string, schema: unknown): string | undefined {
  const pattern = textOf(schema, "pattern");
  if (pattern === undefined || found === "" || found.length > LONGEST) return undefined;
  const fits = new RegExp(pattern, "u");
  return REPAIRS.map((repair) => repair(found)).find((text) => text !== "unnamed" && fits.test(text));
}
