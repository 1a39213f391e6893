import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readIfThere } from "../data-folder/private-files.ts";
import { livingProcess } from "../processes/process-table.ts";
import type { Cluster } from "./cluster.ts";

/** The running server of a cluster, as its own lock file says. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly status: "starting" | "ready" | "stopping";
}

/**
 * The server that has this cluster open, or undefined where none lives. Format of the lock file:
 * `src/include/utils/pidfile.h` of PostgreSQL.
 */
export async function runningPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const [pidLine, , , portLine, , , , statusLine] = await lockLines(cluster);
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 0 || !isServerOf(cluster, pid)) return undefined;
  const status = statusLine?.trim();
  return {
    pid,
    port: Number(portLine),
    status: status === "ready" || status === "stopping" ? status : "starting",
  };
}

/**
 * PostgreSQL takes a lock file for a living server's when any process of its account has that number, as happens after a
 * restart of the machine. Then the number is replaced by one that nobody has; the rest stays, for the server looks there
 * whether the old one's children still live.
 */
export async function forgetReusedPid(cluster: Cluster): Promise<void> {
  const [pidLine, ...rest] = await lockLines(cluster);
  const pid = Number(pidLine);
  if (!Number.isInteger(pid) || pid <= 0 || !livingProcess(pid) || isServerOf(cluster, pid)) return;
  const ended = spawnSync("/bin/sh", ["-c", ":"]).pid;
  await writeFile(lockFile(cluster), [String(ended), ...rest].join("\n"));
}

function lockFile(cluster: Cluster): string {
  return join(cluster.data, "postmaster.pid");
}

async function lockLines(cluster: Cluster): Promise<readonly string[]> {
  return ((await readIfThere(lockFile(cluster))) ?? "").split("\n");
}

/**
 * True when the process is one that was started on this cluster's data: no other that got its number, and no server of the folder
 * that this one is a copy of.
 */
function isServerOf({ data }: Cluster, pid: number): boolean {
  if (!livingProcess(pid)) return false;
  try {
    if (process.platform === "linux") return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data);
    const args = ["-ww", "-o", "command=", "-p", String(pid)];
    const line = execFileSync("/bin/ps", args, { encoding: "utf8", env: { LC_ALL: "C" }, timeout: 5_000 });
    return ` ${line.trim()} `.includes(` -D ${data} `);
  } catch {
    return false; // it ended in between
  }
}

/** What the server's log says since `from` bytes. */
export async function logSince(cluster: Cluster, from: number): Promise<string> {
  try {
    return (await readFile(cluster.log)).subarray(from).toString("utf8");
  } catch {
    return "";
  }
}
