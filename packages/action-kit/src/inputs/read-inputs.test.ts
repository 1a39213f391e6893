import { hostileStrings } from "@towpath/testkit";
import { describe, expect, expectTypeOf, test } from "vitest";
import { choice, flag, lines, names, text, wholeNumber } from "./input.ts";
import { inputVariable } from "./input-name.ts";
import { readInputs } from "./read-inputs.ts";

const spec = {
  manifests: lines("**/towpath.yaml"),
  platform: text(),
  workingDirectory: text({ default: "." }),
  environments: names(),
  failOn: choice(["mandatory", "advisory"], "mandatory"),
  summary: flag(true),
};

test("what is absent or blank has its default", () => {
  const { values } = readInputs(spec, { INPUT_PLATFORM: "", "INPUT_FAIL-ON": " \n" });
  expect(values).toEqual({
    manifests: ["**/towpath.yaml"],
    platform: undefined,
    workingDirectory: ".",
    environments: [],
    failOn: "mandatory",
    summary: true,
  });
  expectTypeOf(values).toEqualTypeOf<{
    readonly manifests: readonly string[];
    readonly platform: string | undefined;
    readonly workingDirectory: string;
    readonly environments: readonly string[];
    readonly failOn: "mandatory" | "advisory";
    readonly summary: boolean;
  }>();
});

test("values lose the blanks around them; lines and names are separated", () => {
  const { values } = readInputs(spec, {
    INPUT_MANIFESTS: "\n  a.yaml \r\n\n b/{c,d}.yaml\n",
    INPUT_PLATFORM: " ./platform ",
    "INPUT_WORKING-DIRECTORY": "services\n",
    INPUT_ENVIRONMENTS: "dev, int\nprod",
    "INPUT_FAIL-ON": "advisory",
    INPUT_SUMMARY: "False",
  });
  expect(values).toEqual({
    manifests: ["a.yaml", "b/{c,d}.yaml"],
    platform: "./platform",
    workingDirectory: "services",
    environments: ["dev", "int", "prod"],
    failOn: "advisory",
    summary: false,
  });
});

test.each([
  [
    { "INPUT_FAIL-ON": "advisry" },
    'The input "fail-on" must be one of mandatory, advisory; it is "advisry".',
    "advisory",
  ],
  [{ INPUT_SUMMARY: "yes" }, 'The input "summary" must be true or false; it is "yes".', undefined],
  [{ INPUT_SUMMARY: "tRUE" }, 'The input "summary" must be true or false; it is "tRUE".', undefined],
  [{ INPUT_ENVIRONMENTS: "dev prod" }, "must be names of letters, digits, dots and dashes", undefined],
])("%j is refused with what was expected and found", (variables, message, near) => {
  expect(() => readInputs(spec, variables)).toThrow(
    expect.objectContaining({
      code: "action-kit/invalid-input",
      message: expect.stringContaining(message),
      hint: near && `Did you mean "${near}"?`,
    }),
  );
});

test("a required input that is missing is named, with what to write", () => {
  expect(() => readInputs({ token: text({ isRequired: true }) }, { INPUT_TOKEN: " " })).toThrow(
    expect.objectContaining({ code: "action-kit/missing-input", hint: expect.stringContaining('"token: …"') }),
  );
});

describe("names that are no inputs", () => {
  test.each([
    ["INPUT_FAIL_ON", "fail-on"],
    ["INPUT_MANIFEST", "manifests"],
    ["INPUT_ENVIRONMENT", "environments"],
  ])("%s is refused: %s is meant", (variable, near) => {
    expect(() => readInputs(spec, { [variable]: "x" })).toThrow(
      expect.objectContaining({ code: "action-kit/unknown-input", hint: expect.stringContaining(`"${near}"`) }),
    );
  });

  test("one that resembles none is reported; a blank one asks for nothing", () => {
    const { strays } = readInputs(spec, { INPUT_TOKEN: "x", INPUT_OTHER: "", PATH: "/bin" });
    expect(strays).toEqual(["token"]);
  });

  test("a former name is refused with the present one", () => {
    expect(() => readInputs(spec, { INPUT_THRESHOLD: "advisory" }, { threshold: "fail-on" })).toThrow(
      expect.objectContaining({
        code: "action-kit/renamed-input",
        message: 'The input "threshold" is called "fail-on" now.',
      }),
    );
  });
});

test("all that is wrong is said at once", () => {
  const wrong = { INPUT_SUMMARY: "yes", "INPUT_FAIL-ON": "never", INPUT_MANIFEST: "a" };
  expect(() => readInputs(spec, wrong)).toThrow(/"fail-on".*\n.*"summary".*\n.*"manifest"/);
});

test.each(hostileStrings)("an error shows $name as text", ({ text: hostile }) => {
  try {
    readInputs(spec, { "INPUT_FAIL-ON": hostile, INPUT_SUMMARY: hostile });
  } catch (error) {
    expect(error).toHaveProperty("message");
    const { message } = error instanceof Error ? error : new Error("never");
    expect(message.split("\n")).toHaveLength(2);
    expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e]/);
    expect(message.length).toBeLessThan(1_500);
    return;
  }
  expect(hostile.trim()).toBe("");
});

test("a variable is the name in upper case with its hyphens", () => {
  expect(inputVariable("fail-on")).toBe("INPUT_FAIL-ON");
  expect(inputVariable("two words")).toBe("INPUT_TWO_WORDS");
});

test("a whole number is one of its range", () => {
  const days = { days: wholeNumber(14, [0, 365]) };
  expect(readInputs(days, {}).values).toEqual({ days: 14 });
  expect(readInputs(days, { INPUT_DAYS: "0" }).values).toEqual({ days: 0 });
  for (const wrong of ["366", "-1", "1.5", "1e2", "ten", "99999999999"])
    expect(() => readInputs(days, { INPUT_DAYS: wrong })).toThrow(/a whole number from 0 to 365/);
});
