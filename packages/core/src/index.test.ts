import { expect, test } from "vitest";
import * as face from "./index.ts";

test("what the package offers", () => {
  expect(Object.keys(face).sort()).toMatchInlineSnapshot(`
    [
      "Secret",
      "TowpathError",
      "address",
      "addressSegments",
      "canonicalJson",
      "compareFindings",
      "comparePlaces",
      "compareText",
      "createLineCutter",
      "digestBytes",
      "digestJson",
      "errorMessage",
      "fingerprint",
      "formatPlace",
      "isAbort",
      "isBlocking",
      "isDigest",
      "isJson",
      "isJsonObject",
      "isSpelledAlike",
      "isWithin",
      "makeFinding",
      "nearest",
      "nodeClock",
      "nodeEffects",
      "nodeFiles",
      "noticeOnce",
      "own",
      "redactor",
      "shortDigest",
      "shownPath",
    ]
  `);
});
