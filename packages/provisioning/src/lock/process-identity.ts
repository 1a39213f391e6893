import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import type { ProcessIdentity } from "../state/state-document.ts";

/** This process, in a form that others on the machine can check; undefined where the system does not tell. */
export function ownProcess(): ProcessIdentity | undefined {
  return processIdentity(process.pid);
}

/** A process of this machine, in that form; undefined for one that has ended, and where the system does not tell. */
export function processIdentity(pid: number): ProcessIdentity | undefined {
  const host = hostIdentity();
  const start = startOf(pid);
  return host === undefined || start === undefined || start === "ended" ? undefined : { host, pid, start };
}

/** True only when it is certain: the process ran on this machine, since this boot, and has ended. */
export function isGone(identity: ProcessIdentity): boolean {
  if (identity.host !== hostIdentity()) return false;
  if (!isThere(identity.pid)) return true;
  const start = startOf(identity.pid);
  return start !== undefined && start !== identity.start;
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

let known: string | undefined | null = null;

function hostIdentity(): string | undefined {
  if (known === null) known = hostIdentityOn(process.platform);
  return known;
}

/**
 * The machine since it was started, and of Linux the namespace of process ids. Not its name: many machines have the same one, and
 * of a holder on another of them nobody could say that it has ended. Undefined where the system does not tell.
 *
 * @param boot what macOS says of its start
 */
export function hostIdentityOn(platform: string, boot: () => string = bootOfMac): string | undefined {
  try {
    if (platform === "linux")
      return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${readlinkSync("/proc/self/ns/pid")}`;
    return platform === "darwin" ? /^[0-9A-F-]{36}$/i.exec(boot().trim())?.[0] : undefined;
  } catch {
    return undefined;
  }
}

function bootOfMac(): string {
  return execFileSync("/usr/sbin/sysctl", ["-n", "kern.bootsessionuuid"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 5_000,
  });
}

/** When a process was started, `ended` for one that only waits to be reaped, undefined when it cannot be read. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") return startByPs(pid);
    // proc(5): the name in parentheses may hold anything; state is the first field behind it, start time the twentieth.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? "ended" : fields[19];
  } catch {
    return undefined;
  }
}

/** Shown in local time and language: both are fixed, or a holder would seem gone to who lives in another time zone. */
export function startByPs(pid: number): string {
  return execFileSync("/bin/ps", ["-o", "lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { LC_ALL: "C", TZ: "UTC" },
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 5_000,
  }).trim();
}
