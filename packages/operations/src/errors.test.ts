import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { OperationError } from "./errors.ts";
import { findingOf } from "./operation.ts";

const PACKAGES = join(import.meta.dirname, "../..");
const PAGE = "packages/operations/docs/errors.md";

/** Packages whose errors end a command or an action by way of this package. */
const SOURCES = ["delivery", "engine-local", "engine-terraform", "evidence", "operations", "policy", "provisioning"];

/** Unions of codes as they stand in the sources: the errors of a package, and the findings of a test run. */
const UNION = /export type \w+(?:ErrorCode|FindingCode) =((?:\s|\/\*\*.*?\*\/|\|\s*"[^"]+")+);/gs;

const codes = SOURCES.flatMap((name) =>
  globSync("**/*.ts", { cwd: join(PACKAGES, name, "src") }).flatMap((file) =>
    [...readFileSync(join(PACKAGES, name, "src", file), "utf8").matchAll(UNION)].flatMap(([, union = ""]) =>
      [...union.matchAll(/\| "([^"]+)"/g)].flatMap(([, code]) => code ?? []),
    ),
  ),
);
const page = readFileSync(join(PACKAGES, "operations/docs/errors.md"), "utf8");
const sections = page.split(/^## /m).slice(1);
const anchors = sections.map((section) => section.split("\n", 1)[0] ?? "");
const anchorOf = (code: string): string => code.replace("/", "-");

describe("the page of errors", () => {
  test("every package has codes", () => {
    expect(new Set(codes.map((code) => code.split("/")[0]))).toEqual(
      new Set(SOURCES.map((name) => (name === "operations" ? "operation" : name))),
    );
    expect(codes.length).toBeGreaterThan(80);
  });

  test("every code has a section, and every section a code", () => {
    expect([...anchors].sort()).toEqual([...new Set(codes.map(anchorOf))].sort());
  });

  test("every section has an example and says more than it", () => {
    const short = sections.filter((section) => !/^[a-z-]+\n\n> \S.*?\n\n[\w`].*\./s.test(section));
    expect(short).toEqual([]);
  });

  test("an error's finding leads to its section", () => {
    const { docs } = findingOf(new OperationError({ code: "operation/no-manifest", message: "There is none." }));
    expect(docs).toBe(`${PAGE}#operation-no-manifest`);
    expect(anchors).toContain(docs.split("#")[1]);
  });
});
