import { formatPlace } from "@towpath/core";
import { expect, test } from "vitest";
import { memoryFiles } from "../testing/memory-files.ts";
import { checkPlatform } from "./check/check-platform.ts";
import { loadPlatform } from "./load-platform.ts";
import { isTypePackage, type TypePackages, typePackage } from "./type-package.ts";

test.each<[string, boolean]>([
  ["@acme/types@1.2.3", true],
  ["@acme/types", true],
  ["npm:types@1.2.3", true],
  ["types@1.2.3/databases/*.yaml", true],
  ["./@acme/types@1.2.3", false],
  ["types/*.yaml", false],
  ["types@home/*.yaml", false],
])("%s: a package? %s", (written, is) => {
  expect(isTypePackage(written)).toBe(is);
});

test.each([
  ["@acme/types@1.2.3", "@acme/types", "1.2.3", "types/*.yaml"],
  ["@acme/types@1.2.3-rc.1+build/", "@acme/types", "1.2.3-rc.1+build", "types/*.yaml"],
  ["npm:types@1.2.3/a/b.yaml", "types", "1.2.3", "a/b.yaml"],
])("%s is read", (written, name, version, files) => {
  expect(typePackage(written)).toEqual({ written, name, version, files });
});

test.each([
  "@acme/types",
  "@acme/types@",
  "@acme/types@^1.0.0",
  "@acme/types@latest",
  "@Acme/types@1.0.0",
  "@acme",
  "@acme/types@1.0.0/\u202e.yaml",
  "@acme/types@1.0.0\0",
  `@acme/types@1.0.0/${"x".repeat(3_000)}`,
])("%j is refused", (written) => {
  expect(typePackage(written)).toMatchObject({
    flaw: expect.stringMatching(/\.$/),
    hint: expect.stringMatching(/\.$/),
  });
});

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  prod:
    engines: { azure: { kind: terraform } }
    settings: { db: { days: { default: 8 } } }
    place: { db: azure, "*": azure }
resourceTypes: ["@acme/types@1.2.3"]
`;
const TYPE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
settings: { days: { type: integer, default: 7 } }
recipes:
  kubernetes: { objects: ../objects.yaml }
  terraform: { module: ../module, inputs: { day: 1 } }
`;

test("what a package brings is read from it, named by it, and written for others as well", () => {
  const files = memoryFiles({ "platform.yaml": PLATFORM });
  const read = memoryFiles({
    "types/db.yaml": TYPE,
    "objects.yaml": "",
    "module/main.tf": 'variable "days" {\n  default = 1\n}\n',
  });
  const packages: TypePackages = new Map([["@acme/types@1.2.3", { root: "/repo", read }]]);
  const { value: platform, findings } = loadPlatform("platform.yaml", files, "/repo", packages);
  expect(findings).toEqual([]);
  expect(platform?.missingTypes).toEqual([]);
  if (!platform) throw new Error("no platform");
  const found = checkPlatform({ platform, files, now: new Date("2026-11-22T12:00:00Z"), drivers: new Map() });
  expect(found.map(({ message, places }) => `${places.map(formatPlace).join(" and ")} ${message}`)).toEqual([
    '@acme/types@1.2.3/types/db.yaml:7:45 The module has no variable "day" to take this input.',
  ]);
});

test("without the package nothing is said of types that it may have", () => {
  const { value, findings } = loadPlatform("platform.yaml", memoryFiles({ "platform.yaml": PLATFORM }), "/repo");
  expect(findings).toEqual([]);
  expect(value?.missingTypes).toEqual(["@acme/types@1.2.3"]);
});
