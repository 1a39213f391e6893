import { readFile, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { requireRoom } from "../data-folder/private-files.ts";
import { LocalEngineError } from "../errors.ts";
import { keepPort } from "../ports/keep-port.ts";
import { findByMarker, isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { type DetachedProcess, startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";

/** What is written down of a server that a program of this machine serves, before it is started. */
export interface MachineServer {
  /** Carried by the server's process, the same for every start: finds one whose start nobody wrote down. */
  readonly marker: string;
  /** Chosen at the first start and kept. */
  readonly port?: number | undefined;
  readonly process?: ProcessRecord | undefined;
}

/** A server that answers. */
export interface RunningServer {
  readonly port: number;
  readonly process: ProcessRecord;
}

/** How one kind of server is started and known to work. */
export interface ServerManual {
  /** For people, with what it serves: `MariaDB 10.11.19`. */
  readonly title: string;
  readonly log: string;
  /** How much it writes before it serves, in bytes: one that finds no room waits for it and says nothing. */
  readonly room: number;
  /** How long it may take until it answers, in milliseconds: after a crash as long as there is work to repeat. */
  readonly patienceMs: number;
  /** How it is started on a port. */
  program(port: number): Pick<DetachedProcess, "file" | "args" | "folder">;
  /** Whether it serves on this port by now: a server that repeats its log after a crash does not. */
  answers(port: number): Promise<boolean>;
  /** Writes down what became of it. */
  save(server: MachineServer): Promise<void>;
}

export interface ServerContext extends Pick<Context, "clock" | "signal" | "events" | "variables"> {
  readonly folders: LocalFolders;
}

const LOOK_MS = 15;
const ATTEMPTS = 5;
/** Such a server writes to the disk what it holds when it is told to stop. */
const STOP_GRACE_MS = 30_000;
const LOG_LIMIT_BYTES = 10_000_000;
const PORT_TAKEN = /address (is )?already in use|bind on unix socket|Can't start server: Bind on TCP/i;

/** The process of a server, also one that nobody wrote down. */
export function serverProcess(server: MachineServer): ProcessRecord | undefined {
  const { process, marker } = server;
  return process && isRunning(process) ? process : findByMarker(marker, process?.startedAt ?? "");
}

/**
 * Starts a server unless it runs, and waits until it answers. Not to be called twice at once for one server: its caller
 * holds a lock.
 *
 * @throws {LocalEngineError} `engine-local/server-not-started` with the end of its log, `engine-local/disk-full`
 */
export async function ensureServer(
  server: MachineServer,
  manual: ServerManual,
  context: ServerContext,
): Promise<RunningServer> {
  const { clock, signal, folders } = context;
  const found = serverProcess(server);
  if (found && server.port !== undefined) {
    const running = { port: server.port, process: found };
    if (await untilAnswering(running, manual, manual.patienceMs, context)) {
      if (found.pid !== server.process?.pid) await manual.save({ ...server, process: found });
      return running;
    }
  }
  // It hangs, or has no port: what it wrote is safe, and a new one goes on from there.
  if (found) await stopProcess(found, { graceMs: STOP_GRACE_MS, clock, signal });

  await requireRoom(dirname(manual.log), manual.room);
  let avoid: number | undefined;
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const port = await keepPort(server.port === avoid ? undefined : server.port, context);
    await manual.save({ marker: server.marker, port }); // one that is found by its marker is asked on this port
    await rotateLog(manual.log);
    const logStart = await sizeOf(manual.log);
    const process = await startDetached({
      ...manual.program(port),
      variables: { LC_ALL: "C", TZ: "UTC" },
      base: context.variables,
      logFile: manual.log,
      marker: server.marker,
      clock,
      ...folders.serverUser,
    });
    const running = { port, process };
    if (await untilAnswering(running, manual, manual.patienceMs, context)) {
      await manual.save({ marker: server.marker, ...running });
      if (server.port !== undefined && server.port !== port) sayNewPort(manual.title, server.port, port, context);
      return running;
    }
    const hasEnded = !isRunning(process);
    const log = await logSince(manual.log, logStart);
    await stopProcess(process, { graceMs: 0, clock, signal });
    if (!PORT_TAKEN.test(log) || attempt >= ATTEMPTS)
      throw await notStarted(manual, logStart, hasEnded ? "it ended at once" : "it does not answer");
    avoid = port;
  }
}

/**
 * A server as it is, and never started: one that is on its way up is waited for, for a while.
 *
 * @returns undefined where none runs
 */
export async function lookForMachineServer(
  server: MachineServer,
  manual: Pick<ServerManual, "answers">,
  limitMs: number,
  context: Pick<ServerContext, "clock" | "signal">,
): Promise<(RunningServer & { readonly isAnswering: boolean }) | undefined> {
  const process = serverProcess(server);
  if (!process || server.port === undefined) return undefined;
  const running = { port: server.port, process };
  const isAnswering = await untilAnswering(running, manual, limitMs, context);
  return isAnswering || isRunning(process) ? { ...running, isAnswering } : undefined;
}

/** Stops a server, also one that nobody wrote down. Data stays. */
export async function stopMachineServer(
  server: MachineServer,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const found = serverProcess(server);
  if (found) await stopProcess(found, { graceMs: STOP_GRACE_MS, clock, signal });
}

async function untilAnswering(
  { port, process }: RunningServer,
  manual: Pick<ServerManual, "answers">,
  limitMs: number,
  { clock, signal }: Pick<ServerContext, "clock" | "signal">,
): Promise<boolean> {
  const deadline = clock.monotonic() + limitMs;
  while (isRunning(process)) {
    // Who answers must be this very server: another one may have the port of one that is just starting.
    if ((await manual.answers(port)) && isRunning(process)) return true;
    if (clock.monotonic() >= deadline) return false;
    await clock.sleep(LOOK_MS, signal);
  }
  return false;
}

function sayNewPort(title: string, before: number, after: number, { events }: ServerContext): void {
  const message = `Port ${before} is taken by another program: ${title} listens on ${after} from now on.`;
  events({ type: "notice", message });
}

async function notStarted(manual: ServerManual, logStart: number, why: string): Promise<LocalEngineError> {
  const log = await logSince(manual.log, logStart);
  const isFull = /No space left on device|Disk is full|OS errno 28|Errcode: 28/i.test(log);
  const lines = log.trim().split("\n").slice(-8).join("\n  ");
  return new LocalEngineError({
    code: isFull ? "engine-local/disk-full" : "engine-local/server-not-started",
    kind: "fault",
    message: `${manual.title} does not start: ${isFull ? "there is no room left on its disk" : why}. The end of ${manual.log}:\n  ${lines}`,
    hint: isFull
      ? "Free some space and run the command again: it goes on from here."
      : "Mend what the log says and run the command again. The data is left as it is.",
  });
}

async function logSince(file: string, from: number): Promise<string> {
  try {
    return (await readFile(file)).subarray(from).toString("utf8");
  } catch {
    return "";
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function rotateLog(file: string): Promise<void> {
  if ((await sizeOf(file)) > LOG_LIMIT_BYTES) await rename(file, `${file}.1`);
}
