import { dirname, join, resolve } from "node:path";
import { compareText, type Effects, isWithin, shownPath } from "@towpath/core";
import { findManifests, MANIFEST_NAME } from "../documents/find-manifests.ts";
import { OperationError } from "../errors.ts";

const PLATFORM_NAME = "platform.yaml";

/** A file that may hold a document of Towpath. */
export interface DocumentFile {
  /** As the user would type it, with `/`. */
  readonly file: string;
  readonly path: string;
  /** The file itself, every symbolic link followed. */
  readonly real: string;
  /** It was named as it is, and not found by a pattern or in a folder. */
  readonly isNamed: boolean;
}

/**
 * The files that patterns name: files, globs, and folders, which stand for the manifest and the platform in them.
 *
 * @throws {OperationError} `operation/no-manifest` when a pattern names nothing
 */
export async function findDocuments(patterns: readonly string[], effects: Effects): Promise<readonly DocumentFile[]> {
  const found = new Map<string, DocumentFile>();
  for (const pattern of patterns.length > 0 ? patterns : ["."]) {
    for (const file of await filesOf(pattern, effects)) {
      const document = documentFile(resolve(effects.folder, file), file === pattern, effects);
      if (document && !found.has(document.real)) found.set(document.real, document);
    }
  }
  return [...found.values()].sort((a, b) => compareText(a.file, b.file));
}

/** One file, if it is there. @throws {OperationError} `operation/outside-repository` for a link that leads out of it */
export function documentFile(path: string, isNamed: boolean, { files, folder }: Effects): DocumentFile | undefined {
  const real = files.realPath(path);
  if (real === undefined) return undefined;
  const file = shownPath(path, folder);
  const root = repositoryOf(path, folder, files);
  if (isWithin(real, files.realPath(root) ?? root)) return { file, path, real, isNamed };
  throw new OperationError({
    code: "operation/outside-repository",
    message: `${file} leads out of the repository through a symbolic link.`,
    hint: "Upgrade the file where it is, in its own repository.",
    place: { file },
  });
}

async function filesOf(pattern: string, effects: Effects): Promise<readonly string[]> {
  const { files, folder } = effects;
  const absolute = resolve(folder, pattern);
  if (!files.list(absolute)) return findManifests([pattern], effects);
  const inside = [MANIFEST_NAME, PLATFORM_NAME].map((name) => join(absolute, name));
  const there = inside.filter((path) => files.realPath(path) !== undefined);
  // It knows what to say where there is none, also of a file whose name is nearly right.
  return there.length > 0 ? there : findManifests([pattern === "." ? MANIFEST_NAME : pattern], effects);
}

/** The repository that a file is in: the nearest folder with a `.git`; else the present folder, or the file's own. */
function repositoryOf(path: string, folder: string, files: Effects["files"]): string {
  for (let at = dirname(path); ; at = dirname(at)) {
    if (files.realPath(join(at, ".git")) !== undefined) return at;
    if (dirname(at) === at) return isWithin(path, folder) ? folder : dirname(path);
  }
}
