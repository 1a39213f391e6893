import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { lastLines } from "./log-tail.ts";

const folder = mkdtempSync(join(tmpdir(), "towpath log "));
const file = join(folder, "log");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const printed = fc.array(fc.string({ unit: "grapheme", maxLength: 40 }).map((line) => line.replace(/[\r\n]/g, "é")));

test("the last lines are the end of all lines", async () => {
  await fc.assert(
    fc.asyncProperty(printed, fc.nat(20), fc.boolean(), async (lines, count, isEnded) => {
      const text = lines.join("\n") + (isEnded && lines.length > 0 ? "\n" : "");
      writeFileSync(file, text);
      const all = text === "" ? [] : text.replace(/\n$/, "").split("\n");
      expect(await lastLines(file, count)).toEqual(count === 0 ? [] : all.slice(-count));
    }),
    { numRuns: 100 },
  );
});

test("a large log is not read whole, and no file has no lines", async () => {
  writeFileSync(file, "");
  truncateSync(file, 100_000_000_000); // more than a memory holds; takes no room on the disk
  appendFileSync(file, `\n${"x".repeat(200_000)}\nlast\n`);
  expect((await lastLines(file, 2)).map((line) => line.length)).toEqual([200_000, 4]);
  writeFileSync(file, "");
  expect(await lastLines(join(folder, "absent"), 5)).toEqual([]);
});
