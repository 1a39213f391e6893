import { COMMON_OUTPUTS, inputName } from "@towpath/action-kit";
import { readActionMetadata } from "@towpath/testkit";
import { expect, test } from "vitest";
import { inputs } from "./inputs.ts";

const action = readActionMetadata(`${import.meta.dirname}/..`);

test("action.yml declares the inputs that the code reads, with their defaults", () => {
  const declared = [...action.inputs].map(([name, input]) => [name, input.default, input.isRequired]);
  const read = Object.entries(inputs).map(([name, input]) => [inputName(name), input.default ?? "", input.isRequired]);
  expect(declared.sort()).toEqual(read.sort());
});

test("action.yml declares the outputs that are set", () => {
  expect([...action.outputs.keys()].sort()).toEqual(
    [...Object.keys(COMMON_OUTPUTS), "coverage", "evidence", "failed", "flaky", "passed", "skipped", "tests"].sort(),
  );
});

test("it runs on Node 24", () => {
  expect(action).toMatchObject({ using: "node24", main: "dist/main.js" });
});
