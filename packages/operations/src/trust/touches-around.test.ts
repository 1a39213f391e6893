import { makeFinding } from "@towpath/core";
import { expect, test } from "vitest";
import { touchesAround } from "./touches-around.ts";

const about = (...files: readonly string[]) =>
  makeFinding({ code: "x/y", message: "It is.", docs: "", places: files.map((file) => ({ file })) });
const touches = (files: readonly string[], changed: readonly string[], isOfFleet = false) =>
  touchesAround(about(...files), {
    changed: new Set(changed),
    manifests: ["a/towpath.yaml", "b/towpath.yaml"],
    isOfFleet: () => isOfFleet,
  });

test.each<[string, readonly string[], readonly string[], boolean]>([
  ["its own file", ["Dockerfile"], ["Dockerfile"], true],
  ["a file beside it", ["package.json"], ["package-lock.json"], true],
  ["a file elsewhere", ["package.json"], ["src/main.ts"], false],
  ["another workflow", [".github/workflows/a.yaml"], [".github/workflows/b.yaml"], true],
  ["a local action", [".github/workflows/a.yaml"], ["ci/build/action.yml"], true],
  ["nothing of workflows", [".github/workflows/a.yaml"], ["src/main.ts"], false],
  ["anything, where it stands nowhere", [], ["src/main.ts"], true],
])("%s", (_, places, changed, isTouched) => {
  expect(touches(places, changed)).toBe(isTouched);
});

test("services lead to each other", () => {
  expect(touches(["b/towpath.yaml"], ["a/towpath.yaml"], true)).toBe(true);
  expect(touches(["b/towpath.yaml"], ["a/main.ts"], true)).toBe(false);
});
