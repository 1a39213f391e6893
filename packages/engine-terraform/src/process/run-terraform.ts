import { isJsonObject, own, redactor, type Secret } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { Program } from "../program/program.ts";
import { noteChild } from "./child-note.ts";
import { lineCutter } from "./cut-lines.ts";
import { type Diagnostic, readDiagnostic } from "./diagnostic.ts";
import { type OutputFile, outputFile } from "./output-file.ts";
import { secretsIn } from "./secrets-in.ts";
import { startChild } from "./start-child.ts";
import { type StopLimits, stopInTime } from "./stop-child.ts";
import { readMessage, type StreamMessage } from "./stream-message.ts";
import { readTextDiagnostics } from "./text-diagnostics.ts";
import { cleaner } from "./tool-text.ts";

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
  /** What was printed, as it is, secrets in it: only where {@link RunRequest.captures} asks for it. */
  readonly stdout: string;
  readonly diagnostics: readonly Diagnostic[];
  /** `Terraform`, `OpenTofu`. */
  readonly program: string;
  /** It was interrupted because our signal aborted, and did not finish what it was asked for. */
  readonly isCancelled: boolean;
  /** It was interrupted because it took too long: in minutes how long that was. */
  readonly timedOutAfterMs?: number | undefined;
  /** The last lines that were no messages, cleaned, known secrets removed: what a crash leaves. */
  readonly lines: readonly string[];
}

const MINUTE = 60_000;
const POLL_MS = 40;
const KEPT_LINES = 60;
const LONGEST_KEPT = 2_000;
const MOST_DIAGNOSTICS = 200;
/** The exit codes of a shell that cannot start what it was asked to. */
const NOT_STARTED = new Set([126, 127]);

/** What a command may take by its name; one that changes the world is given the time to finish its step. */
const TIMES: Readonly<Record<string, Pick<RunLimits, "timeMs" | "graceMs">>> = {
  apply: { timeMs: 6 * 60 * MINUTE, graceMs: 20 * MINUTE },
  import: { timeMs: 30 * MINUTE, graceMs: 5 * MINUTE },
  init: { timeMs: 15 * MINUTE, graceMs: MINUTE / 3 },
  plan: { timeMs: 60 * MINUTE, graceMs: MINUTE },
};
const OTHERS = { timeMs: 10 * MINUTE, graceMs: MINUTE / 3 };

/**
 * Runs one command to its end and reads what it prints as it comes. A command that fails is a result, not an error: see
 * {@link import("./failure/failure-of.ts").failureOf}. So is one that was interrupted: when the context's signal aborts, the
 * program gets one interrupt and the time that it needs to finish its step and to write its state.
 *
 * @throws {TerraformError} `engine-terraform/program-missing` where it cannot be started, `engine-terraform/output-too-large`
 * @throws the signal's reason when it has aborted before anything was started
 */
