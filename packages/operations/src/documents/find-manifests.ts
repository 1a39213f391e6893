import { dirname, join, relative, resolve } from "node:path";
import { compareText, type Effects, nearest, shownPath } from "@towpath/core";
import { OperationError } from "../errors.ts";

/** The name of a service's manifest. */
export const MANIFEST_NAME = "towpath.yaml";
/** What a Score file is called that is the manifest itself, where there is no other. */
const SCORE_NAME = "score.yaml";

/** Without one of these a path is a path, and nothing has to be loaded that knows patterns. */
const MAY_BE_GLOB = /[*?[\]{}()!+@|\\]/;

/** Folders that hold no manifest of this repository's own. A glob does not look into them, nor through links to folders. */
const SKIPPED = new Set(["node_modules", ".git", "dist", ".turbo", ".terraform"]);

/**
 * The manifests that patterns name: files, folders (their `towpath.yaml`, or else `score.yaml`), and globs with `*`, `**` and `{a,b}`. Sorted,
 * each once, relative to the effects' folder where they are below it.
 *
 * @param option what a manifest is named with where it is no argument: `--file`
 * @throws {OperationError} `operation/no-manifest` when a pattern names nothing: a check of nothing must not pass
 */
export async function findManifests(
  patterns: readonly string[],
  effects: Effects,
  option?: string,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of patterns) {
    const matches = MAY_BE_GLOB.test(pattern) ? await glob(pattern, effects) : literal(pattern, effects);
    if (matches.length === 0) throw noManifest(pattern, option, effects);
    for (const match of matches) found.add(match);
  }
  return [...found].sort(compareText);
}

function literal(path: string, { files, folder }: Effects): readonly string[] {
  const absolute = resolve(folder, path);
  const isThere = (file: string): boolean => files.realPath(file) !== undefined;
  const isFolder = files.list(absolute) !== undefined;
  if (!isFolder && path !== MANIFEST_NAME) return isThere(absolute) ? [shownPath(absolute, folder)] : [];
  const names = [MANIFEST_NAME, SCORE_NAME].map((name) => join(isFolder ? absolute : folder, name));
  const first = names.find(isThere);
  return first === undefined ? [] : [shownPath(first, folder)];
}

async function glob(pattern: string, effects: Effects): Promise<readonly string[]> {
  const { default: picomatch } = await import("picomatch");
  if (!picomatch.scan(pattern).isGlob) return literal(pattern, effects);
  // With "s" a wildcard also takes line breaks: no folder's name may keep a manifest from being checked.
  const isMatch = picomatch(pattern.replace(/^\.\//, ""), { dot: true, flags: "s" });
  const found: string[] = [];
  const visit = (folder: string): void => {
    effects.signal.throwIfAborted();
    for (const entry of effects.files.list(folder) ?? []) {
      const path = join(folder, entry.name);
      if (entry.kind === "folder" && !SKIPPED.has(entry.name)) visit(path);
      // A link counts by its own name, wherever it leads: what cannot be read is said, and never left out.
      if (entry.kind !== "folder" && isMatch(shownPath(path, effects.folder)))
        found.push(shownPath(path, effects.folder));
    }
  };
  visit(effects.folder);
  return found;
}

function noManifest(pattern: string, option: string | undefined, effects: Effects): OperationError {
  const isDefault = pattern === MANIFEST_NAME;
  const near = misnamed(pattern, effects);
  const above = isDefault ? manifestAbove(effects) : undefined;
  const below = near || above ? [] : manifestsBelow(pattern, effects);
  const named = (path: string): string => (option === undefined ? path : `${option} ${path}`);
  return new OperationError({
    code: "operation/no-manifest",
    message: isDefault ? `There is no ${MANIFEST_NAME} in this folder.` : `"${pattern}" names no manifest.`,
    hint: near
      ? `Did you mean ${near}? A manifest is called ${MANIFEST_NAME}; another name has to be given: ${named(near)}.`
      : above
        ? `There is one above: ${named(above)}.`
        : below.length > 0
          ? belowHint(below, pattern, option)
          : isDefault
            ? `Go to the folder of a service, or name its manifest: ${named(`path/to/${MANIFEST_NAME}`)}. towpath init writes one.`
            : "Nothing was checked. Mend the path or the pattern; patterns are relative to the current folder.",
  });
}

/** A file beside it that was meant to be the manifest. */
function misnamed(pattern: string, { files, folder }: Effects): string | undefined {
  const path = resolve(folder, pattern === MANIFEST_NAME ? "." : pattern);
  const names = files.list(path)?.flatMap(({ name, kind }) => (kind === "file" ? [name] : [])) ?? [];
  const near = nearest(MANIFEST_NAME, names);
  return near && relative(folder, join(path, near));
}

/** The manifest of a folder that this one is in: someone is deep in a service's sources. */
function manifestAbove({ files, folder }: Effects): string | undefined {
  for (let at = dirname(folder); at !== dirname(at); at = dirname(at)) {
    const path = join(at, MANIFEST_NAME);
    if (files.realPath(path) !== undefined) return relative(folder, path);
  }
  return undefined;
}

/** So many folders are looked into for manifests that were not asked for. */
const MOST_FOLDERS = 2_000;
/** So many of them are named. */
const MOST_NAMED = 4;

/** The manifests below a folder: someone is at the root of a repository with several services. The nearest first. */
function manifestsBelow(pattern: string, { files, folder, signal }: Effects): readonly string[] {
  const found: string[] = [];
  const folders = [resolve(folder, pattern === MANIFEST_NAME ? "." : pattern)];
  for (let index = 0; index < Math.min(folders.length, MOST_FOLDERS); index += 1) {
    signal.throwIfAborted();
    const at = folders[index] ?? folder;
    for (const { name, kind } of listed(at, files)) {
      if (kind === "folder" && !SKIPPED.has(name)) folders.push(join(at, name));
      else if (kind === "file" && name === MANIFEST_NAME) found.push(shownPath(join(at, name), folder));
    }
  }
  return found;
}

/** A folder that nobody may look into holds nothing to be named. */
function listed(folder: string, files: Effects["files"]): NonNullable<ReturnType<Effects["files"]["list"]>> {
  try {
    return files.list(folder) ?? [];
  } catch {
    return [];
  }
}

function belowHint(below: readonly string[], pattern: string, option: string | undefined): string {
  const [first = ""] = below;
  const more = below.length - MOST_NAMED;
  const named = `${below.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const there = `Below it there ${below.length === 1 ? "is" : "are"} ${named}.`;
  if (option !== undefined) return `${there} Name one: ${option} ${first}.`;
  const all = pattern === MANIFEST_NAME ? "**" : join(pattern, "**");
  return `${there} Name one, or all of them: "${all}/${MANIFEST_NAME}", in quotes.`;
}
