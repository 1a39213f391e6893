import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

test.each([
  ["postgress", ["redis", "postgres"], "postgres"],
  ["resuorces", ["resources", "secrets"], "resources"],
  ["Port", ["port"], "port"],
  ["kubernetes", ["port", "kind"], undefined],
  ["x".repeat(100_000), ["x"], undefined],
])("for %.20s the nearest is %3$s", (found, candidates, expected) => {
  expect(nearest(found, candidates)).toBe(expected);
});
