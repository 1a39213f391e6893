import fc from "fast-check";
import { expect, test } from "vitest";
import { checkPolicy } from "../../engine/check-policy.ts";
import { strict } from "../../strict/pack.ts";
import { repositoryOf } from "../../testing/repository.ts";
import { now } from "../../testing/subjects.ts";

const rules = strict.rules.filter(({ rule }) => rule.phase === "repository" && !rule.id.startsWith("workflows/"));

const NAMES = [
  ".github/dependabot.yml",
  ".npmrc",
  ".nvmrc",
  ".tool-versions",
  "CODEOWNERS",
  "Cargo.lock",
  "Cargo.toml",
  "Dockerfile",
  "Gemfile",
  "Gemfile.lock",
  "api.yaml",
  "go.mod",
  "go.sum",
  "package-lock.json",
  "package.json",
  "packages/a/package.json",
  "pnpm-lock.yaml",
  "pyproject.toml",
  "towpath.yaml",
  "uv.lock",
  "yarn.lock",
];
const KEYS = [
  "__proto__",
  "constructor",
  "dependencies",
  "devDependencies",
  "exposes",
  "importers",
  ".",
  "",
  "kind",
  "license",
  "metadata",
  "node_modules/a",
  "openapi",
  "packages",
  "packages/a",
  "resolved",
  "specifier",
  "specifiers",
  "toolchain",
  "node",
  "type",
  "updates",
  "volta",
];
const PIECES = [
  "FROM ${A:-b} AS c",
  "ARG A=",
  "USER ",
  "require (",
  ")",
  "[dependencies]",
  "[project]",
  "dependencies = [",
  "]",
  "'a>=1'",
  'name = "a"',
  "gem 'a'",
  "DEPENDENCIES",
  "  a (1)",
  '"a@^1, b@npm:2":',
  "* @a/b",
  "[a] @b",
  "!a",
  "#",
  "\r",
  "\t",
  "\u0000",
  "${",
  "- ",
  ": ",
];

const json = fc
  .letrec((again) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.constantFrom("Service", "MIT OR (SSPL-1.0", "^1.0.0", "http://a", 3, null, true, "3.1.0", "api.yaml"),
      fc.array(again("value"), { maxLength: 3 }),
      fc
        .array(fc.tuple(fc.constantFrom(...KEYS), again("value")), { maxLength: 6 })
        .map((all) => Object.fromEntries(all)),
    ),
  }))
  .value.map((value) => JSON.stringify(value));
const text = fc.array(fc.constantFrom(...PIECES, "\n"), { maxLength: 30 }).map((all) => all.join(""));
const files = fc.dictionary(fc.constantFrom(...NAMES), fc.oneof(json, text), { maxKeys: 12 });

test("nothing in a repository breaks a rule about it", () => {
  fc.assert(
    fc.property(files, (all) => {
      const { repository } = repositoryOf(all);
      const { findings } = checkPolicy({ services: [], repository, rules, levels: {}, now });
      expect(findings.filter(({ outcome }) => outcome === "error")).toEqual([]);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 300 },
  );
});

test("nothing in a repository takes a rule long", () => {
  const long = (piece: string) => piece.repeat(Math.ceil(300_000 / piece.length));
  for (const piece of ["FROM ", " ", "gem '", "[", "'a' ", "${", '"', "a@b,", "a = ", "* ", "{", "[[", "  a"])
    for (const ending of ["", "x", "\n", "]"]) {
      const all = Object.fromEntries(NAMES.map((name) => [name, long(piece) + ending]));
      const { repository } = repositoryOf(all);
      const started = performance.now();
      const { findings } = checkPolicy({ services: [], repository, rules, levels: {}, now });
      expect(findings.filter(({ outcome }) => outcome === "error")).toEqual([]);
      expect(performance.now() - started).toBeLessThan(5_000);
    }
});
