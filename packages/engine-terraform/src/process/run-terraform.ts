import type { Secret } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { Program } from "../program/program.ts";
import { noteChild } from "./child-note.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { type OutputFile, outputFile } from "./output-file.ts";
import { type OutputReader, OutputTooLarge, outputReader } from "./read-outputs.ts";
import { secretsIn } from "./secrets-in.ts";
import { type Child, type ChildParts, startChild } from "./start-child.ts";
import { type StopLimits, type Stopping, stopInTime } from "./stop-child.ts";
import type { StreamMessage } from "./stream-message.ts";
import { guarded } from "./work-folder.ts";

/** One command of Terraform's. */
export interface RunRequest {
  readonly program: Program;
  /** Where it runs: the work folder, absolute. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Its whole environment: see {@link import("./child-variables.ts").childVariables}. What is secret in it is known by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** What else is hidden in what it prints. */
  readonly secrets: readonly Secret[];
  readonly context: Pick<Context, "signal" | "clock" | "events">;
  /** Is called for each message as it comes. What it throws stops the program, gently, and is thrown when that has ended. */
  readonly onMessage?: ((message: StreamMessage) => void) | undefined;
  /** It prints one JSON document and no stream: `show -json`, `output -json`, `validate -json`. */
  readonly captures?: "stdout" | undefined;
  readonly limits?: Partial<RunLimits> | undefined;
}

/** How patient we are with a command. */
export interface RunLimits extends StopLimits {
  /** How long it may take, in milliseconds. */
  readonly timeMs: number;
  /** The largest document that is taken, in bytes. */
  readonly stdoutBytes: number;
}

