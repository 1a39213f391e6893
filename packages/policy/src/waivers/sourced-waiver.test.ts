import { expect, test } from "vitest";
import { sourceWaivers } from "./sourced-waiver.ts";
import { waiver } from "./testing/waivers.ts";

const base = [waiver({ allow: "x >= 3" })];

test.each([
  ["as it is", {}, "base"],
  ["with another reason", { reason: "Another." }, "base"],
  ["for a shorter time", { expires: "2027-01-01" }, "base"],
  ["for a longer time", { expires: "2027-01-31" }, "proposed"],
  ["begun anew", { created: "2026-11-02" }, "proposed"],
  ["for more", { subject: {} }, "proposed"],
  ["for something else", { subject: { service: "payments" } }, "proposed"],
  ["with another bound", { allow: "x >= 2" }, "proposed"],
  ["without its bound", { allow: undefined }, "proposed"],
  ["for another rule", { rule: "data/tls" }, "proposed"],
  ["under another id", { id: "W-2" }, "proposed"],
])("a waiver of the base %s", (_, change, source) => {
  expect(sourceWaivers([waiver({ allow: "x >= 3", ...change })], base).map((one) => one.source)).toEqual([source]);
});

test("what a proposal takes out is gone", () => {
  expect(sourceWaivers([], base)).toEqual([]);
});
