import { nodeFiles } from "@towpath/core";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { npmSettingsOf } from "./npm-settings.ts";

test("the nearest settings up to the top of the repository count, and none above it", () => {
  const { folder } = folderWith({
    ".npmrc": "above",
    "repository/.git/HEAD": "",
    "repository/services/a/towpath.yaml": "",
    "other/.git/HEAD": "",
    "other/.npmrc": "top",
    "other/services/a/towpath.yaml": "",
    "other/services/b/.npmrc": "near",
  });
  const settings = (path: string) => npmSettingsOf(`${folder}/${path}`, nodeFiles);
  expect(settings("repository/services/a")).toBeUndefined();
  expect(settings("other/services/a")).toBe("top");
  expect(settings("other/services/b")).toBe("near");
});

test("without a repository only the folder's own count", () => {
  const { folder } = folderWith({ ".npmrc": "above", "a/towpath.yaml": "" });
  expect(npmSettingsOf(`${folder}/a`, nodeFiles)).toBeUndefined();
  expect(npmSettingsOf(folder, nodeFiles)).toBe("above");
});
