import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseCommandFile } from "../../action-runner/command-file.ts";
import { WorkflowError } from "../workflow-error.ts";

/** The files that one step may write to. */
export interface StepFiles {
  /** Their variables: `GITHUB_OUTPUT` and so on. */
  readonly variables: Readonly<Record<string, string>>;
  /** What is in them, and takes them away. @throws {WorkflowError} where the runner fails the step for it */
  read(): LeftInFiles;
}

/** What a step left in its files. */
export interface LeftInFiles {
  readonly outputs: ReadonlyMap<string, string>;
  readonly state: ReadonlyMap<string, string>;
  readonly environment: ReadonlyMap<string, string>;
  readonly path: readonly string[];
  readonly summary: string;
  /** What the runner says of them without failing the step. */
  readonly complaint: string | undefined;
}

/** Bytes of a step's summary: a longer one is not shown at all. GitHub's documentation, "Workflow commands". */
const MOST_SUMMARY = 1_024 * 1_024;

/** Makes them, empty, below a machine's temporary folder. */
export function stepFiles(temporary: string): StepFiles {
  const folder = join(temporary, "_runner_file_commands");
  mkdirSync(folder, { recursive: true });
  const id = randomUUID();
  const file = (name: string): string => {
    const path = join(folder, `${name}_${id}`);
    writeFileSync(path, "");
    return path;
  };
  const variables = {
    GITHUB_ENV: file("set_env"),
    GITHUB_OUTPUT: file("set_output"),
    GITHUB_PATH: file("add_path"),
    GITHUB_STATE: file("save_state"),
    GITHUB_STEP_SUMMARY: file("step_summary"),
  };
  const text = (path: string): string => {
    const read = readFileSync(path, "utf8");
    rmSync(path, { force: true });
    return read.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  };
  const valuesIn = (path: string, name: string): ReadonlyMap<string, string> => {
    try {
      return parseCommandFile(text(path));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new WorkflowError(`Unable to process file command '${name}' successfully. ${why}`);
    }
  };
  return {
    variables,
    read: () => {
      const environment = valuesIn(variables.GITHUB_ENV, "env");
      if (environment.has("NODE_OPTIONS"))
        throw new WorkflowError("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
      const summary = text(variables.GITHUB_STEP_SUMMARY);
      const isTooLong = Buffer.byteLength(summary) > MOST_SUMMARY;
      return {
        outputs: valuesIn(variables.GITHUB_OUTPUT, "output"),
        state: valuesIn(variables.GITHUB_STATE, "state"),
        environment,
        path: text(variables.GITHUB_PATH).split("\n").filter(Boolean),
        summary: isTooLong ? "" : summary,
        complaint: isTooLong
          ? "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k."
          : undefined,
      };
    },
  };
}
