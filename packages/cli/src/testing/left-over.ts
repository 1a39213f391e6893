import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename, join } from "node:path";

/** What a machine has of a data folder, by the kernel's word and the disk's, not by what Towpath says. */
export interface LeftOver {
  /** What runs in the folder, or names it: each program with the script or folder that tells it from others; sorted. */
  readonly processes: readonly string[];
  /** How many ports these listen on. */
  readonly ports: number;
  /** Names of the locks that somebody holds. */
  readonly locks: readonly string[];
  /** Addresses of steps that were begun and not ended. */
  readonly journal: readonly string[];
  /** Whose databases and buckets are written down; sorted. */
  readonly records: readonly string[];
}

export function leftOver(home: string): LeftOver {
  const running = processesOf(home);
  const states = statesBelow(join(home, "state"), "").concat(statesBelow(join(home, "workloads", ".locks"), ""));
  return {
    processes: running.map(({ name }) => name).sort(),
    ports: listening(new Set(running.map(({ pid }) => pid))),
    locks: states.filter(({ state }) => state["lock"] !== undefined).map(({ key }) => key),
    journal: states.flatMap(({ state }) =>
      Array.isArray(state["journal"]) ? state["journal"].map((each) => String(each.address)) : [],
    ),
    records: [
      ...namesIn(join(home, "buckets")),
      ...namesIn(join(home, "servers", "postgres")).flatMap((major) =>
        namesIn(join(home, "servers", "postgres", major, "databases")).map((name) => `${major} ${name}`),
      ),
    ].filter((name) => !name.includes(" .") && !name.startsWith(".")),
  };
}

/** What is not yet what it is to be, or never was: of a command at work, or of one that was killed. */
export function temporariesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(
      ({ name, parentPath }) => /^\.(?:new|unpacking)-|^\..+\.[0-9a-f]{12}$/.test(name) || /incoming$/.test(parentPath),
    )
    .map(({ name, parentPath }) => join(parentPath, name));
}

function processesOf(home: string): readonly { readonly pid: number; readonly name: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const words = (text(`/proc/${name}/cmdline`) ?? "").split("\0");
      const isHere = link(`/proc/${name}/cwd`).startsWith(home) || words.some((word) => word.includes(home));
      const isHelper = words[0]?.startsWith("postgres: ") === true; // comes and goes with its server, and cannot be without it
      if (!isHere || isHelper || isEnded(name)) return [];
      const program = basename((words[0] ?? "").split(" ")[0] ?? "");
      const script = words.slice(1).find((word) => /\.m?[jt]s$/.test(word));
      return [{ pid: Number(name), name: [program, script && basename(script)].filter(Boolean).join(" ") }];
    });
}

/** It waits for its parent to collect it. */
function isEnded(pid: string): boolean {
  const stat = text(`/proc/${pid}/stat`);
  return stat === undefined || /^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
}

function listening(pids: ReadonlySet<number>): number {
  const open = new Set(
    ["tcp", "tcp6"].flatMap((table) =>
      (text(`/proc/net/${table}`) ?? "")
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state]) => state === "0A")
        .map((fields) => `socket:[${fields[9]}]`),
    ),
  );
  const held = [...pids].flatMap((pid) => namesIn(`/proc/${pid}/fd`).map((fd) => link(`/proc/${pid}/fd/${fd}`)));
  return new Set(held.filter((socket) => open.has(socket))).size;
}

/** The newest generation of each key below a store's folder. */
function statesBelow(
  root: string,
  key: string,
): readonly { readonly key: string; readonly state: Record<string, unknown> }[] {
  const folder = join(root, key);
  const names = namesIn(folder);
  const newest = names.filter((name) => /^@\d{12}$/.test(name)).at(-1);
  const bytes = newest === undefined ? "" : (text(join(folder, newest)) ?? "");
  // Whom artifacts belong to is noted as an id: nothing of it is left over.
  const isRecord = bytes.startsWith("{");
  const own = isRecord ? [{ key, state: JSON.parse(bytes) }] : [];
  return [
    ...own,
    ...names.filter((name) => /^[A-Za-z0-9]/.test(name)).flatMap((name) => statesBelow(root, join(key, name))),
  ];
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
