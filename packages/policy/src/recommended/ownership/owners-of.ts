import type { CodeOwners } from "../../repository/index.ts";
import { coversPath } from "./owner-pattern.ts";

/** Who owns a path: what the last line says that covers it. Empty where nobody does. */
export function ownersOf(path: string, { entries }: CodeOwners): readonly string[] {
  return entries.findLast(({ pattern }) => coversPath(pattern, path))?.owners ?? [];
}
