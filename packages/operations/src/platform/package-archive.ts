import { gunzipSync } from "node:zlib";

/** A platform is a few documents: more than this is none. */
export const ARCHIVE_LIMITS = { bytes: 64 * 1024 ** 2, files: 5_000 } as const;

const BLOCK = 512;

/** An archive that is not used, and why. */
export class DamagedArchive extends Error {
  override readonly name = "DamagedArchive";
}

/**
 * The files of an npm package by their paths in it. npm packs plain files below one folder: links, devices and paths that
 * lead elsewhere are refused.
 *
 * The format is POSIX.1-2001 pax in gzip: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 *
 * @throws {DamagedArchive}
 */
export function readPackageArchive(archive: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const bytes = unzipped(archive);
  const files = new Map<string, Uint8Array>();
  const folders = new Set<string>();
  let given: string | undefined;
  for (let at = 0; ; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.length < BLOCK) throw new DamagedArchive("it ends too early");
    if (header.every((byte) => byte === 0)) return files;
    const size = sizeOf(header);
    const content = bytes.subarray(at + BLOCK, at + BLOCK + size);
    if (content.length < size) throw new DamagedArchive("it ends too early");
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const type = text(header.subarray(156, 157));
    if (type === "x") given = paxPath(content);
    else if (type === "L") given = text(content);
    if (type === "x" || type === "L" || type === "g") continue;
    const written = given ?? nameOf(header);
    given = undefined;
    if (type === "5") continue;
    if (!["", "0", "7"].includes(type)) throw new DamagedArchive(`${shown(written)} is no plain file`);
    const path = pathIn(written);
    if (files.has(path) || folders.has(path)) throw new DamagedArchive(`it names ${shown(written)} twice`);
    for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", end + 1)) {
      if (files.has(path.slice(0, end))) throw new DamagedArchive(`${shown(written)} is below a file`);
      folders.add(path.slice(0, end));
    }
    files.set(path, content);
    if (files.size > ARCHIVE_LIMITS.files) throw new DamagedArchive(`it holds more than ${ARCHIVE_LIMITS.files} files`);
  }
}

function unzipped(archive: Uint8Array): Uint8Array {
  try {
    return gunzipSync(archive, { maxOutputLength: ARCHIVE_LIMITS.bytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
    throw new DamagedArchive(
      isTooLarge ? `it unpacks to more than ${ARCHIVE_LIMITS.bytes} bytes` : "it is no gzip, or was cut",
    );
  }
}

/** The checksum counts its own place as spaces. */
function sizeOf(header: Uint8Array): number {
  const sum = header.reduce((all, byte, index) => all + (index >= 148 && index < 156 ? 32 : byte), 0);
  const size = octal(header.subarray(124, 136));
  if (octal(header.subarray(148, 156)) !== sum || size === undefined) throw new DamagedArchive("a header is damaged");
  return size;
}

function octal(field: Uint8Array): number | undefined {
  const digits = text(field).trim();
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

function nameOf(header: Uint8Array): string {
  const prefix = text(header.subarray(257, 262)) === "ustar" ? text(header.subarray(345, 500)) : "";
  const name = text(header.subarray(0, 100));
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Records of `LENGTH KEY=VALUE`, each with a line break at its end. */
function paxPath(content: Uint8Array): string | undefined {
  let path: string | undefined;
  for (let at = 0; at < content.length; ) {
    const length = Number(/^(\d{1,7}) /.exec(text(content.subarray(at, at + 8)))?.[1] ?? 0);
    if (length === 0 || at + length > content.length) throw new DamagedArchive("a header is damaged");
    const record = text(content.subarray(at, at + length - 1));
    path = /^\d+ path=(.*)$/s.exec(record)?.[1] ?? path;
    if (/^\d+ size=/.test(record)) throw new DamagedArchive("it holds a file that is too large");
    at += length;
  }
  return path;
}

/** The path below the one folder that everything is in. */
function pathIn(written: string): string {
  const [top, ...segments] = written.split("/");
  const isSafe = segments.length > 0 && [top, ...segments].every((segment) => !["", ".", ".."].includes(segment ?? ""));
  if (!isSafe || /[\p{Cc}\\:]/u.test(written) || written.length > 1_000)
    throw new DamagedArchive(`it names the path ${shown(written)}`);
  return segments.join("/");
}

function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end));
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}
