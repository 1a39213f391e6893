import { expect, test } from "vitest";
import { errorMessage, isAbort, TowpathError } from "./errors.ts";

test("an error carries its code, its cause and whose move it is: the user's unless it says otherwise", () => {
  const cause = new Error("below");
  const error = new TowpathError({ code: "x/y", message: "What.", hint: "Do.", cause });
  expect(error).toMatchObject({ name: "TowpathError", code: "x/y", kind: "user", hint: "Do.", cause });
  expect("cause" in new TowpathError({ code: "x/y", message: "What." })).toBe(false);
});

test.each([
  [new Error("a message"), "a message"],
  ["a text", "a text"],
  [{ message: "hidden" }, "something that is no error was thrown (object)"],
  [undefined, "something that is no error was thrown (undefined)"],
])("%o is told in one line", (thrown, message) => {
  expect(errorMessage(thrown)).toBe(message);
});

test("an abort is the signal's own reason or what Node throws for one, and no other error", () => {
  const reason = new Error("stopped");
  const signal = AbortSignal.abort(reason);
  expect(isAbort(reason, signal)).toBe(true);
  expect(isAbort(reason)).toBe(false);
  expect(isAbort(new Error("another"), signal)).toBe(false);
  expect(isAbort(new DOMException("gone", "AbortError"))).toBe(true);
  expect(isAbort(Object.assign(new Error("gone"), { code: "ABORT_ERR" }))).toBe(true);
});
