import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The variable that every process which is started here carries, and hands on to its children. */
export const MARKER_VARIABLE = "TOWPATH_PROCESS";

/** One living process as the kernel shows it. What has ended and waits to be collected is not living. */
export interface LivingProcess {
  readonly pid: number;
  /** Differs for two processes that had the same number one after the other. */
  readonly startToken: string;
  readonly group: number;
  readonly session: number;
}

/** The process with this number, or undefined where none lives. */
export function livingProcess(pid: number): LivingProcess | undefined {
  return process.platform === "linux" ? fromProc(pid, false) : fromPs(["-p", String(pid)])[0];
}

/** What the kernel calls the start of a process that may just have ended: it is there until its parent collects it. */
export function startTokenOf(pid: number): string | undefined {
  return process.platform === "linux" ? fromProc(pid, true)?.startToken : fromPs(["-p", String(pid)])[0]?.startToken;
}

/** Everything that lives and that this user may see. */
export function livingProcesses(): readonly LivingProcess[] {
  if (process.platform !== "linux") return fromPs(["-ax"]);
  return numbersInProc().flatMap((pid) => fromProc(pid, false) ?? []);
}

/** The pids of what was started with this marker, and of children that kept their parent's environment. */
export function markedProcesses(marker: string): ReadonlySet<number> {
  const entry = `${MARKER_VARIABLE}=${marker}`;
  if (process.platform === "linux") {
    const isMarked = (pid: number) => (read(`/proc/${pid}/environ`) ?? "").split("\0").includes(entry);
    return new Set(numbersInProc().filter(isMarked));
  }
  const lines = ps(["-ax", "-E", "-ww", ...columns("pid", "command")]).split("\n");
  return new Set(lines.filter((line) => line.split(/\s+/).includes(entry)).map((line) => Number.parseInt(line, 10)));
}

function numbersInProc(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** Fields by number as in proc_pid_stat(5); the second is a name that may hold spaces and parentheses. */
function fromProc(pid: number, evenEnded: boolean): LivingProcess | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const field = (number: number) => fields[number - 3] ?? "";
  if (!evenEnded && (field(3) === "Z" || field(3) === "X")) return undefined;
  return { pid, startToken: `${bootId()}:${field(22)}`, group: Number(field(5)), session: Number(field(6)) };
}

let knownBootId: string | undefined;

function bootId(): string {
  knownBootId ??= (read("/proc/sys/kernel/random/boot_id") ?? "unknown").trim();
  return knownBootId;
}

/**
 * Columns without a header. Each needs an option of its own: the `ps` of macOS takes what follows the first `=`, commas and
 * all, for the header of that one column (POSIX, ps, -o).
 */
export function columns(...names: readonly string[]): readonly string[] {
  return names.flatMap((name) => ["-o", `${name}=`]);
}

/** A session is always led by the process whose group we ask about, and `ps` of macOS cannot show it: the group stands for it. */
export function fromPs(selection: readonly string[]): readonly LivingProcess[] {
  return ps([...selection, ...columns("pid", "pgid", "stat", "lstart")])
    .split("\n")
    .flatMap((line) => {
      const [, pid, group, state, start] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
      if (start === undefined || state?.startsWith("Z")) return [];
      return { pid: Number(pid), startToken: start, group: Number(group), session: Number(group) };
    });
}

/** `lstart` is shown in local time and language: both are fixed. */
function ps(args: readonly string[]): string {
  try {
    return execFileSync("/bin/ps", args, {
      encoding: "utf8",
      env: { LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 5_000,
    });
  } catch {
    return ""; // ps exits with 1 when it finds none
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // ended in between, or another user's
  }
}
