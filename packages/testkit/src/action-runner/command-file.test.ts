import { expect, test } from "vitest";
import { parseCommandFile } from "./command-file.ts";

test("lines, blocks, and values that look like either", () => {
  const values = parseCommandFile("a=1=2<<3\n\nb<<END\nc=4\n\nEND2\nEND\nd<<e=f\nlast\ne=f\nempty<<X\nX\n");
  expect([...values]).toEqual([
    ["a", "1=2<<3"],
    ["b", "c=4\n\nEND2"],
    ["d", "last"],
    ["empty", ""],
  ]);
});

test("the last of a name counts", () => {
  expect(parseCommandFile("a=1\na=2\n").get("a")).toBe("2");
});

test.each(["a<<END\n1\n", "nothing\n", "=1\n", "<<END\nEND\n"])("%j fails the step", (text) => {
  expect(() => parseCommandFile(text)).toThrow(/^Invalid/);
});
