import type { Edit } from "@towpath/core";
import { expect, test } from "vitest";
import { applyEdits } from "./apply-edits.ts";

const edit = (from: readonly [number, number], to: readonly [number, number], text: string, file = "a"): Edit => ({
  file,
  range: { start: { line: from[0], column: from[1] }, end: { line: to[0], column: to[1] } },
  text,
  safety: "safe",
});

test("edits are made in whatever order they come", () => {
  const edits = [
    edit([2, 1], [2, 2], "Z"),
    edit([1, 1], [1, 1], "x"),
    edit([1, 1], [1, 1], "y"),
    edit([1, 2], [1, 3], ""),
  ];
  expect(applyEdits("\ufeffab\r\ncd", edits)).toEqual({ ok: true, text: "\ufeffxya\r\nZd" });
});

test("the same edit twice is one", () => {
  expect(applyEdits("ab", [edit([1, 1], [1, 2], "x"), edit([1, 1], [1, 2], "x")])).toEqual({ ok: true, text: "xb" });
});

test.each<[string, readonly Edit[], string]>([
  ["overlap", [edit([1, 1], [1, 3], "x"), edit([1, 2], [1, 4], "y")], "it overlaps with another"],
  ["replace one thing by two", [edit([1, 1], [1, 2], "x"), edit([1, 1], [1, 2], "y")], "it overlaps with another"],
  [
    "put something into what another takes out",
    [edit([1, 1], [1, 3], ""), edit([1, 2], [1, 2], "y")],
    "it overlaps with another",
  ],
  ["are on a line that is not there", [edit([3, 1], [3, 1], "x")], "its range is not in the text"],
  ["reach behind a line's end", [edit([1, 1], [1, 6], "x")], "its range is not in the text"],
  ["reach into a line break", [edit([2, 4], [2, 4], "x")], "its range is not in the text"],
  ["begin before the text", [edit([0, 1], [1, 1], "x")], "its range is not in the text"],
  ["end before they begin", [edit([1, 3], [1, 2], "x")], "its range is not in the text"],
  ["are at no whole column", [edit([1, 1.5], [1, 2], "x")], "its range is not in the text"],
  ["are of two files", [edit([1, 1], [1, 1], "x"), edit([1, 2], [1, 2], "x", "b")], "it is of another file"],
])("edits that %s are refused", (_name, edits, why) => {
  expect(applyEdits("abcd\nef", edits)).toMatchObject({ ok: false, why });
});
