import { nodeFiles } from "@towpath/core";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { repositoryRoot } from "./repository-root.ts";

test("a .github that somebody makes within a repository is not its root", () => {
  const { folder } = folderWith({ ".git/HEAD": "", ".github/a": "", "services/.github/b": "", "services/a/c": "" });
  for (const below of ["", "/services", "/services/a"]) expect(repositoryRoot(folder + below, nodeFiles)).toBe(folder);
});

test("without git the nearest .github is", () => {
  const { folder } = folderWith({ ".github/a": "", "services/a/c": "" });
  expect(repositoryRoot(`${folder}/services/a`, nodeFiles)).toBe(folder);
});
