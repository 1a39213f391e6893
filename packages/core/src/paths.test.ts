import { expect, test } from "vitest";
import { isWithin, shownPath } from "./paths.ts";

test.each([
  ["/a/b/c", "/a/b", true, "c"],
  ["/a/b/..c", "/a/b", true, "..c"],
  ["/a/b/c/../d", "/a/b", true, "d"],
  ["/a/b", "/a/b", true, "/a/b"],
  ["/a", "/", true, "a"],
  ["/a/bc", "/a/b", false, "/a/bc"],
  ["/a", "/a/b", false, "/a"],
  ["/a/b/../c", "/a/b", false, "/a/b/../c"],
  ["/x/y", "/a/b", false, "/x/y"],
])("%s in %s", (path, folder, isIn, shown) => {
  expect(isWithin(path, folder)).toBe(isIn);
  expect(shownPath(path, folder)).toBe(shown);
});
