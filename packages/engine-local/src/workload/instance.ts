import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { redactor } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { makeFolder } from "../data-folder/private-files.ts";
import { choosePort, isPortFree } from "../ports/port.ts";
import { buildEnvironment } from "../processes/environment.ts";
import { environmentOf } from "../processes/process-details.ts";
import { findByMarker, isRunning, newMarker, type ProcessRecord } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { type Fingerprint, variableDigests } from "./fingerprint.ts";
import { probe, type Verdict, waitUntilHealthy, waitUntilStable } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import { lastLines, TAIL_LINES } from "./log-tail.ts";
import { waitUntilReady } from "./readiness-command.ts";
import { releaseFolder } from "./release-files.ts";
import type { WorkloadFolders } from "./workload-folders.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import type { InstanceRecord } from "./workload-record.ts";
import type { WorkloadVariables } from "./workload-variables.ts";

/** What an instance is to be. */
export interface InstanceWish
  extends Pick<
    InstanceRecord,
    "kind" | "artifact" | "version" | "configuration" | "consumes" | "run" | "schedule" | "health"
  > {
  readonly name: string;
  /** It gets a port to listen on. */
  readonly listens: boolean;
  /** A program and its words that say, when it has come up, whether it may be given work. */
  readonly readiness?: readonly string[] | undefined;
  readonly variables: WorkloadVariables;
  readonly fingerprint: Fingerprint;
}

/** A port may be taken by someone else between our choice and the service's start. */
const PORT_ATTEMPTS = 3;

/** Why an instance did not become healthy. */
export interface Unhealthy {
  readonly healthy: false;
  readonly why: string;
  readonly logTail: readonly string[];
}

/** True while the instance's own process lives. */
export function isAlive(instance: InstanceRecord): boolean {
  return instance.process !== undefined && isRunning(instance.process);
}

/** What is written down of an instance that is about to be. */
export function intendedInstance(
  folders: WorkloadFolders,
  wish: InstanceWish,
  port: number | undefined,
  now: Date,
): InstanceRecord {
  const { name, kind, artifact, version, configuration, consumes, run, schedule, health } = wish;
  const startedAt = now.toISOString();
  const id = `${name}-${randomUUID().slice(0, 8)}`;
  return {
    id,
    kind,
    artifact,
    version,
    configuration,
    variables: {},
    consumes,
    run,
    schedule,
    health,
    port,
    logFile: join(folders.logs, `${startedAt.replace(/[:.]/g, "-")}-${id}.log`),
    marker: newMarker(),
    startedAt,
  };
}

/** All variables of what runs from a release, beside the few that every program gets. In clear. */
export function instanceVariables(wish: InstanceWish, port: number | undefined): Readonly<Record<string, string>> {
  return {
    ...wish.variables.values,
    ...(port === undefined ? {} : { PORT: String(port) }),
    TOWPATH_VERSION: wish.version,
    TOWPATH_DIGEST: wish.artifact,
  };
}

/** Starts an instance from its unpacked release. It stands in the journal as `starting` before there is a process. */
export async function startInstance(
  journal: WorkloadJournal,
  wish: InstanceWish,
  context: Context,
): Promise<InstanceRecord> {
  const { clock, variables: base } = context;
  await makeFolder(journal.folders.logs, { serverUser: undefined });
  const port = wish.listens ? await choosePort() : undefined;
  const intended = intendedInstance(journal.folders, wish, port, clock.now());
  await journal.write({ starting: intended });
  const process = await startDetached({
    file: "/bin/sh",
    args: ["-c", wish.run],
    folder: releaseFolder(journal.folders, wish.artifact),
    variables: instanceVariables(wish, port),
    logFile: intended.logFile,
    marker: intended.marker,
    base,
    clock,
  });
  const started = { ...intended, process };
  await journal.write({ starting: started });
  return started;
}

/** Waits until what was started is healthy; starts it once more on another port when someone took its port. */
export async function proveInstance(
  journal: WorkloadJournal,
  first: InstanceRecord,
  wish: InstanceWish,
  settings: HostSettings,
  context: Context,
): Promise<{ readonly healthy: true; readonly instance: InstanceRecord } | Unhealthy> {
  let instance = first;
  for (let attempt = 1; ; attempt += 1) {
    const started = instance;
    const up = await verdictOn(started, () => isAlive(started), settings, context);
    const verdict = up.healthy ? await readinessOf(started, wish, journal.folders, context) : up;
    if (verdict.healthy) return { healthy: true, instance: await asItRuns(journal, started, wish) };
    const { port } = instance;
    const isRobbed = port !== undefined && !isAlive(instance) && !(await isPortFree(port));
    if (!isRobbed || attempt === PORT_ATTEMPTS) {
      const redact = redactor(wish.variables.secrets);
      const logTail = (await lastLines(instance.logFile, TAIL_LINES)).map(redact);
      return { healthy: false, why: redact(verdict.why), logTail };
    }
    await endInstance(instance, settings, context);
    instance = await startInstance(journal, wish, context);
  }
}

/** Writes down the variables that a healthy instance has: what its own command line sets is no drift. */
async function asItRuns(
  journal: WorkloadJournal,
  instance: InstanceRecord,
  wish: InstanceWish,
): Promise<InstanceRecord> {
  const { process, port } = instance;
  const values = { ...instanceVariables(wish, port), ...(process && environmentOf(process.pid)) };
  const known = { ...instance, variables: variableDigests(values, wish.fingerprint) };
  await journal.write({ starting: known });
  return known;
}

/** A server is asked, and a worker that says how; any other worker has to live for a while. */
function verdictOn(
  { kind, port, health }: InstanceRecord,
  isAlive: () => boolean,
  { stableMs }: HostSettings,
  { clock, signal }: Context,
): Promise<Verdict> {
  if (port !== undefined && (kind === "server" || health.path !== undefined))
    return waitUntilHealthy(port, health, isAlive, clock, signal);
  return waitUntilStable(stableMs, isAlive, clock, signal);
}

/** What has come up may still have to say so by a command of its own. */
async function readinessOf(
  instance: InstanceRecord,
  wish: InstanceWish,
  folders: WorkloadFolders,
  { clock, signal, variables: base }: Context,
): Promise<Verdict> {
  if (!wish.readiness) return { healthy: true };
  const environment = buildEnvironment(base, instanceVariables(wish, instance.port));
  const command = { words: wish.readiness, folder: releaseFolder(folders, wish.artifact), environment };
  return waitUntilReady(command, instance.health, () => isAlive(instance), clock, signal);
}

/** Asks once whether a living instance is healthy; one that cannot be asked is. */
export async function askInstance({ kind, port, health }: InstanceRecord): Promise<Verdict> {
  const isAsked = port !== undefined && (kind === "server" || health.path !== undefined);
  return isAsked ? probe(port, health) : { healthy: true };
}

/** Ends an instance and all that it started, also one of which only the intention is known. */
export async function endInstance(
  instance: InstanceRecord,
  settings: Pick<HostSettings, "stopGraceMs">,
  context: Pick<Context, "clock">,
): Promise<void> {
  const record: ProcessRecord | undefined = instance.process ?? findByMarker(instance.marker, instance.startedAt);
  if (!record) return;
  // What is to be ended is ended, also when the command is interrupted: the grace bounds the wait.
  const { signal } = new AbortController();
  await stopProcess(record, { graceMs: settings.stopGraceMs, clock: context.clock, signal });
}
