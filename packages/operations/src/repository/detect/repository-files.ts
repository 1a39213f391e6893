import { dirname, join, relative, resolve, sep } from "node:path";
import { errorMessage, type Files, isJsonObject, type JsonObject } from "@towpath/core";

/** How much of a repository is looked at: enough for a service of any size, and little for a folder that is no service. */
const MOST_BYTES = 512 * 1024;
const MOST_SOURCE_BYTES = 128 * 1024;
const MOST_SOURCES = 400;
const MOST_ALL_SOURCE_BYTES = 8 * 1024 * 1024;
const MOST_ENTRIES = 5_000;
const DEEPEST = 12;
const HIGHEST = 8;

/** Folders that hold no source of the service's own. */
const SKIPPED =
  /^(?:\..*|node_modules|bower_components|vendor|dist|build|out|target|bin|obj|coverage|reports|venv|env|__pycache__|site-packages|tests?|__tests__|spec|e2e|cypress|fixtures|testdata|docs?|examples?|migrations|public|static|assets)$/i;
const TEST_FILE = /(?:[._-](?:test|spec|stories)\.\w+|_test\.go|Tests?\.(?:java|kt|cs)|^test_.*\.py|^conftest\.py)$/;

/** An entry of a folder. */
export type Entry = NonNullable<ReturnType<Files["list"]>>[number];

/** A repository as detectors read it: nothing outside it, nothing without bounds, nothing that throws for what a file holds. */
export interface RepositoryFiles {
  /** The service's folder. Absolute. */
  readonly folder: string;
  /** The folders above it within the repository, nearest first, relative to it: `..`, `../..`. */
  readonly above: readonly string[];
  /** Whether a file or folder of this path is there. */
  has(path: string): boolean;
  /** What a folder holds, at most some thousand entries; empty where there is none. */
  entries(path?: string): readonly Entry[];
  /** A small text file; undefined where there is none, or none that can be read, which is noted. */
  text(path: string): string | undefined;
  /** The object of a JSON file; undefined where there is none, which is noted when the file is there. */
  json(path: string): JsonObject | undefined;
  /** The service's own sources of these kinds (`.ts`), tests left out, those near the top first. */
  sources(extensions: readonly string[]): readonly { readonly path: string; readonly text: string }[];
  /** Files below the service's folder with one of these names, near the top first. */
  named(pattern: RegExp): readonly string[];
  /** Something that the user should know of how the repository was read. */
  note(text: string): void;
  readonly notes: readonly string[];
}

/**
 * Opens a repository at a service's folder.
 *
 * @param folder absolute
 * @param highest what is above this folder is not the repository's, where no `.git` says where it begins. Absolute
 * @param sizeOf the size of a file in bytes, so that a large one is not read at all; undefined where it is not known
 */
export function openRepository(
  folder: string,
  highest: string,
  files: Files,
  sizeOf: (path: string) => number | undefined,
): RepositoryFiles {
  const notes = new Set<string>();
  const texts = new Map<string, string | undefined>();
  const above = foldersAbove(folder, highest, files);
  const root = attempt(() => files.realPath(resolve(folder, above.at(-1) ?? "."))) ?? folder;
  let walked: readonly string[] | undefined;

  /** The absolute path, or undefined for what is not there or leads out of the repository. */
  function inside(path: string): string | undefined {
    const absolute = resolve(folder, path);
    const real = attempt(() => files.realPath(absolute));
    if (real === undefined) return undefined;
    if (real === root || real.startsWith(root.endsWith(sep) ? root : `${root}${sep}`)) return real;
    notes.add(`${path} leads out of the repository and was not read.`);
    return undefined;
  }

  function readText(path: string, most: number): string | undefined {
    const absolute = inside(path);
    if (absolute === undefined) return undefined;
    const size = attempt(() => sizeOf(absolute));
    if (size !== undefined && size > most) {
      notes.add(`${path} is larger than ${most / 1024} KiB and was not read.`);
      return undefined;
    }
    try {
      const bytes = files.read(absolute);
      if (bytes === undefined || bytes.length > most) return undefined;
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes).replaceAll("\r\n", "\n");
    } catch (error) {
      // A folder of that name is simply something else.
      if (entriesOf(path).length === 0) notes.add(`${path} was not read: ${errorMessage(error)}.`);
      return undefined;
    }
  }

  function entriesOf(path: string): readonly Entry[] {
    const absolute = inside(path);
    if (absolute === undefined) return [];
    return (attempt(() => files.list(absolute)) ?? []).slice(0, MOST_ENTRIES);
  }

  function walk(): readonly string[] {
    if (walked) return walked;
    const found: string[] = [];
    let level: readonly string[] = [""];
    let seen = 0;
    for (let depth = 0; depth < DEEPEST && level.length > 0 && seen < MOST_ENTRIES; depth += 1) {
      const next: string[] = [];
      for (const below of level) {
        for (const { name, kind } of entriesOf(below || ".")) {
          seen += 1;
          if (seen > MOST_ENTRIES) break;
          const path = below === "" ? name : `${below}/${name}`;
          if (kind === "file") found.push(path);
          else if (kind === "folder" && !SKIPPED.test(name)) next.push(path);
        }
      }
      level = next;
    }
    if (seen > MOST_ENTRIES) notes.add(`Only the first ${MOST_ENTRIES} entries of the folder were looked at.`);
    walked = found;
    return found;
  }

  const text = (path: string): string | undefined => {
    if (path === "") return undefined;
    if (!texts.has(path)) texts.set(path, readText(path, MOST_BYTES));
    return texts.get(path);
  };

  return {
    folder,
    above,
    has: (path) => inside(path) !== undefined,
    entries: (path = ".") => entriesOf(path),
    text,
    json: (path) => {
      const json = text(path);
      if (json === undefined) return undefined;
      const value = attempt((): unknown => JSON.parse(json.replace(/^\uFEFF/, "")));
      if (isJsonObject(value)) return value;
      notes.add(`${path} is not the JSON object that it should be, and was left out of account.`);
      return undefined;
    },
    sources: (extensions) => {
      const wanted = walk().filter(
        (path) =>
          extensions.some((extension) => path.endsWith(extension)) && !TEST_FILE.test(path.split("/").at(-1) ?? ""),
      );
      let left = MOST_ALL_SOURCE_BYTES;
      return wanted.slice(0, MOST_SOURCES).flatMap((path) => {
        if (left <= 0) return [];
        const content = readText(path, MOST_SOURCE_BYTES);
        left -= content?.length ?? 0;
        return content === undefined ? [] : [{ path, text: content }];
      });
    },
    named: (pattern) => walk().filter((path) => pattern.test(path.split("/").at(-1) ?? "")),
    note: (said) => notes.add(said),
    get notes() {
      return [...notes];
    },
  };
}

function foldersAbove(folder: string, highest: string, files: Files): readonly string[] {
  const isIn = (path: string): boolean => attempt(() => files.realPath(join(path, ".git"))) !== undefined;
  const all = [folder];
  for (let at = folder; all.length <= HIGHEST && dirname(at) !== at; at = dirname(at)) all.push(dirname(at));
  const begin = all.findIndex(isIn);
  const top = begin === -1 ? all.indexOf(highest) : begin;
  return all.slice(1, top + 1).map((path) => relative(folder, path).split(sep).join("/"));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
