import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * The pids of this user's processes that listen on a TCP port, on loopback or on all addresses. Empty where nobody does, and
 * where the system does not tell.
 */
export function listenersOn(port: number): ReadonlySet<number> {
  return process.platform === "linux" ? listenersInProc(port) : listenersByLsof(port);
}

/** The variables that a process was started with, where the system shows them: Linux, for one's own. */
export function environmentOf(pid: number): Readonly<Record<string, string>> | undefined {
  const text = attempt(() => readFileSync(`/proc/${pid}/environ`, "utf8"));
  if (text === undefined || text === "") return undefined;
  const entries = text.split("\0").flatMap((entry) => {
    const end = entry.indexOf("=");
    return end > 0 ? [[entry.slice(0, end), entry.slice(end + 1)] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The pids of this user's processes that run in a folder, where the system shows it: Linux. */
export function processesIn(folder: string): readonly number[] {
  if (process.platform !== "linux") return [];
  return pidsInProc().filter((pid) => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) === folder);
}

const LISTEN = "0A";

/** proc_net_tcp(5): `sl local_address rem_address st … inode`, addresses as `HEX:PORT` in hexadecimal. */
function listenersInProc(port: number): ReadonlySet<number> {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = ["tcp", "tcp6"].flatMap((table) =>
    (attempt(() => readFileSync(`/proc/net/${table}`, "utf8")) ?? "").split("\n").flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      return fields[3] === LISTEN && fields[1]?.endsWith(`:${wanted}`) && fields[9] ? [`socket:[${fields[9]}]`] : [];
    }),
  );
  if (inodes.length === 0) return new Set();
  const sockets = new Set(inodes);
  return new Set(
    pidsInProc().filter((pid) =>
      (attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? []).some((fd) => {
        const link = attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`));
        return link !== undefined && sockets.has(link);
      }),
    ),
  );
}

function listenersByLsof(port: number): ReadonlySet<number> {
  const args = ["-nP", `-iTCP:${port}`, "-sTCP:LISTEN", "-Fp"];
  const found = attempt(() =>
    execFileSync("/usr/sbin/lsof", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: 5_000 }),
  );
  return new Set([...(found ?? "").matchAll(/^p(\d+)$/gm)].map(([, pid]) => Number(pid)));
}

function pidsInProc(): readonly number[] {
  return (attempt(() => readdirSync("/proc")) ?? []).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** What ended in between, or is another user's, is undefined. */
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
