import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { OperationError } from "../errors.ts";

/**
 * Puts another text into a file, all of it or nothing: whoever reads meanwhile, and whoever comes after a crash, finds the
 * one or the other. Its mode stays.
 *
 * @param path the file itself, no link
 * @param before what is in it
 * @param file its name as the user knows it
 * @throws {OperationError} `operation/file-changed` when something else is in it by now
 */
export function replaceFile(path: string, before: Uint8Array, text: string, file: string): void {
  // A rename would go through where writing is not allowed.
  accessSync(path, constants.W_OK);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  const { mode } = statSync(path);
  const handle = openSync(temporary, "wx", 0o600);
  try {
    try {
      const bytes = new TextEncoder().encode(text);
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
      fchmodSync(handle, mode & 0o7777);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    if (Buffer.compare(readFileSync(path), before) !== 0) throw changed(file);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function changed(file: string): OperationError {
  return new OperationError({
    code: "operation/file-changed",
    kind: "refused",
    message: `${file} has changed since it was read, so it is left as it is.`,
    hint: "Run the same command again.",
    place: { file },
  });
}
