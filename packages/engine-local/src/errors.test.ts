import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

test("every code is explained in the README, and nothing else is", () => {
  const source = readFileSync(join(import.meta.dirname, "errors.ts"), "utf8");
  const readme = readFileSync(join(import.meta.dirname, "..", "README.md"), "utf8");
  const codes = [...source.matchAll(/"engine-local\/([a-z-]+)"/g)].map(([, code]) => code);
  const explained = [...readme.matchAll(/<a id="engine-local-([a-z-]+)"><\/a>/g)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(20);
  expect(explained.toSorted()).toEqual(codes.toSorted());
});
