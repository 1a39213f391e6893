import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { type Effects, nodeEffects, nodeFiles, type Secret } from "@towpath/core";
import { printable } from "@towpath/report";
import { type Proposal, proposalOf } from "../event/proposal.ts";
import { pushedFrom } from "../event/pushed-from.ts";
import { type WorkflowRun, workflowRun } from "../event/workflow-run.ts";
import type { Inputs, InputValues } from "../inputs/input.ts";
import { inputName } from "../inputs/input-name.ts";
import { readInputs } from "../inputs/read-inputs.ts";
import { command } from "../protocol/command.ts";
import { type CommandFiles, commandFiles } from "../protocol/command-files.ts";
import { type WorkflowLog, workflowLog } from "../protocol/workflow-log.ts";
import { type Cancellation, onCancellation } from "./cancellation.ts";
import { commandVariables } from "./command-variables.ts";
import { confinedFiles } from "./confined-files.ts";
import { deliver } from "./deliver.ts";
import { eventLine } from "./event-line.ts";
import { showError, showStack, statusOfError } from "./failure.ts";
import type { Outcome } from "./outcome.ts";
import { workingFolder } from "./working-folder.ts";

/** What an action may ask and tell the runner beside its outcome. */
export interface Job {
  /** The run that the step belongs to. */
  readonly run: WorkflowRun;
  /** The folder that paths are relative to, from the root of its repository, with `/`; empty for the root itself. */
  readonly folderInRepository: string;
  /** The runner's RUNNER_TEMP, absolute: emptied before each job. */
  readonly temporary: string;
  /**
   * What the run is about to judge; undefined where nothing is proposed.
   *
   * @throws {ActionError} `action-kit/event` where the event should tell of a proposal and does not
   */
  proposal(): Proposal | undefined;
  /** The commit that the branch was at before the push that started the run; undefined where that is not known. */
  pushedFrom(): string | undefined;
  /** Has the runner print `***` in place of a secret, in each of its lines too. To be called before it can appear. */
  mask(secret: Secret): void;
  /** Keeps a value for the action's `post` step, which finds it as the variable `STATE_name`. */
  saveState(name: string, value: string): void;
}

/** What is the same for every run of one action. */
export interface ActionOptions<Spec extends Inputs> {
  /** The folder to work in, relative to the workspace; the workspace when absent. */
  readonly folder?: ((input: InputValues<Spec>) => string) | undefined;
  /** The present name of inputs by the name that they had once. */
  readonly renamed?: Readonly<Record<string, string>> | undefined;
}

/** The whole of an action: what it was asked, what the world offers, how it ended. */
export type ActionBody<Spec extends Inputs> = (
  input: InputValues<Spec>,
  effects: Effects,
  job: Job,
) => Promise<Outcome>;

/**
 * Runs an action's body as a step of a GitHub workflow: reads its inputs, shows its events and its outcome, sets the
 * process's exit code (`EXIT_CODES` of `@towpath/report`). Whatever the body throws ends as one annotation. The signal of
 * the effects aborts when the run is cancelled.
 *
 * Format: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
export async function runAction<Spec extends Inputs>(
  inputs: Spec,
  body: ActionBody<Spec>,
  options: ActionOptions<Spec> = {},
): Promise<void> {
  const cancellation = onCancellation();
  const log = workflowLog((text) => process.stdout.write(text), newToken);
  const files = commandFiles(process.env, newToken);
  const isDebug = process.env["RUNNER_DEBUG"] === "1";
  const end = (thrown: unknown) => {
    process.exitCode = showError(thrown, cancellation.signal, log, isDebug);
    trySetResult(statusOfError(thrown, cancellation.signal), files);
  };
  // Node would print the stack to standard error, where the runner takes lines of it for commands.
  process.once("uncaughtException", (error) => {
    end(error);
    log.close();
    process.exit();
  });
  try {
    process.exitCode = await step(inputs, body, options, { cancellation, log, files, isDebug });
  } catch (error) {
    end(error);
  } finally {
    cancellation.close();
  }
  log.close();
}

interface Step {
  readonly cancellation: Cancellation;
  readonly log: WorkflowLog;
  readonly files: CommandFiles;
  readonly isDebug: boolean;
}

async function step<Spec extends Inputs>(
  inputs: Spec,
  body: ActionBody<Spec>,
  options: ActionOptions<Spec>,
  { cancellation, log, files, isDebug }: Step,
): Promise<number> {
  const { values, strays } = readInputs(inputs, process.env, options.renamed);
  if (strays.length > 0) log.commands(strayWarning(strays, inputs));

  const workspace = process.env["GITHUB_WORKSPACE"] || process.cwd();
  const temporary = process.env["RUNNER_TEMP"] || tmpdir();
  const folder = workingFolder(workspace, options.folder?.(values) ?? ".");
  const sources = confinedFiles(nodeFiles, [workspace, temporary, import.meta.dirname]);
  const effects = nodeEffects({
    signal: cancellation.signal,
    events: (event) => log.text(eventLine(event) ?? ""),
    variables: commandVariables(process.env),
    files: sources,
    folder: folder.path,
  });

  const outcome = await body(values, effects, {
    run: workflowRun(process.env),
    folderInRepository: folder.inRepository,
    temporary,
    proposal: () => proposalOf(process.env, nodeFiles.read),
    pushedFrom: () => pushedFrom(process.env, nodeFiles.read),
    mask: maskIn(log),
    saveState: files.state,
  });
  if (isDebug) showStack(outcome.cause, log);
  return deliver(outcome, { log, files, sources, folder, temporary });
}

function maskIn(log: WorkflowLog): Job["mask"] {
  return (secret) => {
    const lines = [secret.reveal(), ...secret.reveal().split(/[\r\n]+/)].filter((line) => line.trim() !== "");
    for (const line of new Set(lines)) log.commands(command("add-mask", line));
  };
}

function strayWarning(strays: readonly string[], inputs: Inputs): string {
  const known = Object.keys(inputs).map(inputName).join(", ");
  const message = `No input of this action: ${strays.map(printable).join(", ")}. It has ${known}.`;
  return command("warning", message, { title: "action-kit/unknown-input" });
}

/** What went wrong is shown already; that the output cannot be set either adds nothing. */
function trySetResult(status: string, files: CommandFiles): void {
  try {
    files.output("result", status);
  } catch {
    // The runner reports a missing output by itself.
  }
}

function newToken(): string {
  // Not the global `crypto`, whose first use loads all of Web Crypto.
  return `towpath-${randomUUID()}`;
}
