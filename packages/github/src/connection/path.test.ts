import fc from "fast-check";
import { expect, test } from "vitest";
import { id, name, repositoryPath, segments } from "./path.ts";

const BASE = "https://api.github.test/repos/acme/orders/contents/";
/** What addresses are steered with. */
const PIECES = [
  "..",
  ".",
  "/",
  "\\",
  "%2e%2e",
  "%2F",
  "?",
  "#",
  "@",
  ":",
  "//",
  "\n",
  "\t",
  "a",
  "[bot]",
  " ",
  "ü",
  "\ud800",
];

test("names and paths stay what they are", () => {
  expect(repositoryPath({ owner: "acme", name: "orders.api" })).toBe("/repos/acme/orders.api");
  expect(name("github-actions[bot]", "user")).toBe("github-actions%5Bbot%5D");
  expect(segments("services/a b/100%/ü?.yaml", "path")).toBe("services/a%20b/100%25/%C3%BC%3F.yaml");
  expect(id(7)).toBe("7");
});

test("whatever a text is, it leads nowhere else", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...PIECES)).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(segments, name), (value, write) => {
      let escaped: string;
      try {
        escaped = write(value, "path");
      } catch (error) {
        expect(error).toMatchObject({ code: "github/request" });
        return;
      }
      const url = new URL(BASE + escaped);
      expect(url.search + url.hash).toBe("");
      expect(decodeURIComponent(url.href)).toBe(BASE + value);
    }),
    { numRuns: 2000 },
  );
});

test.each(["..", ".", "", "a/../b", "/a", "a/", "a//b"])("%j is no path", (value) => {
  expect(() => segments(value, "path")).toThrow(expect.objectContaining({ code: "github/request" }));
});

test.each([0, -1, 1.5, Number.NaN, 2 ** 53])("%d is no number of GitHub's", (value) => {
  expect(() => id(value)).toThrow(expect.objectContaining({ code: "github/request" }));
});
