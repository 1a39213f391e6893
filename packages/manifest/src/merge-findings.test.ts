import type { Finding } from "@towpath/core";
import { expect, test } from "vitest";
import { finding } from "./finding.ts";
import { mergeFindings } from "./merge-findings.ts";

function found(line: number, environments: readonly string[], message = "m"): Finding {
  const position = { line, column: 1 };
  const places = [{ file: "f", range: { start: position, end: position } }];
  return finding({ code: "manifest/path", message, places, environments });
}

test("one finding for a line: its environments joined and sorted, places in order", () => {
  const merged = mergeFindings([
    found(2, ["prod"]),
    found(1, ["prod"]),
    found(2, ["dev", "prod"]),
    found(2, ["dev"], "other"),
  ]);
  expect(
    merged.map(({ places, environments, message }) => [places[0]?.range?.start.line, environments, message]),
  ).toEqual([
    [1, ["prod"], "m"],
    [2, ["dev", "prod"], "m"],
    [2, ["dev"], "other"],
  ]);
});

test("what holds regardless of an environment stays so", () => {
  expect(
    mergeFindings([found(1, ["dev"]), found(1, []), found(1, ["prod"])]).map(({ environments }) => environments),
  ).toEqual([[]]);
});
