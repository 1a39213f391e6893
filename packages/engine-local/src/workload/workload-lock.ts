import { randomUUID } from "node:crypto";
import { link, rename, rm } from "node:fs/promises";
import { isJsonObject, type ProgressEvent } from "@towpath/core";
import type { Context } from "@towpath/provisioning";
import { codeOf, makeFolder, readIfThere, writePrivateFile } from "../data-folder/private-files.ts";
import { LocalEngineError } from "../errors.ts";
import { isRunning } from "../processes/process-record.ts";
import { startTokenOf } from "../processes/process-table.ts";
import type { ServiceFolders } from "./workload-folders.ts";

/** Held while the workloads of a service in an environment are changed. */
export interface WorkloadLock {
  /** @throws {LocalEngineError} `engine-local/workload-busy` when someone else holds it by now */
  verify(): Promise<void>;
}

interface LockHolder {
  readonly token: string;
  readonly who: string;
  readonly since: string;
  readonly pid: number;
  readonly startToken: string;
}

/**
 * Runs a change of a service's workloads, one at a time on this machine. The state's own lock orders whole deployments; this
 * one also holds against `status`, which takes none and mends a proxy that was killed.
 *
 * A holder whose process is gone is replaced at once.
 *
 * @param waitMs how long to wait for a living holder, in milliseconds
 * @throws {LocalEngineError} `engine-local/workload-busy` names the holder
 */
export async function withWorkloadLock<T>(
  folders: ServiceFolders,
  waitMs: number,
  context: Pick<Context, "clock" | "signal" | "events" | "holder">,
  body: (lock: WorkloadLock) => Promise<T>,
): Promise<T> {
  const { clock, signal, events } = context;
  const own: LockHolder = {
    token: randomUUID(),
    who: context.holder.who,
    since: clock.now().toISOString(),
    pid: process.pid,
    startToken: startTokenOf(process.pid) ?? "",
  };
  await makeFolder(folders.root, { serverUser: undefined });
  const deadline = clock.monotonic() + waitMs;
  let isWaiting = false;
  for (;;) {
    const holder = await take(folders.lockFile, own);
    if (!holder) break;
    if (clock.monotonic() >= deadline) throw busy(holder);
    if (!isWaiting) events(waiting(holder));
    isWaiting = true;
    await clock.sleep(100, signal);
  }
  try {
    return await body({ verify: () => verify(folders.lockFile, own) });
  } finally {
    if ((await holderOf(folders.lockFile))?.token === own.token) await rm(folders.lockFile, { force: true });
  }
}

/** @returns the living holder that is in the way, or undefined when the lock is ours */
async function take(file: string, own: LockHolder): Promise<LockHolder | undefined> {
  const candidate = `${file}.${own.token}`;
  await writePrivateFile(candidate, JSON.stringify(own));
  try {
    for (;;) {
      try {
        await link(candidate, file); // fails where there is one: of two that try, one succeeds
        return undefined;
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
      }
      const holder = await holderOf(file);
      if (holder && isRunning({ ...holder, startedAt: holder.since })) return holder;
      await removeAbandoned(file, own, holder);
    }
  } finally {
    await rm(candidate, { force: true });
  }
}

/** Takes a dead holder's lock away, and puts it back should it have become a living one's in between. */
async function removeAbandoned(file: string, own: LockHolder, seen: LockHolder | undefined): Promise<void> {
  const aside = `${file}.${own.token}.abandoned`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if ((await holderOf(aside))?.token !== seen?.token) await link(aside, file).catch(() => {});
  await rm(aside, { force: true });
}

async function verify(file: string, own: LockHolder): Promise<void> {
  const holder = await holderOf(file);
  if (holder?.token !== own.token) throw busy(holder ?? own);
}

async function holderOf(file: string): Promise<LockHolder | undefined> {
  const written = await readIfThere(file);
  if (written === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(written);
    if (!isJsonObject(value)) return undefined;
    const { token, who, since, pid, startToken } = value;
    if (typeof token !== "string" || typeof pid !== "number" || typeof startToken !== "string") return undefined;
    return { token, who: String(who), since: String(since), pid, startToken };
  } catch {
    return undefined; // a holder that cannot be read is nobody
  }
}

function waiting(holder: LockHolder): ProgressEvent {
  return { type: "notice", message: `Waiting for ${holder.who} (process ${holder.pid}), who changes these workloads.` };
}

function busy(holder: LockHolder): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/workload-busy",
    kind: "refused",
    message: `The workloads are being changed by ${holder.who} (process ${holder.pid}) since ${holder.since}.`,
    hint: "Wait until that is done and run the command again.",
  });
}
