import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** TCP_LISTEN of the kernel's include/net/tcp_states.h. */
const LISTENING = "0A";

/** Who listens on a port of this machine, in words; undefined where that cannot be seen. */
export function portOwner(port: number): string | undefined {
  const entry = listeners().find((each) => each.port === port);
  if (!entry) return undefined;
  const pid = holderOf(entry.inode);
  return pid === undefined ? `a program of uid ${entry.uid}` : `${programOf(pid)} (${pid})`;
}

/** The tables of proc_pid_net(5): local address, state, uid and inode of each socket. */
function listeners(): readonly { readonly port: number; readonly uid: string; readonly inode: string }[] {
  return ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    read(file)
      .split("\n")
      .slice(1)
      .flatMap((line) => {
        const [, local = "", , state, , , , uid = "", , inode = ""] = line.trim().split(/\s+/);
        if (state !== LISTENING) return [];
        return [{ port: Number.parseInt(local.slice(local.lastIndexOf(":") + 1), 16), uid, inode }];
      }),
  );
}

function holderOf(inode: string): number | undefined {
  for (const name of list("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const folder = `/proc/${name}/fd`;
    if (list(folder).some((fd) => link(`${folder}/${fd}`) === `socket:[${inode}]`)) return Number(name);
  }
  return undefined;
}

function programOf(pid: number): string {
  return basename(read(`/proc/${pid}/cmdline`).split("\0")[0] ?? "") || "a program";
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // another user's, or it ended
  }
}

function link(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
