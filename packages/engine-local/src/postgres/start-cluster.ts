import { rename, stat } from "node:fs/promises";
import type { Clock } from "@towpath/core";
import { readIfThere, writePrivateFile } from "../data-folder/private-files.ts";
import { LocalEngineError } from "../errors.ts";
import { keepPort } from "../ports/keep-port.ts";
import { isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import type { InstallContext } from "../server-packages/install-server-package.ts";
import { POSTGRES_PACKAGES } from "../server-packages/server-package.ts";
import type { Cluster } from "./cluster.ts";
import { lastLines } from "./create-cluster.ts";
import type { PostgresPrograms } from "./postgres-programs.ts";
import { forgetReusedPid, logSince, type Postmaster, runningPostmaster } from "./postmaster.ts";

/** Recovery after a crash takes as long as there is work to repeat. */
const READY_LIMIT_MS = 110_000;
/** How long the children of a server that was killed may hold its memory. */
const MEMORY_LIMIT_MS = 20_000;
const LOG_LIMIT_BYTES = 10_000_000;
const LOOK_MS = process.platform === "linux" ? 10 : 50;

export interface StartContext extends InstallContext {
  readonly clock: Clock;
}

/**
 * The cluster's running server: the one that runs, or one that is started. Of two commands that start one at once,
 * PostgreSQL's own lock lets one win; the other finds it and goes on with it.
 *
 * @throws {LocalEngineError} `engine-local/postgres-not-started` with what the server's log says
 */
export async function ensureRunning(
  cluster: Cluster,
  programs: PostgresPrograms,
  context: StartContext,
): Promise<Postmaster> {
  const { clock, signal } = context;
  const begun = clock.monotonic();
  const kept = Number((await readIfThere(cluster.portFile)) ?? "") || undefined;
  let avoid: number | undefined;

  for (;;) {
    signal.throwIfAborted();
    const running = await runningPostmaster(cluster);
    if (running?.status === "ready") return running;
    if (clock.monotonic() - begun > READY_LIMIT_MS)
      throw notStarted(cluster, await tail(cluster), "it is not ready yet");
    if (running) {
      await clock.sleep(LOOK_MS, signal); // someone starts it or stops it
      continue;
    }

    await forgetReusedPid(cluster);
    await rotateLog(cluster);
    const logStart = await sizeOf(cluster.log);
    const port = await keepPort(kept === avoid ? undefined : kept, context);
    const record = await startDetached({
      file: programs.postgres,
      args: ["-D", cluster.data, "-c", `port=${port}`],
      folder: "/",
      variables: { LC_ALL: "C", TZ: "UTC" },
      base: context.variables,
      logFile: cluster.log,
      ...context.folders.serverUser,
    });
    const started = await untilReady(cluster, record, begun, context);
    if (started) {
      await recordPort(cluster, kept, started.port, context);
      return started;
    }

    const log = await logSince(cluster, logStart);
    if (/lock file "postmaster\.pid" (already exists|is empty)/.test(log)) {
      await clock.sleep(LOOK_MS * 5, signal); // another command was faster
    } else if (
      /pre-existing shared memory block|still in use/.test(log) &&
      clock.monotonic() - begun < MEMORY_LIMIT_MS
    ) {
      await clock.sleep(200, signal); // the children of a server that was killed are still ending
    } else if (/could not (bind|create any TCP)/.test(log) && avoid === undefined) {
      avoid = port;
    } else {
      throw notStarted(cluster, log, "it ended at once");
    }
  }
}

async function untilReady(
  cluster: Cluster,
  record: ProcessRecord,
  begun: number,
  { clock, signal }: StartContext,
): Promise<Postmaster | undefined> {
  for (;;) {
    const running = await runningPostmaster(cluster);
    if (running?.status === "ready") return running;
    if (!isRunning(record)) return undefined;
    if (clock.monotonic() - begun > READY_LIMIT_MS) return undefined;
    await clock.sleep(LOOK_MS, signal);
  }
}

/** The port is chosen once and kept. Where someone else has it now, another one is, and that is said. */
async function recordPort(
  cluster: Cluster,
  kept: number | undefined,
  port: number,
  context: StartContext,
): Promise<void> {
  if (port === kept) return;
  await writePrivateFile(cluster.portFile, String(port));
  if (kept === undefined) return;
  const message = `Port ${kept} is taken by another program: PostgreSQL ${cluster.major} listens on ${port} from now on.`;
  context.events({ type: "notice", message });
}

async function rotateLog(cluster: Cluster): Promise<void> {
  if ((await sizeOf(cluster.log)) > LOG_LIMIT_BYTES) await rename(cluster.log, `${cluster.log}.1`);
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function tail(cluster: Cluster): Promise<string> {
  return logSince(cluster, Math.max(0, (await sizeOf(cluster.log)) - 4_000));
}

function notStarted(cluster: Cluster, log: string, why: string): LocalEngineError {
  const { title, version } = POSTGRES_PACKAGES[cluster.major];
  const isFull = /No space left on device|Disk quota exceeded/.test(log);
  const isReadOnly = /Read-only file system/.test(log);
  const reason = isFull ? "there is no room left on its disk" : isReadOnly ? "its disk is read-only" : why;
  return new LocalEngineError({
    code: isFull ? "engine-local/disk-full" : "engine-local/postgres-not-started",
    kind: "fault",
    message: `${title} ${version} does not start: ${reason}. The end of ${cluster.log}:\n  ${lastLines(log)}`,
    hint: isFull
      ? "Free some space and run the command again. What was committed is safe."
      : "Mend what the log says and run the command again. The data is left as it is.",
  });
}
