import { glob, lstat, readdir, readlink, realpath } from "node:fs/promises";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { compareText, type Place } from "@towpath/core";
import { type DeliveryError, deliveryError, systemCode } from "../errors.ts";
import type { ArchiveEntry } from "./archive-entry.ts";

/** What is never packed, wherever it stands: git's own and Towpath's own. */
const NEVER: ReadonlySet<string> = new Set([".git", ".towpath"]);
const MAGIC = /[*?[\]{}]/;

export interface OutputRequest {
  /** Absolute path of the folder that the patterns are relative to. */
  readonly folder: string;
  /** Paths and globs; a folder stands for all that is in it. */
  readonly output: readonly string[];
  /** Where the manifest names them. */
  readonly place: Place;
}

/**
 * What a build's output is: every folder, file and symbolic link, sorted by path. `.git` and `.towpath` are left out.
 *
 * @throws {DeliveryError} `delivery/output-missing` for what matches nothing; `delivery/output-refused` for a path or a
 *   link that leaves the folder, a link to what is not packed, and what is neither file, folder nor link
 */
export async function collectOutput(request: OutputRequest, signal: AbortSignal): Promise<readonly ArchiveEntry[]> {
  const root = await realpath(request.folder);
  const entries = new Map<string, ArchiveEntry>();
  for (const pattern of request.output) {
    for (const path of await matches(root, pattern, request)) await collect(path, pattern);
  }
  for (const entry of entries.values()) {
    if (entry.kind === "link") await checkLink(root, entry, entries, request);
  }
  return [...entries.values()].sort((a, b) => compareText(a.path, b.path));

  async function collect(path: string, pattern: string): Promise<void> {
    signal.throwIfAborted();
    await collectParents(path, pattern);
    await add(path);
  }

  async function collectParents(path: string, pattern: string): Promise<void> {
    for (let parent = posix.dirname(path); parent !== "."; parent = posix.dirname(parent)) {
      if (entries.get(parent)?.kind === "folder") continue;
      if (!(await lstat(join(root, parent))).isDirectory()) {
        throw refused(request, `build.output names ${pattern}, which leads through the link ${parent}.`);
      }
      entries.set(parent, { kind: "folder", path: parent });
    }
  }

  async function add(path: string): Promise<void> {
    signal.throwIfAborted();
    if (NEVER.has(posix.basename(path))) return;
    const absolute = join(root, path);
    const found = await lstat(absolute);
    if (found.isSymbolicLink()) {
      entries.set(path, { kind: "link", path, target: await relativeTarget(root, path) });
    } else if (found.isFile()) {
      entries.set(path, { kind: "file", path });
    } else if (found.isDirectory()) {
      if (path !== ".") entries.set(path, { kind: "folder", path });
      for (const name of await readdir(absolute)) await add(path === "." ? name : `${path}/${name}`);
    } else {
      throw refused(request, `${path} is neither a file, a folder nor a link, and cannot be packed.`);
    }
  }
}

async function matches(root: string, pattern: string, request: OutputRequest): Promise<readonly string[]> {
  const normal = posix.normalize(pattern).replace(/(.)\/$/, "$1");
  if (pattern.startsWith("!")) {
    throw refused(request, `build.output names ${pattern}: leaving out by ! is not built yet. Name what to pack.`);
  }
  if (pattern === "" || pattern.includes("\0") || posix.isAbsolute(normal) || normal.split("/").includes("..")) {
    throw outside(request, pattern, root);
  }
  if (normal.split("/").some((segment) => NEVER.has(segment))) {
    throw refused(request, `build.output names ${pattern}: .git and .towpath are never packed.`);
  }
  if (await isThere(join(root, normal))) return [normal];
  const found: string[] = [];
  if (MAGIC.test(normal)) {
    for await (const match of glob(normal, { cwd: root })) {
      const path = posix.normalize(match.split(sep).join("/"));
      // Braces may hold a path that leaves the folder: {..,dist}/x
      if (isOutside(path)) throw outside(request, pattern, root);
      if (!path.split("/").some((segment) => NEVER.has(segment))) found.push(path);
    }
  }
  if (found.length > 0) return found.sort(compareText);
  throw deliveryError({
    code: "delivery/output-missing",
    message: `build.output names ${pattern}, but nothing of that name is in ${root} after the build.`,
    place: request.place,
    hint: "Correct build.output, or the command in build.run that should make it. Paths are relative to the manifest's folder.",
  });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return false;
    throw error;
  }
}

/** Absolute links are made relative, so that they hold wherever the archive is unpacked. */
async function relativeTarget(root: string, path: string): Promise<string> {
  const home = dirname(join(root, path));
  const target = resolve(home, await readlink(join(root, path)));
  return relative(home, target).split(sep).join("/") || ".";
}

async function checkLink(
  root: string,
  link: ArchiveEntry & { readonly kind: "link" },
  entries: ReadonlyMap<string, ArchiveEntry>,
  request: OutputRequest,
): Promise<void> {
  const written = posix.join(posix.dirname(link.path), link.target);
  const real = await realpath(join(root, link.path)).catch(() => undefined);
  const target = real === undefined ? undefined : relative(root, real).split(sep).join("/");
  if (isOutside(written) || (target !== undefined && isOutside(target))) {
    throw refused(request, `${link.path} is a link to ${link.target}, outside ${root}.`);
  }
  if (target === undefined || (target !== "" && !entries.has(target))) {
    throw refused(
      request,
      `${link.path} is a link to ${link.target}, which ${target === undefined ? "is not there" : "is not packed"}.`,
      target === undefined ? undefined : `Add ${target} to build.output.`,
    );
  }
}

function isOutside(path: string): boolean {
  return path === ".." || path.startsWith("../") || posix.isAbsolute(path);
}

function outside(request: OutputRequest, pattern: string, root: string): DeliveryError {
  return refused(request, `build.output names ${JSON.stringify(pattern)}, which is no path within ${root}.`);
}

function refused(request: OutputRequest, message: string, hint?: string): DeliveryError {
  return deliveryError({
    code: "delivery/output-refused",
    message,
    place: request.place,
    hint:
      hint ?? "An archive holds files, folders and links of the manifest's folder, so that it runs the same elsewhere.",
  });
}
