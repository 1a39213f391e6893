import { expect, test } from "vitest";
import * as kit from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(kit).sort()).toEqual([
    "ActionError",
    "COMMON_OUTPUTS",
    "choice",
    "flag",
    "inputName",
    "inputVariable",
    "lines",
    "names",
    "runAction",
    "text",
  ]);
});
