import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Effects, errorMessage } from "@towpath/core";
import { OperationError } from "../errors.ts";

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
      message: `${what} could not be written: ${errorMessage(error)}.`,
      hint: "Name a file in a folder that is there and that you may write to.",
      cause: error,
    });
  }
}
