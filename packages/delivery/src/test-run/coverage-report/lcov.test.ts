import { expect, test } from "vitest";
import type { Coverage } from "./coverage.ts";
import { coverageTally } from "./coverage-tally.ts";
import { readLcov } from "./lcov.ts";

function read(text: string): Coverage | undefined {
  const tally = coverageTally();
  readLcov(text, tally);
  return tally.coverage();
}

test("lines of all files count once, however often they are told of", () => {
  const text =
    "TN:\nSF:a.js\nDA:1,1\nDA:2,0\nend_of_record\nSF:a.js\nDA:2,5\nDA:3,0\nend_of_record\nSF:b.js\nLF:4\nLH:1\nend_of_record\n";
  expect(read(text)?.lines).toEqual({ covered: 3, total: 7, percent: 42.85 });
  expect(read("SF:a.js\nDA:1,1\nend_of_record\nSF:a.js\nDA:1,0\nend_of_record")?.lines?.covered).toBe(1);
});

test("branches and functions count once too", () => {
  const one = "SF:a.js\nFN:1,5,add\nFN:7,sub\nFNDA:3,add\nFNDA:0,sub\nBRDA:2,0,0,1\nBRDA:2,0,1,-\nend_of_record\n";
  const two = "SF:a.js\nFN:1,5,add\nFN:7,sub\nFNDA:0,add\nFNDA:2,sub\nBRDA:2,0,0,0\nBRDA:2,0,1,4\nend_of_record\n";
  expect(read(one)).toMatchObject({ branches: { covered: 1, total: 2 }, functions: { covered: 1, total: 2 } });
  expect(read(one + two)).toMatchObject({ branches: { covered: 2, total: 2 }, functions: { covered: 2, total: 2 } });
});

test("functions of one name are functions of their own, and lcov 2's are read", () => {
  const named = "SF:a.js\nFN:1,get\nFN:9,get\nFNDA:1,get\nFNDA:0,get\nend_of_record\n";
  expect(read(named)?.functions).toEqual({ covered: 1, total: 2, percent: 50 });
  const indexed = "SF:a.cc\nFNL:0,1,4\nFNA:0,2,f(int, int)\nFNL:1,6,9\nFNA:1,0,g()\nend_of_record\n";
  expect(read(indexed)?.functions).toEqual({ covered: 1, total: 2, percent: 50 });
});

test("what is not measured is not known, and what is measured and not there is all covered", () => {
  expect(read("SF:a.js\nDA:1,1\nend_of_record")).toMatchObject({ branches: undefined, functions: undefined });
  expect(read("SF:a.js\nDA:1,1\nBRF:0\nBRH:0\nend_of_record")?.branches).toEqual({
    covered: 0,
    total: 0,
    percent: 100,
  });
});

test.each([
  [57, 100, 57],
  [43, 125, 34.4],
  [2, 3, 66.66],
])("%i of %i lines are %d percent, to the digit", (covered, total, percent) => {
  const lines = Array.from({ length: total }, (_, line) => `DA:${line + 1},${line < covered ? 1 : 0}`);
  expect(read(`SF:a\n${lines.join("\n")}`)?.lines?.percent).toBe(percent);
});

test("it is never rounded up to a minimum that is not reached", () => {
  const lines = Array.from({ length: 100_000 }, (_, line) => `DA:${line + 1},${line === 0 ? 0 : 1}`);
  expect(read(`SF:a\n${lines.join("\r\n")}`)?.lines?.percent).toBe(99.99);
});

test.each(["", "<coverage line-rate='1'/>", "{}", "DA:1,1"])("%j tells of no file", (text) => {
  expect(read(text)).toBeUndefined();
});

test("a file named like a part of JavaScript is a file", () => {
  expect(read("SF:__proto__\nDA:1,1\nDA:x,y\nDA:\nLF:-3\nend_of_record")?.lines).toMatchObject({
    covered: 1,
    total: 1,
  });
});
