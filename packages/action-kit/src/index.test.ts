import { expect, test } from "vitest";
import * as kit from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(kit).sort()).toEqual([
    "ActionError",
    "COMMON_OUTPUTS",
    "baseCommit",
    "choice",
    "commitBefore",
    "flag",
    "inputName",
    "inputVariable",
    "isUntrusted",
    "lines",
    "names",
    "requireMerged",
    "runAction",
    "serviceInputs",
    "text",
    "tokenInput",
    "tokenOf",
    "wholeNumber",
    "withToken",
    "withoutAdvice",
  ]);
});
