import { type FileHandle, open } from "node:fs/promises";
import { codeOf } from "../data-folder/private-files.ts";

const BLOCK = 64 * 1_024;

/** Lines further back than this are not looked for, in bytes: a service may print without ever ending a line. */
const FURTHEST = 16 * 1_024 * 1_024;

/** How many lines of a log a person is shown when something failed. */
export const TAIL_LINES = 20;

/**
 * The last lines of a file, read from its end. Empty where there is no file.
 *
 * @param end where it counts as ended, in bytes; its size when absent
 */
export async function lastLines(file: string, count: number, end?: number): Promise<readonly string[]> {
  const handle = await openIfThere(file);
  if (!handle || count <= 0) {
    await handle?.close();
    return [];
  }
  try {
    const blocks: Buffer[] = [];
    let start = end ?? (await handle.stat()).size;
    let breaks = 0;
    let length = 0;
    while (start > 0 && breaks <= count && length < FURTHEST) {
      const size = Math.min(BLOCK, start);
      start -= size;
      const block = Buffer.alloc(size);
      const { bytesRead } = await handle.read(block, 0, size, start);
      blocks.unshift(block.subarray(0, bytesRead));
      length += bytesRead;
      for (const byte of block) if (byte === 10) breaks += 1;
    }
    const lines = Buffer.concat(blocks).toString("utf8").split(/\r?\n/);
    if (lines.at(-1) === "") lines.pop();
    return lines.slice(-count);
  } finally {
    await handle.close();
  }
}

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, "r");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
