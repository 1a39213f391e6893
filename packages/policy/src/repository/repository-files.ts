import { join } from "node:path";
import { type Files, isWithin, type Place, shownPath } from "@towpath/core";
import { type Parsed, parseDocument, SourceDocument } from "@towpath/manifest";

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
  /** A place in a file, for reports: the whole file, or from one offset of its text up to another. */
  placeOf(path: string, start?: number, end?: number): Place;
}

/** The same, for who reads a repository and says what could not be read of it. */
export interface OpenFiles extends RepositoryFiles {
  /** A YAML file with what is wrong with it; undefined where there is none. */
  parse(path: string): Parsed | undefined;
  /** Whether something is there that leads out of the repository. */
  leadsOut(path: string): boolean;
}

/** No file that is read whole has more bytes. Lock files are large. */
const MOST_BYTES = 32 * 1_048_576;

/** @param root absolute @param folder what places are shown relative to; absolute */
export function openRepositoryFiles(root: string, files: Files, folder: string): OpenFiles {
  const realRoot = files.realPath(root);
  const known = new Map<string, Uint8Array | undefined>();
  const texts = new Map<string, string | undefined>();
  const parsed = new Map<string, Parsed | undefined>();
  const plains = new Map<string, SourceDocument | undefined>();
  const reals = new Map<string, string | undefined>();

  const once = <T>(map: Map<string, T | undefined>, path: string, read: () => T | undefined): T | undefined => {
    if (!map.has(path)) map.set(path, read());
    return map.get(path);
  };
  /** The real path of what is within the root. */
  const within = (path: string) =>
    once(reals, path, () => {
      if (path.includes("\0") || realRoot === undefined) return undefined;
      const there = join(root, path);
      if (!isWithin(there, root)) return undefined;
      const real = unlessFault(() => files.realPath(there));
      return real !== undefined && isWithin(real, realRoot) ? real : undefined;
    });
  const bytes = (path: string) =>
    once(known, path, () => {
      const real = within(path);
      return real === undefined ? undefined : unlessFault(() => files.read(real));
    });
  const shown = (path: string) => shownPath(join(root, path), folder);
  const text = (path: string) =>
    once(texts, path, () => {
      const read = bytes(path);
      if (!read || read.length > MOST_BYTES) return undefined;
      return unlessFault(() => new TextDecoder("utf-8", { fatal: true }).decode(read));
    });
  const parse = (path: string) =>
    once(parsed, path, () => {
      const read = bytes(path);
      return read && parseDocument(shown(path), read, { isForeign: true });
    });

  return {
    // Asked of many files, some of them large: what is there and no folder is a file.
    has(path) {
      const real = within(path);
      return real !== undefined && unlessFault(() => files.list(real)) === undefined;
    },
    list(path) {
      const real = within(path);
      return (real !== undefined && unlessFault(() => files.list(real))) || [];
    },
    text,
    parse,
    document: (path) => parse(path)?.document,
    placeOf(path, start, end = start) {
      const file = shown(path);
      if (start === undefined || end === undefined) return { file };
      const plain = once(plains, path, () => {
        const read = text(path);
        return read === undefined ? undefined : new SourceDocument(file, read, undefined);
      });
      return plain ? { file, range: plain.range(start, end) } : { file };
    },
    leadsOut(path) {
      if (path.includes("\0") || within(path) !== undefined) return false;
      return unlessFault(() => files.realPath(join(root, path))) !== undefined;
    },
  };
}

/** A file that the system does not let us read is as good as none; who needs it says that it is missing. */
function unlessFault<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
