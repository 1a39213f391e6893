import { constants } from "node:fs";
import { mkdir, open, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { errorMessage, isJson, type Json } from "@towpath/core";
import { OperationError } from "../errors.ts";
import { decodeTested, type TestedCommit } from "./tested-commit.ts";

/** More than any of these is, in bytes. */
const LARGEST = 8 * 1_024 ** 2;

/** Writes how tests ended, for another machine to sign. @param path absolute; its folder is made where it is missing */
export async function writeTested(path: string, tested: TestedCommit): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(tested, null, 2)}\n`);
}

/**
 * Reads what {@link writeTested} wrote, on a machine that may be anybody's: links are not followed, pipes not waited for.
 *
 * @param path absolute
 * @throws {OperationError} `operation/tests-file`
 */
export async function readTested(path: string): Promise<TestedCommit> {
  const refuse = (why: string, cause?: unknown): OperationError =>
    new OperationError({
      code: "operation/tests-file",
      message: `${path} does not say how tests ended: ${why}.`,
      hint: "It is what towpath test --outcome writes. It was changed, cut, or made by something else: run the tests again.",
      cause,
    });
  let value: Json;
  try {
    value = parsed(await textOf(path));
  } catch (error) {
    throw refuse(errorMessage(error), error);
  }
  const decoded = decodeTested(value);
  if ("flaw" in decoded) throw refuse(decoded.flaw);
  return decoded;
}

function parsed(text: string): Json {
  const value: unknown = JSON.parse(text);
  if (isJson(value)) return value;
  throw new TypeError("it is no JSON");
}

async function textOf(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new TypeError("it is no plain file");
    if (found.size > LARGEST) throw new RangeError(`it is larger than ${LARGEST} bytes`);
    return await file.readFile("utf8");
  } finally {
    await file.close();
  }
}
