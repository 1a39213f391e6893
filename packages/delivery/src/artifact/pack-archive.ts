import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { type Header, type Pack, pack } from "tar-stream";
import { deliveryError, systemCode } from "../errors.ts";
import type { ArchiveEntry } from "./archive-entry.ts";
import { gzip } from "./gzip.ts";

/** Every time in an archive. Not zero: some tools take that for "unknown". */
const TIME = new Date("2000-01-01T00:00:00Z");

/**
 * Packs entries of a folder into one tar.gz whose bytes depend on nothing but their paths, contents, link targets and
 * executable bits: times, owners and all other bits of the mode are fixed. Streams; memory does not grow with the files.
 *
 * Format: POSIX.1-2001 (pax) interchange, gzip by RFC 1952.
 *
 * @param folder absolute; the entries' paths are relative to it
 * @param entries sorted by path, as {@link import("./collect-output.ts").collectOutput} gives them
 * @throws {DeliveryError} `delivery/output-changed` when a file changes while it is read
 */
export async function* packArchive(
  folder: string,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const tar = pack();
  const feeding = feed(tar, folder, entries, signal).catch((error: unknown) => {
    tar.destroy(error instanceof Error ? error : new Error(String(error)));
    return error;
  });
  try {
    yield* gzip(bytesOf(tar));
  } catch (error) {
    throw (await feeding) ?? error;
  } finally {
    tar.destroy();
    await feeding;
  }
}

async function* bytesOf(tar: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  for await (const chunk of tar) if (chunk instanceof Uint8Array) yield chunk;
}

async function feed(tar: Pack, folder: string, entries: readonly ArchiveEntry[], signal: AbortSignal): Promise<void> {
  for (const entry of entries) {
    signal.throwIfAborted();
    if (entry.kind === "folder") {
      await addEmpty(tar, { ...fixed(`${entry.path}/`, 0o755), type: "directory" });
    } else if (entry.kind === "link") {
      await addEmpty(tar, { ...fixed(entry.path, 0o777), type: "symlink", linkname: entry.target });
    } else {
      await addFile(tar, join(folder, entry.path), entry.path, signal);
    }
  }
  tar.finalize();
}

function fixed(name: string, mode: number) {
  return { name, mode, mtime: TIME, uid: 0, gid: 0, uname: "", gname: "" };
}

function addEmpty(tar: Pack, header: Partial<Header> & Pick<Header, "name">): Promise<void> {
  return new Promise((resolve, reject) => {
    tar.entry(header, "", (error) => (error ? reject(error) : resolve()));
  });
}

async function addFile(tar: Pack, path: string, name: string, signal: AbortSignal): Promise<void> {
  // A link put in the file's place since the folder was read is not followed.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW).catch((error: unknown) => {
    throw ["ENOENT", "ELOOP"].includes(systemCode(error) ?? "") ? changed(name, error) : error;
  });
  try {
    const before = await file.stat();
    if (!before.isFile()) throw changed(name);
    const mode = before.mode & 0o100 ? 0o755 : 0o644;
    const header = { ...fixed(name, mode), type: "file", size: before.size } as const;
    if (before.size === 0) return await addEmpty(tar, header);
    const source = file.createReadStream({ start: 0, end: before.size - 1, autoClose: false });
    let size = 0;
    source.on("data", (chunk) => {
      size += chunk.length;
    });
    try {
      await pipeline(source, tar.entry(header), { signal });
    } catch (error) {
      throw source.readableEnded && size < before.size ? changed(name, error) : error;
    }
    const after = await file.stat();
    if (after.size !== before.size || after.mtimeMs !== before.mtimeMs) throw changed(name);
  } finally {
    await file.close();
  }
}

function changed(name: string, cause?: unknown): Error {
  return deliveryError({
    code: "delivery/output-changed",
    kind: "fault",
    message: `${name} changed while it was packed.`,
    hint: "Something still writes there: a command of the build left a process running, or another build works in the same folder.",
    cause,
  });
}
