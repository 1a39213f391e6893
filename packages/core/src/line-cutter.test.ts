import fc from "fast-check";
import { expect, test } from "vitest";
import { createLineCutter } from "./line-cutter.ts";
import { redactor, Secret } from "./secret.ts";

const printed = fc.array(fc.string({ unit: "grapheme", maxLength: 40 }).map((line) => line.replace(/[\r\n]/g, "é")));

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

test("line ends of both kinds go, and a last line needs none", () => {
  const cutter = createLineCutter((text) => text);
  expect(cutter.push(Buffer.from("a\r\nb\n\nc"))).toEqual(["a", "b", ""]);
  expect(cutter.end()).toEqual(["c"]);
  expect(cutter.end()).toEqual([]);
});
