import type { Place } from "@towpath/core";
import type { SourceDocument } from "@towpath/manifest";

/** The files of a repository: read once, never outside of its root, never too much. Paths count from the root, with `/`. */
export interface RepositoryFiles {
  /** Whether there is such a file. */
  has(path: string): boolean;
  /** What a folder holds, sorted by name; empty where there is no such folder. */
  list(folder: string): readonly { readonly name: string; readonly kind: "file" | "folder" | "other" }[];
  /** A file's text; undefined where it is missing, too large, or not UTF-8. */
  text(path: string): string | undefined;
  /** A YAML or JSON file; undefined where it cannot be read. */
  document(path: string): SourceDocument | undefined;
  /** A place in a file, for reports: the whole file, or where offsets of its text lie. */
  placeOf(path: string, start?: number, end?: number): Place;
}
