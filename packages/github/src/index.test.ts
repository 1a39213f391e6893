import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as face from "./index.ts";

test("what the package offers", () => {
  expect(Object.keys(face).sort()).toMatchInlineSnapshot(`
    [
      "ANNOTATIONS_AT_ONCE",
      "DEFAULT_BUDGET",
      "GITHUB_PERMISSIONS",
      "GitHubError",
      "MOST_OF_A_DESCRIPTION",
      "addedLines",
      "cureOf",
      "identitySource",
      "isInDiff",
      "loginInAddress",
      "openGitHub",
      "parsePatch",
      "requestIdentity",
    ]
  `);
});

const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

test("the README lists every permission and every code", () => {
  const row = (line: string): readonly string[] => [...line.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  const rows = readme.split("\n").filter((line) => line.startsWith("| `"));
  const listed = new Map(
    rows.map(row).flatMap((cells) => {
      const [permission = "", ...calls] = [...cells].reverse();
      return calls.map((call): [string, string] => [call, permission]);
    }),
  );
  for (const [call, permission] of Object.entries(face.GITHUB_PERMISSIONS))
    expect([call, listed.get(call)]).toEqual([call, permission]);
  const source = readFileSync(join(import.meta.dirname, "errors.ts"), "utf8");
  const codes = [...source.matchAll(/\| "(github\/[\w-]+)"/g)].map(([, code]) => code);
  expect(rows.flatMap((line) => /^\| `(github\/[\w-]+)`/.exec(line)?.[1] ?? [])).toEqual(codes);
});
