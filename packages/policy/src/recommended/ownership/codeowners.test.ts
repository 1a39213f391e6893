import fc from "fast-check";
import { expect, test } from "vitest";
import { foundInRepository, saidOfRepository } from "../../testing/repository-findings.ts";
import { codeownersCoverage } from "./codeowners-coverage.ts";
import { codeownersLines } from "./codeowners-lines.ts";
import { codeownersPresent } from "./codeowners-present.ts";
import { coversPath } from "./owner-pattern.ts";

test.each([
  ["*", "a/b/c.js", true],
  ["*.js", "a/b/c.js", true],
  ["*.js", "a/b/c.ts", false],
  ["/*.js", "a/c.js", false],
  ["/*", "README.md", true],
  ["/*", "a/README.md", false],
  ["docs/*", "docs/a.md", true],
  ["docs/*", "docs/a/b.md", false],
  ["docs/*", "x/docs/a.md", false],
  ["docs/", "docs/a/b.md", true],
  ["docs/", "x/docs/a.md", true],
  ["docs/", "docs", false],
  ["/docs/", "x/docs/a.md", false],
  ["docs", "docs/a.md", true],
  ["docs", "x/docs", true],
  ["a/docs", "x/a/docs", false],
  ["**/logs", "build/logs/x", true],
  ["**/logs", "logs", true],
  ["/src/**", "src/a/b", true],
  ["/src/**/test.js", "src/test.js", true],
  ["/src/**/test.js", "src/a/b/test.js", true],
  ["/a?c", "abc", true],
  ["with\\ blank.md", "with blank.md", true],
  ["/.github/", ".github/workflows/ci.yml", true],
])("%s covers %s: %s", (pattern, path, covers) => {
  expect(coversPath(pattern, path)).toBe(covers);
});

test("no pattern takes long", () => {
  const pieces = ["*", "**", "a", "/", "?", "*a*"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 40 }), (parts) => {
      const started = performance.now();
      coversPath(parts.join(""), "a/".repeat(200) + "a".repeat(500));
      expect(performance.now() - started).toBeLessThan(1_000);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 2_000 : 50 },
  );
});

test("a pattern without a wildcard covers its own path and all below it", () => {
  const name = fc.stringMatching(/^[a-z]{1,5}$/);
  fc.assert(
    fc.property(fc.array(name, { minLength: 1 }), fc.array(name), (folder, below) => {
      expect(coversPath(`/${folder.join("/")}`, [...folder, ...below].join("/"))).toBe(true);
    }),
  );
});

test("the last line that fits counts, and one without owners takes them away", () => {
  const workflow = "on: push\njobs: {}";
  const files = {
    ".github/workflows/ci.yml": workflow,
    "a/towpath.yaml": "kind: Service",
    "b/towpath.yaml": "kind: Service",
  };
  const codeowners = "* @acme/all\n/b/\n/a/ @acme/a";
  const found = foundInRepository(codeownersCoverage, { ...files, CODEOWNERS: codeowners });
  expect(found.map(({ address }) => address)).toEqual(["files.b/towpath\\.yaml"]);
  expect(found[0]?.places.map(({ file }) => file.replace(/^.*repository\//, ""))).toEqual([
    "CODEOWNERS",
    "b/towpath.yaml",
  ]);
  expect(foundInRepository(codeownersCoverage, files)).toEqual([]);
  expect(foundInRepository(codeownersCoverage, { ...files, CODEOWNERS: "/a/ @acme/a" })).toHaveLength(3);
});

test("a repository without the file is told so, wherever GitHub would look", () => {
  expect(saidOfRepository(codeownersPresent, { "README.md": "" })).toHaveLength(1);
  for (const path of ["CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"])
    expect(saidOfRepository(codeownersPresent, { [path]: "* @a" })).toEqual([]);
});

test.each([
  ["* @acme/shop @ada ada@acme.example", 0],
  ["* acme/shop", 1],
  ["* @acme/shop/more", 1],
  ["* @", 1],
  ["* ada@acme", 1],
  ["!*.js @ada", 1],
  ["a[bc].js @ada", 1],
  ["# ! comment\n\n*.js @ada # and why", 0],
  ["/generated/", 0],
])("%s has %i lines that GitHub skips", (CODEOWNERS, count) => {
  expect(saidOfRepository(codeownersLines, { CODEOWNERS })).toHaveLength(count);
});
