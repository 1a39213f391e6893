import { nearest } from "@towpath/core";
import { printable } from "@towpath/report";
import { ActionError, type ActionErrorCode } from "../errors.ts";
import type { Input, Inputs, InputValues } from "./input.ts";
import { inputName, inputVariable } from "./input-name.ts";

/** What a step's environment says about an action's inputs. */
export interface ReadInputs<Spec extends Inputs> {
  readonly values: InputValues<Spec>;
  /** Names that were given, are no inputs and resemble none. */
  readonly strays: readonly string[];
}

interface Problem {
  readonly code: ActionErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** Longer values are cut in messages. */
const SHOWN = 80;

/**
 * Reads and checks an action's inputs.
 *
 * A name that is no input but resembles one is refused: a misspelt `fail-onn` must not pass for its default. One that
 * resembles none is reported as a stray, for a job's own variables may be called `INPUT_…` too.
 *
 * @param renamed the present name of inputs by the name that they had once
 * @throws {ActionError} for all that is wrong, at once
 */
export function readInputs<Spec extends Inputs>(
  spec: Spec,
  variables: Readonly<Record<string, string | undefined>>,
  renamed: Readonly<Record<string, string>> = {},
): ReadInputs<Spec> {
  const problems: Problem[] = [];
  const values: Record<string, unknown> = {};
  for (const [property, input] of Object.entries(spec)) {
    const name = inputName(property);
    const parsed = readInput(name, input, variables[inputVariable(name)]);
    if ("message" in parsed) problems.push(parsed);
    else values[property] = parsed.value;
  }

  const known = Object.keys(spec).map(inputName);
  const strays: string[] = [];
  for (const name of undeclared(known, variables)) {
    const problem = renamedProblem(name, renamed) ?? nearProblem(name, known);
    if (problem) problems.push(problem);
    else strays.push(name);
  }
  if (problems.length > 0) throw errorOf(problems);
  if (!isComplete(spec, values)) throw new TypeError("An input has no value.");
  return { values, strays };
}

function readInput(name: string, input: Input<unknown>, given: string | undefined): Problem | { value: unknown } {
  const found = given?.trim() || input.default || "";
  if (found === "" && input.isRequired) {
    return {
      code: "action-kit/missing-input",
      message: `The input "${name}" is required and was not given.`,
      hint: `Add "${name}: …" below the step's "with:".`,
    };
  }
  const parsed = input.parse(found);
  if (parsed.ok) return { value: parsed.value };
  const shown = printable(parsed.found.length > SHOWN ? `${parsed.found.slice(0, SHOWN)}…` : parsed.found);
  return {
    code: "action-kit/invalid-input",
    message: `The input "${name}" must be ${parsed.expected}; it is "${shown}".`,
    hint: parsed.hint,
  };
}

/** What was given under names that are no inputs, sorted. A blank one asks for nothing. */
function undeclared(
  known: readonly string[],
  variables: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const expected = new Set(known.map(inputVariable));
  return Object.keys(variables)
    .filter((variable) => variable.startsWith("INPUT_") && !expected.has(variable) && variables[variable]?.trim())
    .map((variable) => variable.slice("INPUT_".length).toLowerCase())
    .sort();
}

function renamedProblem(name: string, renamed: Readonly<Record<string, string>>): Problem | undefined {
  const old = Object.keys(renamed).find((candidate) => inputVariable(candidate) === inputVariable(name));
  if (old === undefined) return undefined;
  return {
    code: "action-kit/renamed-input",
    message: `The input "${old}" is called "${renamed[old]}" now.`,
    hint: `Write "${renamed[old]}:" instead.`,
  };
}

function nearProblem(name: string, known: readonly string[]): Problem | undefined {
  const near = nearest(name.replaceAll("_", "-"), known);
  if (near === undefined) return undefined;
  return {
    code: "action-kit/unknown-input",
    message: `There is no input "${printable(name)}".`,
    hint: `Did you mean "${near}"? A variable of the job's own must not be called ${printable(inputVariable(name))}.`,
  };
}

function errorOf(problems: readonly Problem[]): ActionError {
  const [first, ...others] = problems;
  if (!first) throw new TypeError("There is no problem to tell.");
  if (others.length === 0) return new ActionError(first);
  const sentences = problems.map(({ message, hint }) => (hint === undefined ? message : `${message} ${hint}`));
  return new ActionError({ code: first.code, message: sentences.join("\n") });
}

function isComplete<Spec extends Inputs>(spec: Spec, values: object): values is InputValues<Spec> {
  return Object.keys(spec).every((property) => Object.hasOwn(values, property));
}
