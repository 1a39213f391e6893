import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Json } from "@towpath/core";
import type { ActionMetadata } from "./action-metadata.ts";

/** The files that a runner makes for one step. */
export interface RunnerFiles {
  readonly output: string;
  readonly state: string;
  readonly summary: string;
  readonly environment: string;
  readonly path: string;
  readonly event: string;
  readonly temporary: string;
}

/** What started a run: `pull_request` with its payload. */
export interface RunnerEvent {
  readonly name: string;
  readonly payload: Json;
  /** Variables that differ with it: `GITHUB_SHA`, `GITHUB_REF`. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

/** Makes a step's empty files below a folder. */
export function createRunnerFiles(folder: string): RunnerFiles {
  const commands = join(folder, "_temp", "_runner_file_commands");
  const files: RunnerFiles = {
    output: join(commands, "set_output"),
    state: join(commands, "save_state"),
    summary: join(commands, "step_summary"),
    environment: join(commands, "set_env"),
    path: join(commands, "add_path"),
    event: join(folder, "_temp", "_github_workflow", "event.json"),
    temporary: join(folder, "_temp"),
  };
  mkdirSync(commands, { recursive: true });
  mkdirSync(dirname(files.event), { recursive: true });
  for (const path of [files.output, files.state, files.summary, files.environment, files.path]) writeFileSync(path, "");
  writeFileSync(files.event, "{}");
  return files;
}

/** Exactly the variables that a step finds, as far as they do not differ from runner to runner. */
export function runnerVariables(
  workspace: string,
  files: RunnerFiles,
  event?: RunnerEvent,
): Readonly<Record<string, string>> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: files.temporary,
    LANG: "C.UTF-8",
    CI: "true",
    GITHUB_ACTIONS: "true",
    GITHUB_ACTOR: "octocat",
    GITHUB_API_URL: "https://api.github.com",
    GITHUB_ENV: files.environment,
    GITHUB_EVENT_NAME: event?.name ?? "push",
    GITHUB_EVENT_PATH: files.event,
    GITHUB_JOB: "check",
    GITHUB_OUTPUT: files.output,
    GITHUB_PATH: files.path,
    GITHUB_REF: "refs/heads/main",
    GITHUB_REPOSITORY: "acme/orders",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "1",
    GITHUB_SERVER_URL: "https://github.com",
    GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
    GITHUB_STATE: files.state,
    GITHUB_STEP_SUMMARY: files.summary,
    GITHUB_WORKFLOW: "check",
    GITHUB_WORKSPACE: workspace,
    RUNNER_ARCH: "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: files.temporary,
    RUNNER_TOOL_CACHE: join(files.temporary, "tools"),
    ...event?.variables,
  };
}

/**
 * The variables of an action's inputs: what was given, known or not, and the defaults of the rest. A runner requires none.
 * Source: actions/runner, src/Runner.Worker/ActionRunner.cs.
 */
export function inputVariables(
  { inputs }: ActionMetadata,
  given: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const all = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  for (const [name, input] of inputs) {
    if (input.default !== undefined && !all.has(name.toLowerCase())) all.set(name.toLowerCase(), input.default);
  }
  const variables = [...all].map(([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value]);
  return Object.fromEntries(variables);
}
