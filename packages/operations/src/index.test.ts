import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(face)).toMatchInlineSnapshot(`
    [
      "adopt",
      "apply",
      "build",
      "check",
      "completion",
      "deploy",
      "destroy",
      "doctor",
      "down",
      "drift",
      "explain",
      "exportBackstage",
      "graph",
      "importScore",
      "init",
      "logs",
      "outputs",
      "plan",
      "platformCheck",
      "policyDiff",
      "policyExplain",
      "policyList",
      "policyNew",
      "policyTest",
      "schema",
      "status",
      "test",
      "up",
      "upgrade",
      "validate",
      "waiverBaseline",
      "waiverList",
      "OperationError",
      "causeOf",
    ]
  `);
});
