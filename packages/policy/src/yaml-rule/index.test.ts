import { expect, test } from "vitest";
import * as face from "./index.ts";

test("the face of rules in YAML and their expressions", () => {
  expect(Object.keys(face)).toEqual(["compileBound", "loadYamlRules", "Budget", "compileExpression"]);
});
