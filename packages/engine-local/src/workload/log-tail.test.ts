import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redactor, Secret } from "@towpath/core";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { lastLines } from "./log-tail.ts";
import { createLineCutter } from "./output-lines.ts";

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

test("lines are the same wherever the stream was cut", () => {
  fc.assert(
    fc.property(printed, fc.infiniteStream(fc.integer({ min: 1, max: 7 })), (lines, sizes) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      const cutter = createLineCutter((text) => text);
      const seen: string[] = [];
      for (let at = 0; at < bytes.length; ) {
        const size = sizes.next().value ?? 1;
        seen.push(...cutter.push(bytes.subarray(at, at + size)));
        at += size;
      }
      expect([...seen, ...cutter.end()]).toEqual(lines);
    }),
  );
});

test("a line without an end fills no memory and hides no secret", () => {
  const cutter = createLineCutter(redactor([new Secret("correct horse")]));
  const first = "x".repeat(64 * 1_024 - 5);
  expect(cutter.push(Buffer.from(`${first}correct horse`))).toEqual([]);
  for (let count = 0; count < 100; count += 1) cutter.push(Buffer.alloc(1_000_000, "y"));
  const [line = "", ...rest] = cutter.push(Buffer.from("\n"));
  expect(rest).toEqual([]);
  expect(line.length).toBeLessThan(70_000);
  expect(line).not.toContain("corre");
});
