import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { findManifests } from "./find-manifests.ts";

const files = Object.fromEntries(
  [
    "towpath.yaml",
    "a/towpath.yaml",
    "b/towpath.yaml",
    "b/other.yaml",
    ".hidden/towpath.yaml",
    "a/node_modules/x/towpath.yaml",
    "new\nline/towpath.yaml",
  ].map((path) => [path, ""]),
);

describe("the manifests that patterns name", () => {
  const { folder, effects } = folderWith(files);

  test.each([
    [["towpath.yaml"], ["towpath.yaml"]],
    [["b"], ["b/towpath.yaml"]],
    [
      ["b/other.yaml", "b/*.yaml"],
      ["b/other.yaml", "b/towpath.yaml"],
    ],
    [["./{a,b}/towpath.yaml"], ["a/towpath.yaml", "b/towpath.yaml"]],
    [
      ["**/towpath.yaml"],
      [".hidden/towpath.yaml", "a/towpath.yaml", "b/towpath.yaml", "new\nline/towpath.yaml", "towpath.yaml"],
    ],
    [[join(folder, "a")], ["a/towpath.yaml"]],
  ])("%j", async (patterns, expected) => {
    expect(await findManifests(patterns, effects)).toEqual(expected);
  });

  test.each([["c"], ["c/towpath.yaml"], ["c/**"], ["b/*.yml"]])(
    "%j names nothing, and that is an error",
    async (pattern) => {
      await expect(findManifests(["a", pattern], effects)).rejects.toThrow(`"${pattern}" names no manifest.`);
    },
  );

  test("what lies elsewhere is named from the root", async () => {
    const elsewhere = folderWith({ "towpath.yaml": "" });
    expect(await findManifests([elsewhere.folder], effects)).toEqual([join(elsewhere.folder, "towpath.yaml")]);
  });
});
