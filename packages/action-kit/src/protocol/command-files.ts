import { appendFileSync } from "node:fs";
import { errorMessage } from "@towpath/core";
import { ActionError } from "../errors.ts";

/** The files that the runner reads when the step has ended. */
export interface CommandFiles {
  /** Sets an output of the step. */
  output(name: string, value: string): void;
  /** Keeps a value for the action's `post` step. */
  state(name: string, value: string): void;
  /** Appends Markdown to the job summary. GitHub drops more than 1 MiB a step. */
  summary(markdown: string): void;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/**
 * The runner's command files, named by its variables. Outside of a runner there are none, and nothing is written.
 *
 * @param token a text that nobody can guess, another with each call
 * @throws {ActionError} each function, where a runner names no file or it cannot be written
 */
export function commandFiles(
  variables: Readonly<Record<string, string | undefined>>,
  token: () => string,
): CommandFiles {
  const append = (variable: string, lines: string) => {
    const path = variables[variable];
    if (path) return appendTo(path, variable, lines);
    if (variables["GITHUB_ACTIONS"] !== "true") return;
    throw new ActionError({
      code: "action-kit/no-command-file",
      kind: "fault",
      message: `The runner set no ${variable}.`,
      hint: "Update the runner: 2.327.1 is the first that runs this action.",
    });
  };
  return {
    output: (name, value) => append("GITHUB_OUTPUT", assignment(name, value, token)),
    state: (name, value) => append("GITHUB_STATE", assignment(name, value, token)),
    summary: (markdown) => append("GITHUB_STEP_SUMMARY", `${markdown}\n`),
  };
}

/**
 * `name<<delimiter`, the value, the delimiter: the value is taken as it is up to a line that equals the delimiter, which
 * it does not contain. Source: actions/runner, src/Runner.Worker/FileCommandManager.cs.
 */
function assignment(name: string, value: string, token: () => string): string {
  if (!NAME.test(name)) throw new TypeError(`"${name}" cannot name an output.`);
  let delimiter = token();
  while (value.includes(delimiter)) delimiter = token();
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

function appendTo(path: string, variable: string, lines: string): void {
  try {
    appendFileSync(path, lines, "utf8");
  } catch (error) {
    throw new ActionError({
      code: "action-kit/no-command-file",
      kind: "fault",
      message: `The runner's ${variable} could not be written: ${errorMessage(error)}`,
      hint: "Make room on the runner's disk, or look at who owns its temporary folder.",
      cause: error,
    });
  }
}
