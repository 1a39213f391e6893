import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the package's face", () => {
  expect(Object.keys(face)).toMatchInlineSnapshot(`
    [
      "apply",
      "build",
      "check",
      "deploy",
      "destroy",
      "down",
      "logs",
      "outputs",
      "plan",
      "status",
      "test",
      "up",
      "validate",
      "OperationError",
      "causeOf",
    ]
  `);
});
