import { expect, test } from "vitest";
import { makeFinding } from "./make-finding.ts";

const facts = { code: "a/b", message: "It is wrong.", docs: "docs/b.md" };

test("what is not said follows", () => {
  expect(makeFinding(facts)).toEqual({
    ...facts,
    outcome: "fail",
    level: "mandatory",
    severity: "high",
    address: "",
    environments: [],
    places: [],
    suggestions: [],
    fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(makeFinding({ ...facts, level: "advisory" }).severity).toBe("low");
  expect(makeFinding({ ...facts, level: "advisory", severity: "critical" }).severity).toBe("critical");
});

test("it is the same finding wherever it stands and however it is worded, and another about something else", () => {
  const { fingerprint } = makeFinding(facts);
  const sameAs = (over: Partial<Parameters<typeof makeFinding>[0]>): boolean =>
    makeFinding({ ...facts, ...over }).fingerprint === fingerprint;
  expect(sameAs({ message: "It is so wrong.", places: [{ file: "f" }], environments: ["dev"] })).toBe(true);
  for (const over of [{ code: "a/c" }, { service: "x" }, { address: "resources.db" }, { discriminator: "second" }])
    expect(sameAs(over)).toBe(false);
});
