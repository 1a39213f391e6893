import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Effects, errorMessage } from "@towpath/core";
import { OperationError } from "../errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "its folder is not there",
  ENOTDIR: "what should be its folder is a file",
  EISDIR: "it is a folder",
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};

/** Why a file could not be written, in words, with its path. */
export function whyNotWritten(error: unknown, path: string): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = REASONS[code];
  return reason === undefined ? errorMessage(error) : `${path}: ${reason}`;
}

/**
 * Writes a text that was asked for into a file.
 *
 * @param what it is, at the beginning of a sentence: `The schema`
 * @param path relative to the effects' folder
 * @throws {OperationError} `operation/output-file`
 */
export function writeOutput(what: string, text: string, path: string, { folder }: Effects): void {
  try {
    writeFileSync(resolve(folder, path), text);
  } catch (error) {
    throw new OperationError({
      code: "operation/output-file",
      message: `${what} could not be written: ${whyNotWritten(error, path)}.`,
      hint: "Name a file in a folder that is there and that you may write to.",
      cause: error,
    });
  }
}
