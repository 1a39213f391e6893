import { expect, test } from "vitest";
import { attachedValues } from "./attached-values.ts";

const options = [
  { flags: "--fix [which]", description: "", choices: ["safe", "all"] },
  { flags: "-e, --environment <name>", description: "" },
];

test("an option that needs no value takes the word behind it only where it is attached", () => {
  expect(attachedValues(["check", "--fix", "orders", "-e", "dev"], options)).toEqual([
    "check",
    "--fix=safe",
    "orders",
    "-e",
    "dev",
  ]);
  expect(attachedValues(["check", "--fix=all", "--", "--fix"], options)).toEqual(["check", "--fix=all", "--", "--fix"]);
});
