import { type Finding, type Fix, makeFinding } from "@towpath/core";
import { expect, test } from "vitest";
import { fixableSections } from "./fixable-sections.ts";

const found = (safety?: Fix["safety"], more: Partial<Finding> = {}): Finding => ({
  ...makeFinding({ code: "a/b", message: "", severity: "high", address: "x", docs: "", places: [] }),
  ...(safety ? { fix: { safety, changes: [{ file: "a.yaml", pointer: "/a", type: "remove" }] } } : {}),
  ...more,
});

test.each([
  [[], []],
  [[found()], []],
  [[found("safe"), found()], ["towpath check --fix mends 1 finding."]],
  [[found("unsafe"), found("unsafe")], ["towpath check --fix=all mends 2 findings."]],
  [
    [found("unsafe"), found("safe"), found("safe")],
    ["towpath check --fix mends 2 findings.", "towpath check --fix=all mends 1 finding more."],
  ],
  [[found("safe", { outcome: "waived" }), found("safe", { outcome: "error" })], []],
])("what can be mended is said with its command: case %#", (findings, lines) => {
  expect(fixableSections(findings)).toEqual(
    lines.length === 0 ? [] : [{ kind: "lines", title: "Can be fixed", lines }],
  );
});
