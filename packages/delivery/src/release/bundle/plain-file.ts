import { constants, type Stats } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../errors.ts";
import { bundleRefused } from "./bundle-errors.ts";

const CHUNK_BYTES = 64 * 1024;

/**
 * Opens a file of a folder that somebody else wrote. Links are not followed, and a pipe or a device is not opened: neither is
 * what a bundle holds, and each could lead anywhere or hold the reader up.
 *
 * @param path relative to the folder; the folders in it were looked at by {@link requireFolder}
 * @throws {DeliveryError} `delivery/bundle-refused`
 */
export async function openPlain(
  folder: string,
  path: string,
): Promise<{ readonly file: FileHandle; readonly size: number }> {
  const full = join(folder, path);
  requireKind(await lookAt(folder, path), "isFile", folder, path);
  const file = await open(full, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    requireKind(found, "isFile", folder, path);
    return { file, size: found.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * @returns false where it is not there
 * @throws {DeliveryError} `delivery/bundle-refused` for what is no folder of its own
 */
export async function requireFolder(folder: string, path: string): Promise<boolean> {
  try {
    requireKind(await lstat(join(folder, path)), "isDirectory", folder, path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

/** A whole file. @throws {DeliveryError} `delivery/bundle-refused` when it is longer than the limit, in bytes */
export async function readPlain(folder: string, path: string, limit: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamPlain(folder, path, limit)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A file's bytes as they are read; one that grows meanwhile ends at the limit, in bytes, with the same error. */
export async function* streamPlain(folder: string, path: string, limit: number): AsyncGenerator<Uint8Array> {
  const { file, size } = await openPlain(folder, path);
  try {
    if (size > limit) throw tooLarge(folder, path, limit);
    for (let read = 0; ; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      read += bytesRead;
      if (read > limit) throw tooLarge(folder, path, limit);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

async function lookAt(folder: string, path: string): Promise<Stats> {
  try {
    return await lstat(join(folder, path));
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR")
      throw bundleRefused(folder, `${path} is missing`, error);
    throw error;
  }
}

function requireKind(found: Stats, is: "isFile" | "isDirectory", folder: string, path: string): void {
  if (found[is]()) return;
  const what = found.isSymbolicLink()
    ? "a symbolic link"
    : found.isDirectory()
      ? "a folder"
      : found.isFile()
        ? "a file"
        : "a pipe, a socket or a device";
  throw bundleRefused(folder, `${path} is ${what}, and has to be ${is === "isFile" ? "a plain file" : "a folder"}`);
}

function tooLarge(folder: string, path: string, limit: number): Error {
  return bundleRefused(folder, `${path} is larger than the ${limit} bytes that it has to be at most`);
}
