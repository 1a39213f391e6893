import { glob, lstat, realpath } from "node:fs/promises";
import { isAbsolute, join, posix, sep } from "node:path";
import { compareText, type Place } from "@towpath/core";
import { deliveryError } from "../errors.ts";

/** How many files of a pattern are looked at. */
export const MOST_FILES = 5_000;

export interface ReportFiles {
  /** Written since the watch began; relative to the folder, sorted. */
  readonly fresh: readonly string[];
  /** Of a former run, unchanged since. */
  readonly stale: readonly string[];
  /** There are more than {@link MOST_FILES}: which of them are among these is not said. */
  readonly isCut: boolean;
}

/**
 * Remembers what a pattern matches now, so that what a former run left behind is not taken for this one's. A file counts
 * as fresh when it is new or its inode, size or times changed; its time of change cannot be set back.
 *
 * @param pattern a path or glob below the folder, with `/`
 * @returns a function that looks again
 * @throws {DeliveryError} `delivery/report-refused` for a pattern that leaves the folder
 */
export async function watchReports(folder: string, pattern: string, place: Place): Promise<() => Promise<ReportFiles>> {
  const normal = posix.normalize(pattern);
  if (pattern === "" || isAbsolute(normal) || normal.split("/").includes("..") || pattern.includes("\0")) {
    throw deliveryError({
      code: "delivery/report-refused",
      message: `test.reports names ${JSON.stringify(pattern)}, which is no path within ${folder}.`,
      place,
      hint: "Let the tests write their reports below the manifest's folder.",
    });
  }
  const before = await marksOf(folder, normal);
  return async () => {
    const now = await marksOf(folder, normal);
    const names = [...now.keys()].sort(compareText);
    const isFresh = (name: string) => now.get(name) !== before.get(name);
    const [fresh, stale] = [names.filter(isFresh), names.filter((name) => !isFresh(name))];
    return { fresh, stale, isCut: names.length > MOST_FILES };
  };
}

async function marksOf(folder: string, pattern: string): Promise<ReadonlyMap<string, string>> {
  const marks = new Map<string, string>();
  const root = await realpath(folder);
  for await (const match of glob(pattern, { cwd: root })) {
    const path = join(root, match);
    const found = await lstat(path, { bigint: true }).catch(() => undefined);
    const isInside = found?.isFile() && (await realpath(path).catch(() => "")).startsWith(root + sep);
    if (!found || !isInside) continue;
    marks.set(
      match.split(sep).join("/"),
      [found.ino, found.size, found.mtimeNs, found.ctimeNs, found.birthtimeNs].join(),
    );
    if (marks.size > MOST_FILES) break;
  }
  return marks;
}
