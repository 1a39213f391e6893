import { mkdir, open, readdir, realpath, rm, symlink } from "node:fs/promises";
import { dirname, join, posix, sep } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type Digest, errorMessage } from "@towpath/core";
import { type Extract, extract } from "tar-stream";
import { DeliveryError, deliveryError, systemCode } from "../errors.ts";
import type { ArtifactStore } from "./artifact-store.ts";

/** How much an archive may unpack to, whatever its own size. */
export interface UnpackLimits {
  readonly entries: number;
  readonly bytes: number;
}

export const UNPACK_LIMITS: UnpackLimits = { entries: 250_000, bytes: 8 * 1024 ** 3 };

const LONGEST_PATH = 4096;
/** How much an entry may take beside its content: headers, a long name in one of its own, and what fills up their blocks. */
const ENTRY_BYTES = 16 * 1024;

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/**
 * Puts an artifact's files into a folder that is empty or not there yet. The digest is verified; when anything is wrong the
 * folder is left as it was found. A process that is killed may leave a part: unpack beside, then rename.
 *
 * Refused are paths and links that leave the folder, hard links, devices, and more than `limits` allow. Of modes only the
 * executable bit is taken over.
 *
 * @throws {DeliveryError} `delivery/artifact-missing`, `delivery/artifact-damaged`, `delivery/artifact-refused`,
 *   `delivery/folder-not-empty`
 */
export async function unpackArtifact(
  store: ArtifactStore,
  digest: Digest,
  folder: string,
  signal: AbortSignal,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<void> {
  signal.throwIfAborted();
  const created = await emptyFolder(folder);
  try {
    await unpack(store.open(digest), await realpath(folder), signal, limits);
  } catch (error) {
    if (created) await rm(created, { recursive: true, force: true });
    else for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    if (signal.aborted) throw signal.reason;
    throw error;
  }
}

/** @returns the topmost folder that had to be made, or undefined when the folder was there */
async function emptyFolder(folder: string): Promise<string | undefined> {
  const created = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (created === undefined && (await readdir(folder)).length > 0) {
    throw deliveryError({
      code: "delivery/folder-not-empty",
      message: `${folder} is not empty; an artifact is unpacked into an empty folder only.`,
      hint: "Remove what is in it, or name another folder.",
    });
  }
  return created;
}

async function unpack(
  bytes: AsyncIterable<Uint8Array>,
  root: string,
  signal: AbortSignal,
  limits: UnpackLimits,
): Promise<void> {
  const tar = extract();
  const links: { readonly path: string; readonly target: string }[] = [];
  let count = 0;
  let size = 0;
  const source = Readable.from(bytes, { objectMode: false });
  const most = limits.bytes + (limits.entries + 2) * ENTRY_BYTES;
  const flowing = pipeline(source, createGunzip(), (unzipped) => limited(unzipped, most), tar, { signal }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  try {
    for await (const entry of tar) {
      count += 1;
      size += entry.header.size ?? 0;
      if (count > limits.entries) throw refused(`it holds more than ${limits.entries} entries`);
      if (size > limits.bytes) throw refused(`it unpacks to more than ${limits.bytes} bytes`);
      await place(entry);
    }
    // Links come last: nothing is ever written through one.
    for (const link of links) await makeLink(root, link.path, link.target);
    for (const link of links) await checkLink(root, link.path, link.target);
  } catch (error) {
    tar.destroy();
    await flowing;
    throw readable(error);
  }
  const failure = await flowing;
  if (failure) throw readable(failure.error);

  async function place(entry: Entry): Promise<void> {
    const { type, linkname, mode } = entry.header;
    const path = safePath(entry.header.name);
    if (type === "symlink") links.push({ path, target: linkname ?? "" });
    else if (type === "directory") await exclusively(path, () => mkdir(join(root, path), { recursive: true }));
    else if (type === "file") {
      await exclusively(path, () => mkdir(dirname(join(root, path)), { recursive: true }));
      await exclusively(path, () => writeFile(join(root, path), (mode ?? 0) & 0o100 ? 0o755 : 0o644, entry));
      return;
    } else throw refused(`${JSON.stringify(path)} is a ${type ?? "thing of no known kind"}`);
    entry.resume();
  }
}

/** What is no entry counts as well: empty blocks, and headers that lead to none, could go on for as long as one likes. */
async function* limited(unzipped: AsyncIterable<unknown>, most: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of unzipped) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.byteLength;
    if (size > most) throw refused(`it unpacks to more than ${most} bytes of headers and contents`);
    yield chunk;
  }
}

/** By hand: Node's pipeline waits forever for an entry of an archive that was cut. */
async function writeFile(path: string, mode: number, content: AsyncIterable<unknown>): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    for await (const chunk of content) if (chunk instanceof Uint8Array) await file.writeFile(chunk);
  } finally {
    await file.close();
  }
}

function safePath(name: string): string {
  const path = name.replace(/\/+$/, "");
  const segments = path.split("/");
  const isUnsafe =
    path === "" ||
    path.length > LONGEST_PATH ||
    path.includes("\0") ||
    segments.some((segment) => segment === "" || segment === "." || segment === ".." || segment.includes(sep));
  if (isUnsafe) throw refused(`it names the path ${JSON.stringify(name.slice(0, 200))}`);
  return path;
}

async function makeLink(root: string, path: string, target: string): Promise<void> {
  const written = posix.join(posix.dirname(path), target);
  const isUnsafe =
    target === "" ||
    target.includes("\0") ||
    posix.isAbsolute(target) ||
    written === ".." ||
    written.startsWith("../") ||
    target.length > LONGEST_PATH;
  if (isUnsafe) throw refused(`${JSON.stringify(path)} is a link to ${JSON.stringify(target.slice(0, 200))}`);
  await exclusively(path, async () => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    const home = await realpath(dirname(join(root, path)));
    if (home !== dirname(join(root, path))) throw refused(`${JSON.stringify(path)} leads through a link`);
    await symlink(target, join(root, path));
  });
}

/** A link that stays inside by its text may still leave by way of other links: what it really leads to decides. */
async function checkLink(root: string, path: string, target: string): Promise<void> {
  const real = await realpath(join(root, path)).catch(() => undefined);
  if (real === undefined || (real !== root && !real.startsWith(root + sep))) {
    throw refused(`${JSON.stringify(path)} is a link to ${JSON.stringify(target)}`);
  }
}

async function exclusively(path: string, make: () => Promise<unknown>): Promise<void> {
  try {
    await make();
  } catch (error) {
    if (["EEXIST", "ENOTDIR", "EISDIR"].includes(systemCode(error) ?? "")) {
      throw refused(`it names ${JSON.stringify(path)} twice`);
    }
    throw error;
  }
}

function refused(what: string): DeliveryError {
  return deliveryError({
    code: "delivery/artifact-refused",
    message: `The artifact is not unpacked: ${what}.`,
    hint: "An archive that Towpath packed never holds that. Build the release again with Towpath.",
  });
}

/** What the readers of tar and gzip throw says nothing about artifacts. */
function readable(error: unknown): unknown {
  const code = systemCode(error);
  const isOfTheDisk = code !== undefined && /^E[A-Z]+$/.test(code);
  if (error instanceof DeliveryError || isOfTheDisk || (error instanceof Error && error.name === "AbortError")) {
    return error;
  }
  return deliveryError({
    code: "delivery/artifact-damaged",
    kind: "fault",
    message: `The artifact cannot be read: ${errorMessage(error)}.`,
    hint: "It is no tar.gz, or was cut. Build the release again; that replaces it.",
    cause: error,
  });
}
