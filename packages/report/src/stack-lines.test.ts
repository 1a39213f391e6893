import { expect, test } from "vitest";
import { stackLines } from "./stack-lines.ts";

test("the stack of an error and of its causes, with nothing that a terminal would obey", () => {
  const lines = stackLines(new Error("above", { cause: new Error("below\u001b[2J") }));
  expect(lines[0]).toBe("Error: above");
  expect(lines).toContain("Because of Error: below\\u{1b}[2J");
  expect(lines.some((line) => line.includes("stack-lines.test.ts"))).toBe(true);
});

test("an error that is its own cause ends, what is no error is named, and nothing is nothing", () => {
  const round = new Error("round");
  round.cause = round;
  expect(stackLines(round).filter((line) => line.includes("Error: round"))).toHaveLength(10);
  expect(stackLines("a text")).toEqual(["a text"]);
  expect(stackLines(undefined)).toEqual([]);
});
