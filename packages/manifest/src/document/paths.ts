import { dirname, isAbsolute, join, resolve } from "node:path";
import { errorMessage, type Files, isWithin } from "@towpath/core";

/**
 * Files whose real paths are asked for once: the paths of many documents lie in few folders.
 *
 * @param files for a run in which nothing moves
 */
export function rememberingPaths(files: Files): Files {
  const known = new Map<string, string | undefined>();
  return {
    ...files,
    realPath: (path) => {
      if (!known.has(path)) known.set(path, files.realPath(path));
      return known.get(path);
    },
  };
}

/** The folder that paths in a document must stay in: where the user is, or the document's own when it is elsewhere. */
export function boundaryOf(document: string, folder: string): string {
  return isWithin(document, folder) ? folder : dirname(document);
}

/** Why a path that a document names may not be used; undefined when it may. Globs are judged by what comes before them. */
export function pathFlaw(path: string, base: string, boundary: string, files: Files): string | undefined {
  if (path.includes("\0")) return "holds a NUL character";
  if (path.includes("\\")) return "holds a backslash; folders are separated by /";
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) return "is absolute; write it relative to the document";
  const steady = path.split("/");
  const glob = steady.findIndex((segment) => /[*?[\]{}]/.test(segment));
  const target = resolve(base, ...(glob === -1 ? steady : steady.slice(0, glob)));
  if (!isWithin(resolve(base, path), boundary) || !isWithin(target, boundary)) return "leaves the repository";
  try {
    const [real, home] = [realPrefix(target, boundary, files), files.realPath(boundary)];
    if (real !== undefined && home !== undefined && !isWithin(real, home))
      return "leaves the repository through a symbolic link";
  } catch (error) {
    return `cannot be followed: ${errorMessage(error)}`;
  }
  return undefined;
}

function realPrefix(target: string, boundary: string, files: Files): string | undefined {
  for (let path = target; isWithin(path, boundary); path = dirname(path)) {
    const real = files.realPath(path);
    if (real !== undefined) return real;
    if (dirname(path) === path) break;
  }
  return undefined;
}

/**
 * The files that a path with `*` in its names stands for, absolute, sorted. A `*` follows no symbolic link to a folder, and
 * `**` is not known.
 *
 * @throws the system's error for a folder that cannot be read
 */
export function expand(path: string, base: string, files: Files): readonly string[] {
  let folders = [base];
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (!segment.includes("*")) {
      folders = folders.map((folder) => join(folder, segment));
      continue;
    }
    const pieces = segment.split("*");
    folders = folders.flatMap((folder) =>
      (files.list(folder) ?? [])
        .filter(({ name, kind }) => (isLast ? kind !== "folder" : kind === "folder") && fits(name, pieces))
        .map(({ name }) => join(folder, name)),
    );
  }
  return folders.sort();
}

/** Whether a name is the pieces in their order with anything between them. Linear. */
function fits(name: string, pieces: readonly string[]): boolean {
  const [first = "", ...rest] = pieces;
  const last = rest.pop() ?? "";
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found === -1 || found + piece.length > name.length - last.length) return false;
    at = found + piece.length;
  }
  return !(first === "" && name.startsWith("."));
}
