import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { writeOutput } from "./write-output.ts";

test.each([
  ["nowhere/x.json", "nowhere/x.json: its folder is not there."],
  ["there", "there: it is a folder."],
  ["there/file/x.json", "there/file/x.json: what should be its folder is a file."],
])("%s cannot be written, and why stands in words", (path, why) => {
  const { effects } = folderWith({ "there/file": "" });
  expect(() => writeOutput("The schema", "{}", path, effects)).toThrow(`The schema could not be written: ${why}`);
});
