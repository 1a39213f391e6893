import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, redactor, type Secret } from "@towpath/core";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { makeFolder } from "../data-folder/private-files.ts";
import { LocalEngineError } from "../errors.ts";
import { keepPort } from "../ports/keep-port.ts";
import { answersOn, LOOPBACK } from "../ports/loopback.ts";
import { findByMarker, isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { ensureServerPackage, type InstallContext } from "../server-packages/install-server-package.ts";
import { AZURITE_PACKAGE } from "../server-packages/server-package.ts";
import { type BucketRecord, bucketFolders, writeBucket } from "./bucket-record.ts";

const READY_LIMIT_MS = 30_000;
const ANSWER_LIMIT_MS = 1_000;
/** It writes its index to the disk when it is told to stop. */
const STOP_GRACE_MS = 10_000;
const ATTEMPTS = 5;

export interface AzuriteContext extends InstallContext {
  readonly clock: Clock;
}

/** The process that serves this bucket now, if one does. */
export function bucketProcess(record: BucketRecord): ProcessRecord | undefined {
  return record.process && isRunning(record.process) ? record.process : undefined;
}

/**
 * Starts a bucket's server with its account and key, unless it runs, and waits until it answers. The key goes by the
 * environment, where only this user sees it. Of two commands that start one at once, the port lets one win.
 *
 * @returns the record, with the process and the port as they are now
 * @throws {LocalEngineError} `engine-local/bucket-not-started` with the end of its log
 */
export async function ensureAzurite(record: BucketRecord, key: Secret, context: AzuriteContext): Promise<BucketRecord> {
  const running = bucketProcess(record);
  if (running && (await answersOn(record.port, ANSWER_LIMIT_MS))) return record;

  const { folders, clock, signal } = context;
  const places = bucketFolders(record.id, folders);
  const program = await ensureServerPackage(AZURITE_PACKAGE, context);
  await makeFolder(places.data, { ...folders, serverUser: undefined });

  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const unrecorded = running ?? findByMarker(record.marker, clock.now().toISOString());
    if (unrecorded) {
      const found = { ...record, process: unrecorded };
      if (await untilAnswering(found, clock, signal)) return save(found, folders);
      await stopProcess(unrecorded, { graceMs: STOP_GRACE_MS, clock, signal });
    }
    const port = await keepPort(record.port, context);
    const logStart = (await stat(places.log).catch(() => undefined))?.size ?? 0;
    const process = await startDetached({
      file: globalThis.process.execPath,
      args: [join(program, "node_modules", "azurite", "dist", "src", "blob", "main.js"), ...options(port, places.data)],
      folder: places.root,
      variables: { AZURITE_ACCOUNTS: `${record.account}:${key.reveal()}` },
      base: context.variables,
      logFile: places.log,
      marker: record.marker,
      clock,
    });
    const started = { ...record, port, process };
    if (await untilAnswering(started, clock, signal)) {
      if (port !== record.port) sayNewPort(record, port, context);
      return save(started, folders);
    }
    const log = (await readFile(places.log)).subarray(logStart).toString("utf8");
    if (!log.includes("EADDRINUSE") || attempt >= ATTEMPTS) {
      await stopProcess(process, { graceMs: 0, clock, signal });
      throw notStarted(record, places.log, redactor([key])(log));
    }
  }
}

/** Whether a bucket's server answers, or begins to within `limitMs`. Starts nothing. */
export async function isAnswering(
  record: BucketRecord,
  limitMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<boolean> {
  return untilAnswering(record, clock, signal, limitMs);
}

/** Stops a bucket's server, also one that nobody wrote down. Data stays. */
export async function stopAzurite(
  record: BucketRecord,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  const found = bucketProcess(record) ?? findByMarker(record.marker, clock.now().toISOString());
  if (found) await stopProcess(found, { graceMs: STOP_GRACE_MS, clock, signal });
}

/** `http://127.0.0.1:PORT/ACCOUNT`: the account in the path, as every client knows it of emulators. */
export function endpointOf(record: BucketRecord): string {
  return `http://${LOOPBACK}:${record.port}/${record.account}`;
}

function options(port: number, location: string): readonly string[] {
  const place = ["--blobHost", LOOPBACK, "--blobPort", String(port), "--location", location];
  return [...place, "--silent", "--disableTelemetry", "--skipApiVersionCheck", "--disableProductStyleUrl"];
}

async function save(record: BucketRecord, folders: LocalFolders): Promise<BucketRecord> {
  await writeBucket(record, folders);
  return record;
}

async function untilAnswering(
  record: BucketRecord,
  clock: Clock,
  signal: AbortSignal,
  limitMs = READY_LIMIT_MS,
): Promise<boolean> {
  const deadline = clock.monotonic() + limitMs;
  while (record.process && isRunning(record.process) && clock.monotonic() < deadline) {
    if (await answersOn(record.port, ANSWER_LIMIT_MS)) return isRunning(record.process);
    await clock.sleep(25, signal);
  }
  return false;
}

function sayNewPort(record: BucketRecord, port: number, { events }: AzuriteContext): void {
  const message = `Port ${record.port} is taken by another program: ${record.address} listens on ${port} from now on.`;
  events({ type: "notice", message });
}

function notStarted(record: BucketRecord, logFile: string, log: string): LocalEngineError {
  const lines = log.trim().split("\n").slice(-6).join("\n  ");
  return new LocalEngineError({
    code: "engine-local/bucket-not-started",
    kind: "fault",
    message: `The storage of ${record.address} (Azurite) does not start. The end of ${logFile}:\n  ${lines}`,
    hint: "Mend what the log says and run the command again. What is stored is left as it is.",
  });
}
