import fc from "fast-check";
import { expect, test } from "vitest";
import { coAuthorsIn, loginInAddress } from "./co-authors.ts";

test("trailers, however they are written and wherever they stand", () => {
  const message = [
    "Change things",
    "",
    "Co-authored-by: Ben <ben@acme.example>",
    "co-authored-by:Carl<carl@acme.example>\r",
    "",
    "Not last",
    "  CO-AUTHORED-BY : ben again <ben@acme.example> and more",
    "Co-authored-by: nobody",
    "We co-authored-by: Dora <dora@acme.example>",
  ].join("\n");
  expect(coAuthorsIn(message)).toEqual([
    { name: "Ben", email: "ben@acme.example" },
    { name: "Carl", email: "carl@acme.example" },
  ]);
});

test("a name of any length ends nothing and takes no time", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => coAuthorsIn(text).length >= 0));
  expect(coAuthorsIn(`co-authored-by:${" ".repeat(100_000)}`)).toEqual([]);
  expect(coAuthorsIn(`${"co-authored-by: ".repeat(20_000)}<x@y>`)).toEqual([]);
});

test.each([
  ["7+anna@users.noreply.github.com", "anna"],
  ["anna@users.noreply.github.com", "anna"],
  ["41898282+github-actions[bot]@users.noreply.github.com", "github-actions[bot]"],
  ["7+anna@users.noreply.git.acme.example", "anna"],
  ["anna@acme.example", undefined],
  ["users.noreply.github.com", undefined],
  ["anna@users.noreply.github.com@acme.example", undefined],
])("%s is %s", (email, login) => expect(loginInAddress(email)).toBe(login));
