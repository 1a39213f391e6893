import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(face)).toMatchInlineSnapshot(`
    [
      "checkPolicy",
      "checkLevels",
      "levelOf",
      "strictest",
      "builtInPack",
      "recommended",
      "REFERENCE",
      "secretLike",
      "defineRule",
      "resolveParameters",
      "PolicyError",
    ]
  `);
});