export async function runTerraform(request: RunRequest): Promise<RunResult> {
  const { program, folder, args, variables, context, captures } = request;
  context.signal.throwIfAborted();
  const limits: RunLimits = {
    lastMs: MINUTE / 4,
    stdoutBytes: 256 * 1_024 * 1_024,
    ...(TIMES[args[0] ?? ""] ?? OTHERS),
    ...request.limits,
  };
  const files = [await outputFile(folder), await outputFile(folder)] as const;
  const [stdout, stderr] = files;
  try {
    const child = startChild({
      file: program.path,
      args,
      folder,
      variables,
      stdout: stdout.fd,
      stderr: stderr.fd,
    });
    const forget = await noteChild(folder, child.pid);
    const reading = readOutputs(request, limits);
    const stopping = stopInTime(child, limits, context, nameOf(program));
    let hasEnded = false;
    const ending = child.ended.finally(() => {
      hasEnded = true;
    });
    ending.catch(() => {}); // it is looked at below, after what was printed
    try {
      while (!hasEnded) {
        await Promise.race([ending.catch(() => {}), sleep(POLL_MS)]);
        await reading.read(stdout, stderr);
      }
      await reading.read(stdout, stderr);
    } catch (error) {
      child.kill();
      throw error;
    } finally {
      stopping.release();
      await forget();
    }
    const { exitCode = 1 } = await ending.catch((cause: unknown) => {
      throw notStarted(program, folder, cause);
    });
    const result = reading.finish(exitCode);
    if (NOT_STARTED.has(exitCode) && result.diagnostics.length === 0) throw notStarted(program, folder, result.lines);
    const reason = exitCode === 0 ? undefined : stopping.reason();
    return {
      ...result,
      program: productName(program),
      isCancelled: reason === "cancelled",
      ...(reason === "timeout" ? { timedOutAfterMs: limits.timeMs } : {}),
    };
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }

  function readOutputs({ secrets, onMessage }: RunRequest, { stdoutBytes }: RunLimits) {
    const redact = redactor([...secrets, ...secretsIn(variables)]);
    const clean = cleaner(redact);
    const cleanLine = cleaner(redact, LONGEST_KEPT);

    const cutters = { stdout: lineCutter(), stderr: lineCutter() };
    const diagnostics: Diagnostic[] = [];
    const lines: string[] = [];
    const captured: Buffer[] = [];
    let capturedBytes = 0;
    const keep = (line: string) => {
      lines.push(cleanLine(line));
      if (lines.length > KEPT_LINES) lines.shift();
    };
    const takeLines = (all: readonly string[]) => {
      for (const line of all) {
        const message = readMessage(line, clean);
        if (!message) {
          keep(line);
          continue;
        }
        if (message.type === "diagnostic" && diagnostics.length < MOST_DIAGNOSTICS)
          diagnostics.push(message.diagnostic);
        onMessage?.(message);
      }
    };
    const capture = (bytes: Uint8Array) => {
      capturedBytes += bytes.length;
      if (capturedBytes > stdoutBytes) throw tooLarge(program, args, stdoutBytes);
      captured.push(Buffer.from(bytes));
    };
    const takeStdout = captures ? capture : (bytes: Uint8Array) => takeLines(cutters.stdout.push(bytes));
    return {
      async read(out: OutputFile, err: OutputFile): Promise<void> {
        await out.readNew(takeStdout);
        await err.readNew((bytes) => takeLines(cutters.stderr.push(bytes)));
      },
      finish(exitCode: number) {
        takeLines([...cutters.stdout.end(), ...cutters.stderr.end()]);
        const document = Buffer.concat(captured).toString("utf8");
        if (captures && exitCode !== 0) diagnostics.push(...documentDiagnostics(document));
        if (diagnostics.length === 0 && exitCode !== 0) diagnostics.push(...readTextDiagnostics(lines));
        return { exitCode, stdout: document, diagnostics, lines };
      },
    };

    /** `validate -json` says what is wrong in its document. */
    function documentDiagnostics(text: string): readonly Diagnostic[] {
      try {
        const value: unknown = JSON.parse(text);
        const said = isJsonObject(value) ? own(value, "diagnostics") : undefined;
        if (!Array.isArray(said)) return [];
        return said.slice(0, MOST_DIAGNOSTICS).flatMap((each) => readDiagnostic(each, clean) ?? []);
      } catch {
        return [];
      }
    }
  }
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

function notStarted(program: Program, folder: string, cause: unknown): TerraformError {
  return new TerraformError({
    code: "engine-terraform/program-missing",
    kind: "fault",
    message: `${program.path} could not be started in ${folder}.`,
    hint: "It was there a moment ago: see that it still is, and that it may be run.",
    ...(Array.isArray(cause) ? { tail: cause.map(String) } : { cause }),
  });
}

function tooLarge(program: Program, args: readonly string[], bytes: number): TerraformError {
  return new TerraformError({
    code: "engine-terraform/output-too-large",
    kind: "fault",
    message: `${nameOf(program)} printed more than ${Math.round(bytes / 1_000_000)} MB for \`${args[0] ?? ""}\`: that much is not read.`,
    hint: "Split the service into several, or place some of its resources on another engine of the environment.",
  });
}
