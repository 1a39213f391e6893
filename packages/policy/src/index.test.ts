import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(face)).toMatchInlineSnapshot(`
    [
      "checkPolicy",
      "checkLevels",
      "checkParameters",
      "checkTeamLevels",
      "levelFor",
      "levelOf",
      "strictest",
      "builtInPack",
      "definePack",
      "packOf",
      "joinRules",
      "recommended",
      "strict",
      "REFERENCE",
      "secretLike",
      "defineRule",
      "resolveParameters",
      "entryOf",
      "jobScope",
      "scopeOf",
      "trace",
      "traceValue",
      "ANY",
      "contextPath",
      "isPath",
      "fold",
      "isTrue",
      "allIn",
      "bare",
      "partsOf",
      "reachingIn",
      "readsIn",
      "scalarsIn",
      "PolicyError",
    ]
  `);
});
