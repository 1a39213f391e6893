import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Digest, redactor } from "@towpath/core";
import type { Context, RunnableRelease } from "@towpath/provisioning";
import { makeFolder } from "../data-folder/private-files.ts";
import { choosePort, isPortFree } from "../ports/port.ts";
import { findByMarker, isRunning, newMarker, type ProcessRecord } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { type Health, type Verdict, waitUntilHealthy } from "./health-gate.ts";
import type { HostSettings } from "./host-settings.ts";
import { lastLines, TAIL_LINES } from "./log-tail.ts";
import { releaseFolder } from "./release-files.ts";
import type { WorkloadJournal } from "./workload-journal.ts";
import type { InstanceRecord } from "./workload-record.ts";
import type { WorkloadVariables } from "./workload-variables.ts";

/** What an instance is to be. */
export interface InstanceWish {
  readonly name: string;
  readonly artifact: Digest;
  readonly version: string;
  readonly configuration: Digest;
  readonly run: string;
  readonly health: Health;
  readonly variables: WorkloadVariables;
}

/** A port may be taken by someone else between our choice and the service's start. */
const PORT_ATTEMPTS = 3;

/** Why an instance did not become healthy. */
export interface Unhealthy {
  readonly healthy: false;
  readonly why: string;
  readonly logTail: readonly string[];
}

export function wishFor(
  name: string,
  release: RunnableRelease,
  rest: Pick<InstanceWish, "configuration" | "run" | "health" | "variables">,
): InstanceWish {
  return { name, artifact: release.artifact.digest, version: release.version, ...rest };
}

/** True while the instance's own process lives. */
export function isAlive(instance: InstanceRecord): boolean {
  return instance.process !== undefined && isRunning(instance.process);
}

/** Starts an instance from its unpacked release. It stands in the journal as `starting` before there is a process. */
export async function startInstance(
  journal: WorkloadJournal,
  wish: InstanceWish,
  context: Context,
): Promise<InstanceRecord> {
  const { clock, variables: base } = context;
  const { logs } = journal.folders;
  await makeFolder(logs, { serverUser: undefined });
  const startedAt = clock.now().toISOString();
  const id = `${wish.name}-${randomUUID().slice(0, 8)}`;
  const port = await choosePort();
  const { artifact, version, configuration, run, health, variables } = wish;
  const intended: InstanceRecord = {
    artifact,
    version,
    configuration,
    run,
    health,
    id,
    port,
    logFile: join(logs, `${startedAt.replace(/[:.]/g, "-")}-${id}.log`),
    marker: newMarker(),
    startedAt,
  };
  await journal.write({ starting: intended });
  const process = await startDetached({
    file: "/bin/sh",
    args: ["-c", wish.run],
    folder: releaseFolder(journal.folders, wish.artifact),
    variables: {
      ...variables.values,
      PORT: String(port),
      TOWPATH_VERSION: wish.version,
      TOWPATH_DIGEST: wish.artifact,
    },
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
    const verdict: Verdict = await waitUntilHealthy(
      started.port,
      started.health,
      () => isAlive(started),
      context.clock,
      context.signal,
    );
    if (verdict.healthy) return { healthy: true, instance };
    const isRobbed = !isAlive(instance) && !(await isPortFree(instance.port));
    if (!isRobbed || attempt === PORT_ATTEMPTS) {
      const redact = redactor(wish.variables.secrets);
      const logTail = (await lastLines(instance.logFile, TAIL_LINES)).map(redact);
      return { healthy: false, why: redact(verdict.why), logTail };
    }
    await endInstance(instance, settings, context);
    instance = await startInstance(journal, wish, context);
  }
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
