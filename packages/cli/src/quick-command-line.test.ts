import { expect, test } from "vitest";
import { runQuickly } from "./quick-command-line.ts";

test.each([
  [["plan", "-e", "dev"]],
  [["check", "--help"]],
  [["check", "--jsno"]],
  [["check", "--platform"]],
  [["check", "-p", "--json"]],
  [["validate", "--json=yes"]],
  [["validate", "-e", "dev"]],
  [["help", "check"]],
  [[]],
])("%j is left to who explains commands", async (words) => {
  expect(await runQuickly(words)).toBeUndefined();
});
