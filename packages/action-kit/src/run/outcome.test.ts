import { resultOf, type Status } from "@towpath/report";
import { expect, test } from "vitest";
import { exitCodeOf, judged } from "./outcome.ts";

const ended = (status: Status) => resultOf({ verb: "check", status, summary: "", data: null });

test.each<[Status, number, number]>([
  ["ok", 0, 0],
  ["failed", 1, 0],
  ["invalid", 2, 2],
  ["fault", 3, 3],
  ["interrupted", 130, 130],
])("%s ends with %d, and with %d where findings do not fail the step", (status, code, tolerant) => {
  const result = ended(status);
  expect(exitCodeOf({ result }, result)).toBe(code);
  expect(exitCodeOf({ result, isTolerant: true }, result)).toBe(tolerant);
});

test("what fails the step from outside turns only what was well", () => {
  const failure = "There is advice.";
  expect(judged({ result: ended("ok"), failure }).status).toBe("failed");
  expect(judged({ result: ended("fault"), failure }).status).toBe("fault");
  expect(judged({ result: ended("ok") }).status).toBe("ok");
});
