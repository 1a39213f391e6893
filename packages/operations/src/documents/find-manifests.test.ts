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

const MONOREPO = {
  "b/towpath.yaml": "",
  "c/d/towpath.yaml": "",
  "c/node_modules/e/towpath.yaml": "",
  "c/notes.md": "",
};
const MANY = Object.fromEntries([..."abcdef"].map((name) => [`${name}/towpath.yaml`, ""]));

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

  test.each<[Record<string, string>, string, string, string | undefined, string, string]>([
    [{ "towpath.yml": "" }, ".", "towpath.yaml", undefined, "Did you mean towpath.yml?", "given: towpath.yml."],
    [{ "towpath.yml": "" }, ".", "towpath.yaml", "--file", "Did you mean towpath.yml?", "given: --file towpath.yml."],
    [{ "a/towpath.yml": "" }, ".", "a", undefined, "Did you mean a/towpath.yml?", "given: a/towpath.yml."],
    [{ "towpath.yaml": "", "src/b/x": "" }, "src/b", "towpath.yaml", undefined, "above", "above: ../../towpath.yaml."],
    [{ "towpath.yaml": "", "b/x": "" }, "b", "towpath.yaml", "--file", "above", "above: --file ../towpath.yaml."],
    [
      MONOREPO,
      ".",
      "towpath.yaml",
      undefined,
      "b/towpath.yaml, c/d/towpath.yaml. Name one",
      'all of them: "**/towpath.yaml", in quotes.',
    ],
    [
      MONOREPO,
      ".",
      "towpath.yaml",
      "--file",
      "there are b/towpath.yaml, c/d/towpath",
      "Name one: --file b/towpath.yaml.",
    ],
    [MONOREPO, ".", "c", undefined, "is c/d/towpath.yaml. Name one", '"c/**/towpath.yaml", in quotes.'],
    [MANY, ".", "towpath.yaml", undefined, "d/towpath.yaml and 2 more.", "Below it there are a/towpath.yaml"],
    [{ "b/x": "" }, "b", "towpath.yaml", undefined, "its manifest: path/to/towpath.yaml.", "towpath init writes one."],
    [{ "b/x": "" }, "b", "towpath.yaml", "--file", "--file path/to/towpath.yaml.", "towpath init writes one."],
  ])("with %j in %s, %s by %s says: %s", async (there, below, pattern, option, first, second) => {
    const { folder, effects } = folderWith(there);
    const error: unknown = await findManifests([pattern], { ...effects, folder: join(folder, below) }, option).catch(
      (thrown: unknown) => thrown,
    );
    for (const text of [first, second]) expect(error).toMatchObject({ hint: expect.stringContaining(text) });
  });
});
