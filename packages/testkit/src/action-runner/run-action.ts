import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readActionMetadata } from "./action-metadata.ts";
import { parseCommandFile } from "./command-file.ts";
import {
  createRunnerFiles,
  inputVariables,
  type RunnerEvent,
  type RunnerFiles,
  runnerVariables,
} from "./runner-environment.ts";
import { outputReader, type WorkflowCommand } from "./workflow-command.ts";

/** One step that uses an action. */
export interface ActionStep {
  /** The action's folder, with its `action.yml`. */
  readonly folder: string;
  /** As below `with:`. */
  readonly inputs?: Readonly<Record<string, string>> | undefined;
  /** The checked out repository. */
  readonly workspace: string;
  /** As below `env:`; beside it the step finds only what a runner sets. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** What started the run; a push to the main branch when absent. */
  readonly event?: RunnerEvent | undefined;
  /** For Node, before the action's file: {@link sealedArguments}. */
  readonly nodeArguments?: readonly string[] | undefined;
  /** Called with each piece of standard output; `cancel` does what cancelling the run does. */
  readonly onOutput?: ((output: string, cancel: () => void) => void) | undefined;
  /** Milliseconds until the step is killed; a minute when absent. */
  readonly timeLimit?: number | undefined;
}

/** An error, a warning or a notice at a place. */
export interface Annotation {
  readonly level: "error" | "warning" | "notice";
  readonly message: string;
  readonly title?: string | undefined;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly endLine?: number | undefined;
  readonly col?: number | undefined;
  readonly endColumn?: number | undefined;
}

/** What a step left behind, as a runner would read it. */
export interface ActionEnding {
  /** Null where the process was killed. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Lines that a reader of the log sees as text. */
  readonly shown: readonly string[];
  /** Every command that was obeyed, in order. */
  readonly commands: readonly WorkflowCommand[];
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** Variables set for the steps that follow. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lines added to PATH. */
  readonly path: readonly string[];
  readonly summary: string;
  /** RUNNER_TEMP, to look at what an output names; gone after {@link ActionEnding[Symbol.dispose]}. */
  readonly temporary: string;
  [Symbol.dispose](): void;
}

/**
 * Runs an action's `main` as GitHub's runner does: by its `action.yml`, on this Node, in the workspace, with a runner's
 * variables and nothing of this process's own.
 *
 * @throws {Error} where the action, or a file that it left, would fail the step in the runner itself
 */
export async function runAction(step: ActionStep): Promise<ActionEnding> {
  const action = readActionMetadata(step.folder);
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-runner-")));
  const files = createRunnerFiles(folder);
  writeFileSync(files.event, JSON.stringify(step.event?.payload ?? {}));
  const env = {
    ...runnerVariables(step.workspace, files, step.event),
    ...step.env,
    ...inputVariables(action, step.inputs ?? {}),
  };
  const ended = await execute(join(step.folder, action.main), env, step);

  // Standard error is read on its own and from the start: no order between the two streams can be relied on.
  const readers = [ended.stdout, ended.stderr].map((output) => {
    const reader = outputReader();
    reader.read(output);
    return reader;
  });
  const commands = readers.flatMap((reader) => reader.commands);
  return {
    ...ended,
    shown: readers.flatMap((reader) => reader.shown),
    commands,
    annotations: commands.flatMap(annotationOf),
    masks: commands.filter(({ name }) => name === "add-mask").map(({ message }) => message),
    ...left(files, commands),
    temporary: files.temporary,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function execute(
  main: string,
  env: Readonly<Record<string, string>>,
  { workspace, nodeArguments = [], onOutput, timeLimit = 60_000 }: ActionStep,
): Promise<Pick<ActionEnding, "exitCode" | "stdout" | "stderr">> {
  const { promise, resolve, reject } = Promise.withResolvers<Pick<ActionEnding, "exitCode" | "stdout" | "stderr">>();
  const child = spawn(process.execPath, [...nodeArguments, main], {
    cwd: workspace,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), timeLimit);
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    stdout += chunk;
    onOutput?.(stdout, () => child.kill("SIGINT"));
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    stderr += chunk;
  });
  child.on("error", (error) => {
    clearTimeout(limit);
    reject(error);
  });
  child.on("close", (exitCode) => {
    clearTimeout(limit);
    resolve({ exitCode, stdout, stderr });
  });
  return promise;
}

function left(
  files: RunnerFiles,
  commands: readonly WorkflowCommand[],
): Pick<ActionEnding, "outputs" | "state" | "environment" | "path" | "summary"> {
  const named = (command: string) =>
    commands.filter(({ name }) => name === command).map(({ properties, message }) => [properties["name"], message]);
  const read = (path: string, command: string): Readonly<Record<string, string>> =>
    Object.fromEntries([...named(command), ...parseCommandFile(readFileSync(path, "utf8"))]);
  return {
    outputs: read(files.output, "set-output"),
    state: read(files.state, "save-state"),
    environment: read(files.environment, "set-env"),
    path: readFileSync(files.path, "utf8").split(/\r?\n/).filter(Boolean),
    summary: readFileSync(files.summary, "utf8"),
  };
}

function annotationOf({ name, properties, message }: WorkflowCommand): readonly Annotation[] {
  if (name !== "error" && name !== "warning" && name !== "notice") return [];
  const number = (key: string) => (properties[key] === undefined ? undefined : Number(properties[key]));
  return [
    {
      level: name,
      message,
      title: properties["title"],
      file: properties["file"],
      line: number("line"),
      endLine: number("endLine"),
      col: number("col"),
      endColumn: number("endColumn"),
    },
  ];
}
