import { type ChildProcess, spawn } from "node:child_process";
import { createLineCutter, errorMessage, redactor, Secret } from "@towpath/core";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { deliveryError } from "../errors.ts";
import { commandVariables } from "./command-variables.ts";

/** How long a command has to end after it was asked to, in milliseconds. */
const GRACE_MS = 5_000;
/** How long its output may stay open after it has ended, held by a process that it left behind. */
const LINGER_MS = 1_000;
const TAIL_LINES = 40;
const TIMEOUT_MS = 60 * 60_000;

export interface Command {
  /** A command line for the shell. */
  readonly run: string;
  /** Absolute path of the folder it runs in. */
  readonly folder: string;
  /** Added to the inherited environment. Secrets among them are hidden in what the command prints. */
  readonly variables: Readonly<Record<string, string | Secret>>;
  /** What else is hidden in what it prints. */
  readonly secrets?: readonly Secret[] | undefined;
  /** Whose output it is, in events. */
  readonly source: string;
  /** How long it may take, in milliseconds; one hour by default. */
  readonly timeoutMs?: number | undefined;
}

export interface CommandResult {
  /** Absent when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  /** It was ended because it took too long. */
  readonly timedOut: boolean;
  readonly durationMs: number;
  /** The last lines that it printed, known secrets removed. */
  readonly tail: readonly string[];
}

/**
 * Runs a command line through `/bin/sh` to its end, in a process group of its own, and gives every line it prints as an
 * event. Processes that it leaves behind in its group are ended with it.
 *
 * @throws the signal's reason when it aborts first; the whole group has ended then
 * @throws {DeliveryError} `delivery/command-not-started`
 */
export async function runCommand(command: Command, effects: DeliveryEffects): Promise<CommandResult> {
  const { clock, events, signal } = effects;
  signal.throwIfAborted();
  const { secrets = [], variables } = command;
  const hide = redactor([...secrets, ...Object.values(variables).filter((value) => value instanceof Secret)]);
  const tail: string[] = [];
  const print = (stream: "stdout" | "stderr", lines: readonly string[]) => {
    for (const line of lines) {
      events({ type: "output", source: command.source, stream, line });
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
    }
  };

  const startedAt = clock.monotonic();
  const child = spawn("/bin/sh", ["-c", command.run], {
    cwd: command.folder,
    env: commandVariables(effects.variables, variables),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const cutters = { stdout: createLineCutter(hide), stderr: createLineCutter(hide) };
  child.stdout.on("data", (chunk: Buffer) => print("stdout", cutters.stdout.push(chunk)));
  child.stderr.on("data", (chunk: Buffer) => print("stderr", cutters.stderr.push(chunk)));

  const tooLong = AbortSignal.timeout(command.timeoutMs ?? TIMEOUT_MS);
  const stop = stopOnAbort(child, AbortSignal.any([signal, tooLong]));
  try {
    const ended = await ending(child, command);
    print("stdout", cutters.stdout.end());
    print("stderr", cutters.stderr.end());
    signal.throwIfAborted();
    const timedOut = tooLong.aborted && ended.exitCode !== 0;
    return { ...ended, timedOut, durationMs: clock.monotonic() - startedAt, tail };
  } finally {
    stop();
  }
}

/** How a command ended, wherever it ran, in words: `exited with code 1`. */
export function describeEnding(
  result: Pick<CommandResult, "exitCode" | "timedOut"> & { readonly signal?: string | undefined },
): string {
  if (result.timedOut) return "did not end in time";
  return result.exitCode === undefined
    ? `was ended by ${result.signal ?? "a signal"}`
    : `exited with code ${result.exitCode}`;
}

function ending(child: ChildProcess, command: Command): Promise<Pick<CommandResult, "exitCode" | "signal">> {
  return new Promise((resolve, reject) => {
    child.once("error", (error) =>
      reject(
        deliveryError({
          code: "delivery/command-not-started",
          kind: "fault",
          message: `"${command.run}" could not be started in ${command.folder}: ${errorMessage(error)}.`,
          hint: "The folder must be there and /bin/sh must be allowed to run.",
          cause: error,
        }),
      ),
    );
    let linger: NodeJS.Timeout | undefined;
    child.once("exit", () => {
      linger = setTimeout(() => {
        signalGroup(child, "SIGKILL");
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, LINGER_MS);
    });
    child.once("close", (code, signal) => {
      clearTimeout(linger);
      signalGroup(child, "SIGKILL");
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

function stopOnAbort(child: ChildProcess, signal: AbortSignal): () => void {
  let killer: NodeJS.Timeout | undefined;
  const stop = () => {
    signalGroup(child, "SIGTERM");
    killer = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  return () => {
    signal.removeEventListener("abort", stop);
    clearTimeout(killer);
  };
}

function signalGroup(child: ChildProcess, name: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // The group is empty: everything in it has ended.
  }
}
