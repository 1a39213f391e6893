import type { Uses } from "../../repository/index.ts";

/** What is used, as `owner/repo` or `owner/repo/path`, in small letters: GitHub takes either. Undefined for what is no repository's. */
export function actionName(uses: Uses): string | undefined {
  if (uses.kind !== "repository") return undefined;
  const path = uses.path === "" ? "" : `/${uses.path}`;
  return `${uses.owner}/${uses.repo}${path}`.toLowerCase();
}

/**
 * Whether what is used is meant by a pattern: `*`, `owner/*`, `owner/repo` (with all that is below it), `owner/repo/path`,
 * each with `@ref` for one ref only.
 */
export function isMeant(uses: Uses, pattern: string): boolean {
  const name = actionName(uses);
  if (name === undefined || uses.kind !== "repository") return false;
  const at = pattern.indexOf("@");
  const wanted = (at === -1 ? pattern : pattern.slice(0, at)).toLowerCase();
  if (at !== -1 && uses.ref !== pattern.slice(at + 1)) return false;
  if (wanted === "*") return true;
  if (wanted.endsWith("/*")) return name.startsWith(wanted.slice(0, -1));
  return name === wanted || name.startsWith(`${wanted}/`);
}

/** The major version of an action by its ref, or by the comment behind a digest. @param otherwise where neither says */
export function majorOf(uses: Uses, otherwise: number): number {
  const ref = uses.kind === "repository" && !uses.isPinned ? uses.ref : uses.comment;
  const found = /\bv?(\d+)(?:\.\d+)*\b/.exec(ref ?? "")?.[1];
  return found === undefined ? otherwise : Number(found);
}

/** Where the text of `uses` stands, without the white space around it. */
export function placeOfUses({ scalar }: Uses) {
  const { text } = scalar;
  const start = text.length - text.trimStart().length;
  return scalar.placeOf(start, Math.max(start, text.trimEnd().length));
}
