import { expect, test } from "vitest";
import { readLcov } from "./lcov.ts";

test("lines of all files count once, however often they are told of", () => {
  const text =
    "TN:\nSF:a.js\nDA:1,1\nDA:2,0\nend_of_record\nSF:a.js\nDA:2,5\nDA:3,0\nend_of_record\nSF:b.js\nLF:4\nLH:1\nend_of_record\n";
  expect(readLcov(text)).toEqual({ covered: 3, total: 7, percent: 42.85 });
});

test("it is never rounded up to a minimum that is not reached", () => {
  const lines = Array.from({ length: 100_000 }, (_, line) => `DA:${line + 1},${line === 0 ? 0 : 1}`);
  expect(readLcov(`SF:a\n${lines.join("\r\n")}`)?.percent).toBe(99.99);
});

test.each(["", "<coverage line-rate='1'/>", "{}", "DA:1,1"])("%j tells of no file", (text) => {
  expect(readLcov(text)).toBeUndefined();
});

test("a file named like a part of JavaScript is a file", () => {
  expect(readLcov("SF:__proto__\nDA:1,1\nDA:x,y\nDA:\nLF:-3\nend_of_record")).toMatchObject({ covered: 1, total: 1 });
});
