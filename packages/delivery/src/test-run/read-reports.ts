import { open } from "node:fs/promises";
import { join } from "node:path";
import { errorMessage } from "@towpath/core";
import { deliveryError } from "../errors.ts";
import { decodeReport } from "./decode-report.ts";
import { joinAttempts } from "./join-attempts.ts";
import { readJunit } from "./junit.ts";
import type { TestCase } from "./test-case.ts";

/** In bytes. */
const LARGEST_FILE = 64 * 1024 * 1024;
export const LARGEST_ALTOGETHER = 256 * 1024 * 1024;

export interface JunitReports {
  readonly cases: readonly TestCase[];
  /** Reports that could not be read, with the reason. */
  readonly refused: readonly { readonly file: string; readonly why: string }[];
}

/**
 * Reads JUnit reports, each for itself: one that is broken does not hide the others.
 *
 * @param joinsAttempts whether a test that is listed as failed and then as passed counts as one that was tried again
 */
export async function readJunitReports(
  folder: string,
  files: readonly string[],
  joinsAttempts: boolean,
): Promise<JunitReports> {
  const cases: TestCase[] = [];
  const refused: { readonly file: string; readonly why: string }[] = [];
  let left = LARGEST_ALTOGETHER;
  for (const file of files) {
    try {
      const text = await readReport(join(folder, file), left);
      left -= text.length;
      const read = readJunit(text);
      for (const test of joinsAttempts ? joinAttempts(read) : read) cases.push(test);
    } catch (error) {
      refused.push({ file, why: errorMessage(error) });
    }
  }
  return { cases, refused };
}

/** A report's text. @throws {DeliveryError} `delivery/report-refused` for one that is too large */
export async function readReport(path: string, atMost = LARGEST_FILE): Promise<string> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const most = Math.min(atMost, LARGEST_FILE);
    if (size > most) {
      throw deliveryError({
        code: "delivery/report-refused",
        message: `It has ${size} bytes; at most ${most} are read.`,
        hint: "Leave captured output out of the report, or split it.",
      });
    }
    return decodeReport(await file.readFile());
  } finally {
    await file.close();
  }
}