/** How a command ended. */
export interface RunResult {
  /** 1 where a signal ended it. */
  readonly exitCode: number;
  /** The signal that ended it. */
  readonly signal?: string | undefined;
  /** What was printed, as it is, secrets in it: only where {@link RunRequest.captures} asks for it. */
  readonly stdout: string;
  readonly diagnostics: readonly Diagnostic[];
  /** `Terraform`, `OpenTofu`. */
  readonly program: string;
  /** It was interrupted because our signal aborted, and did not finish what it was asked for. */
  readonly isCancelled: boolean;
  /** It was interrupted because it took longer than this, in milliseconds. */
  readonly timedOutAfterMs?: number | undefined;
  /** The last lines that were no messages, cleaned, known secrets removed: what a crash leaves. */
  readonly lines: readonly string[];
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const POLL_MS = 40;
/** The exit codes of a shell that cannot start what it was asked to. */
const NOT_STARTED = new Set([126, 127]);

/** What a command may take by its name; one that changes the world is given the time to finish its step. */
const TIMES: Readonly<Record<string, Pick<RunLimits, "timeMs" | "graceMs">>> = {
  apply: { timeMs: 6 * 60 * MINUTE, graceMs: 20 * MINUTE },
  init: { timeMs: 15 * MINUTE, graceMs: 20 * SECOND },
  plan: { timeMs: 60 * MINUTE, graceMs: MINUTE },
};
const OTHERS = { timeMs: 10 * MINUTE, graceMs: 20 * SECOND };

/**
 * Runs one command to its end and reads what it prints as it comes. A command that fails is a result, not an error: see
 * {@link import("./failure/failure-of.ts").failureOf}. So is one that was interrupted: when the context's signal aborts, the
 * program gets one interrupt and the time that it needs to finish its step and to write its state.
 *
 * @throws {TerraformError} `engine-terraform/program-missing` where it cannot be started, `engine-terraform/output-too-large`, `engine-terraform/work-folder`
 * @throws the signal's reason when it has aborted before anything was started
 */
export async function runTerraform(request: RunRequest): Promise<RunResult> {
  const { program, folder, args, variables, context, captures } = request;
  context.signal.throwIfAborted();
  const limits: RunLimits = {
    lastMs: 15 * SECOND,
    stdoutBytes: 256 * 1_024 * 1_024,
    ...(TIMES[args[0] ?? ""] ?? OTHERS),
    ...request.limits,
  };
  let broken: { readonly error: unknown } | undefined;
  const reader = outputReader({
    secrets: [...request.secrets, ...secretsIn(variables)],
    captures,
    stdoutBytes: limits.stdoutBytes,
    onMessage(message) {
      if (broken) return;
      try {
        if (message.type === "version" && args[0] === "apply") noteFormat(message.ui, program, context);
        request.onMessage?.(message);
      } catch (error) {
        broken = { error };
      }
    },
  });
  const files = await guarded(folder, () => Promise.all([outputFile(folder), outputFile(folder)]));
  try {
    const [stdout, stderr] = files;
    const child = started(program, { args, folder, variables, stdout: stdout.fd, stderr: stderr.fd });
    const forget = noteChild(folder, child.pid);
    const stopping = stopInTime(child, limits, context, nameOf(program), reader.wasInterrupted);
    try {
      const failed = await readToEnd(child, reader, files, stopping, () => broken !== undefined);
      const { exitCode = 1, signal } = await child.ended.catch((cause: unknown) => {
        throw notStarted(program, folder, { cause });
      });
      if (failed) throw failed.error instanceof OutputTooLarge ? tooLarge(program, args, limits) : failed.error;
      const read = await reader.finish(exitCode, stdout);
      if (broken) throw broken.error;
      if (NOT_STARTED.has(exitCode) && read.diagnostics.length === 0)
        throw notStarted(program, folder, { tail: read.lines });
      const reason = exitCode === 0 ? undefined : stopping.reason();
      return {
        exitCode,
        ...(signal === undefined ? {} : { signal }),
        ...read,
        program: productName(program),
        isCancelled: reason === "cancelled",
        ...(reason === "timeout" ? { timedOutAfterMs: limits.timeMs } : {}),
      };
    } finally {
      stopping.release();
      forget();
    }
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

function started(program: Program, parts: Omit<ChildParts, "file">): Child {
  try {
    return startChild({ file: program.path, ...parts });
  } catch (cause) {
    // An environment holds no more than the system lets it: on Linux 128 KiB a variable.
    if (!(cause instanceof Error && "code" in cause && cause.code === "E2BIG"))
      throw notStarted(program, parts.folder, { cause });
    const [name = ""] = Object.entries(parts.variables).reduce((a, b) => (b[1].length > a[1].length ? b : a), ["", ""]);
    throw new TerraformError({
      code: "engine-terraform/module-refused",
      message: `What ${nameOf(program)} is to be given does not fit into an environment; the largest is ${name}.`,
      hint: "A secret input goes to Terraform by its environment, which holds 128 KiB of each. Make it smaller, or have the module read it from where it is kept.",
      cause,
    });
  }
}

/**
 * Reads until the child has ended. Where reading fails it is stopped, gently, for it may be in the middle of a change, and
 * waited for all the same.
 *
 * @returns what failed
 */
async function readToEnd(
  child: Child,
  reader: OutputReader,
  [stdout, stderr]: readonly [OutputFile, OutputFile],
  stopping: Stopping,
  isBroken: () => boolean,
): Promise<{ readonly error: unknown } | undefined> {
  let failed: { readonly error: unknown } | undefined;
  let hasEnded = false;
  const ending = child.ended.then(
    () => {
      hasEnded = true;
    },
    () => {
      hasEnded = true;
    },
  );
  for (let isLast = false; !isLast; ) {
    isLast = hasEnded; // what it wrote last is read after its end
    if (!failed) {
      try {
        await reader.read(stdout, stderr);
      } catch (error) {
        failed = { error };
        if (error instanceof OutputTooLarge) child.kill();
      }
    }
    if (failed || isBroken()) stopping.stop();
    if (!isLast) await Promise.race([ending, sleep(POLL_MS)]);
  }
  return failed;
}

/** What is not known is left out; who looks at the run should know why. */
function noteFormat(ui: string, program: Program, { events }: Pick<Context, "events">): void {
  if (/^[01](\.|$)/.test(ui)) return;
  events({
    type: "notice",
    message: `${nameOf(program)} speaks of what it does in a format that is newer than known (${ui}): some of it may not be shown.`,
  });
}

/** `Terraform 1.11.4` */
export function nameOf({ product, version }: Pick<Program, "product" | "version">): string {
  return `${productName({ product })} ${version}`;
}

function productName({ product }: Pick<Program, "product">): string {
  return product === "tofu" ? "OpenTofu" : "Terraform";
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function notStarted(
  program: Program,
  folder: string,
  why: { readonly cause?: unknown; readonly tail?: readonly string[] },
): TerraformError {
  return new TerraformError({
    code: "engine-terraform/program-missing",
    kind: "fault",
    message: `${program.path} could not be started in ${folder}.`,
    hint: "It was there a moment ago: see that it still is, and that it may be run.",
    ...why,
  });
}

function tooLarge(program: Program, args: readonly string[], { stdoutBytes }: RunLimits): TerraformError {
  return new TerraformError({
    code: "engine-terraform/output-too-large",
    kind: "fault",
    message: `${nameOf(program)} printed more than ${Math.round(stdoutBytes / 1_048_576)} MiB for \`${args[0] ?? ""}\`: that much is not read.`,
    hint: "Split the service into several, or place some of its resources on another engine of the environment.",
  });
}
