import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { type Clock, createLineCutter, errorMessage, redactor } from "@towpath/core";
import type { Context, Job, JobResult, Target } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { buildEnvironment } from "../processes/environment.ts";
import { newMarker, type ProcessRecord } from "../processes/process-record.ts";
import { MARKER_VARIABLE, startTokenOf } from "../processes/process-table.ts";
import { stopProcess } from "../processes/stop-process.ts";
import type { HostSettings } from "./host-settings.ts";
import { endAbandonedJobs, noteJob } from "./job-journal.ts";
import { TAIL_LINES } from "./log-tail.ts";
import { unpackRelease } from "./release-files.ts";
import { serviceFolders, workloadFolders } from "./workload-folders.ts";
import { workloadVariables } from "./workload-variables.ts";

/** Children of a job that has ended may keep its outputs open: they are read for so long, then ended. Milliseconds. */
const CLOSE_MS = 500;

/**
 * Runs a command to its end with a workload's variables, its output as events. Nothing that it started outlives it.
 *
 * @throws the signal's reason when it aborts; the command was ended then
 * @throws {LocalEngineError} `engine-local/workload-not-runnable` for a workload that the graph does not have
 */
export async function runJob(target: Target, job: Job, settings: HostSettings, context: Context): Promise<JobResult> {
  const { clock, signal, events } = context;
  signal.throwIfAborted();
  const workload = target.graph.workloads.find(({ address }) => address === job.workload);
  if (!workload)
    throw new LocalEngineError({
      code: "engine-local/workload-not-runnable",
      message: `The service has no ${job.workload} to run "${job.purpose}" for.`,
      place: target.graph.service.origin.place,
    });
  const [container] = workload.containers;
  const quietly = { ...context, events: () => {} }; // what is to be said of them, the rollout says
  const variables = await workloadVariables(target, { variables: container?.variables ?? {} }, settings, quietly);
  const service = serviceFolders(settings.folder, target.graph.service.name, target.graph.environment.name);
  const folders = workloadFolders(service, job.workload);
  await endAbandonedJobs(folders, settings.stopGraceMs, context);
  const folder = "folder" in job.in ? job.in.folder : await unpackRelease(folders, job.in.release, signal);

  const marker = newMarker();
  const forget = await noteJob(folders, marker, clock.now());
  const began = clock.monotonic();
  try {
    const environment = { ...variables.values, ...job.extra, [MARKER_VARIABLE]: marker };
    const { child, process } = await start(job.run, folder, buildEnvironment(context.variables, environment), marker);

    const tail: string[] = [];
    const source = `${job.workload} ${job.purpose}`;
    const redact = redactor(variables.secrets);
    const read = (stream: Readable, name: "stdout" | "stderr") => {
      const cutter = createLineCutter(redact);
      const show = (lines: readonly string[]) => {
        for (const line of lines) {
          events({ type: "output", source, stream: name, line });
          tail.push(line);
          if (tail.length > TAIL_LINES) tail.shift();
        }
      };
      stream.on("data", (bytes: Buffer) => show(cutter.push(bytes)));
      stream.once("close", () => show(cutter.end()));
    };
    read(child.stdout, "stdout");
    read(child.stderr, "stderr");
    const closed = once(child, "close");

    const end = (graceMs: number) => stopProcess(process, { graceMs, clock, signal: new AbortController().signal });
    const limit = AbortSignal.timeout(job.timeoutMs);
    let timedOut = false;
    const [exitCode, endSignal] = await ended(child, AbortSignal.any([signal, limit]), () => {
      timedOut = !signal.aborted;
      return end(settings.stopGraceMs);
    });
    await withinMoment(closed, clock);
    await end(0);
    await withinMoment(closed, clock);
    // Whoever still holds them was not to be found: waiting for it would never end.
    child.stdout.destroy();
    child.stderr.destroy();
    await closed;
    signal.throwIfAborted();
    return {
      exitCode: exitCode ?? undefined,
      ...(endSignal ? { signal: endSignal } : {}),
      timedOut,
      durationMs: clock.monotonic() - began,
      logTail: tail,
    };
  } finally {
    await forget();
  }
}

async function start(run: string, folder: string, env: Readonly<Record<string, string>>, marker: string) {
  const child = spawn("/bin/sh", ["-c", run], { cwd: folder, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const { pid = 0 } = child;
  const startToken = startTokenOf(pid) ?? "";
  try {
    await once(child, "spawn");
  } catch (cause) {
    throw new LocalEngineError({
      code: "engine-local/process-not-started",
      kind: "fault",
      message: `A command could not be started in ${folder}: ${errorMessage(cause)}.`,
      hint: "See that the folder exists and may be entered.",
      cause,
    });
  }
  child.on("error", () => {}); // a signal that cannot be sent; whoever sends one looks for itself
  const process: ProcessRecord = { pid, startedAt: "", startToken, marker };
  return { child, process };
}

async function withinMoment(closed: Promise<unknown>, clock: Clock): Promise<void> {
  const patience = new AbortController();
  await Promise.race([closed, clock.sleep(CLOSE_MS, patience.signal)]);
  patience.abort();
}

/** How the child ended, by itself or because it was told to. */
function ended(
  child: ReturnType<typeof spawn>,
  limit: AbortSignal,
  stop: () => Promise<void>,
): Promise<readonly [number | null, NodeJS.Signals | null]> {
  return new Promise((resolve, reject) => {
    const interrupt = () => void stop().catch(reject);
    if (limit.aborted) interrupt();
    else limit.addEventListener("abort", interrupt, { once: true });
    child.once("exit", (code, signal) => {
      limit.removeEventListener("abort", interrupt);
      resolve([code, signal]);
    });
  });
}
