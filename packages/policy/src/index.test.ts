import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(face)).toMatchInlineSnapshot(`
    [
      "checkPolicy",
      "checkLevels",
      "checkTeamLevels",
      "levelOf",
      "strictest",
      "builtInPack",
      "recommended",
      "strict",
      "REFERENCE",
      "secretLike",
      "defineRule",
      "resolveParameters",
      "PolicyError",
    ]
  `);
});
