import { expect, test } from "vitest";
import { bytesOf, processorsOf } from "./amount.ts";

test.each([
  ["512Mi", 536_870_912],
  ["0.5Gi", 536_870_912],
  ["512M", 512_000_000],
  ["512", 512],
  ["1k", 1_000],
  ["512m", undefined],
  ["Mi", undefined],
  ["1__proto__", undefined],
  ["", undefined],
])("%s is %s bytes", (text, bytes) => {
  expect(bytesOf(text)).toBe(bytes);
});

test.each([
  ["500m", 0.5],
  ["0.5", 0.5],
  ["2", 2],
  ["2Gi", undefined],
])("%s is %s processors", (text, processors) => {
  expect(processorsOf(text)).toBe(processors);
});
