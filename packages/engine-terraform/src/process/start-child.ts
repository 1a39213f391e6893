import { type ChildProcess, spawn } from "node:child_process";

/** A program that was started: how it ends, and what it can be told. */
export interface Child {
  readonly pid: number;
  /** @throws the system's error where it could not be started */
  readonly ended: Promise<{ readonly exitCode: number | undefined; readonly signal: string | undefined }>;
  /** One interrupt, to the program itself: what it has started it ends in its own way. */
  interrupt(): void;
  /** One to it and to all that it has started. */
  interruptAll(): void;
  /** Ends it and all that it has started, at once. */
  kill(): void;
}

export interface ChildParts {
  readonly file: string;
  readonly args: readonly string[];
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Where its two outputs go. */
  readonly stdout: number;
  readonly stderr: number;
}

/**
 * It waits for a word of ours. When we end without one, killed, the pipe is closed and the program, which has taken the
 * place of the shell, is interrupted: it finishes its step and writes its state.
 */
const WATCH = `(IFS= read -r word <&3; [ "$word" = done ] || kill -INT $$) </dev/null >/dev/null 2>&1 & exec "$0" "$@" 3<&-`;

/**
 * Starts a program in a process group of its own, so that an interrupt of the terminal does not reach it. Its outputs are
 * files, not pipes: a pipe breaks when we are killed, and a program of Go's ends at its next line then, in mid-step.
 */
export function startChild(parts: ChildParts): Child {
  const { file, args, folder, variables, stdout, stderr } = parts;
  const isWindows = process.platform === "win32";
  const child = isWindows
    ? spawn(file, args, { cwd: folder, env: variables, stdio: ["ignore", stdout, stderr], windowsHide: true })
    : spawn("/bin/sh", ["-c", WATCH, file, ...args], {
        cwd: folder,
        env: variables,
        stdio: ["ignore", stdout, stderr, "pipe"],
        detached: true,
      });
  const lifeline = child.stdio[3];
  lifeline?.on("error", () => {}); // the watcher has ended
  const release = () => {
    if (lifeline && "end" in lifeline) lifeline.end("done\n");
  };
  const ended = new Promise<Awaited<Child["ended"]>>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      release();
      signalGroup(child, "SIGKILL");
      resolve({ exitCode: code ?? undefined, signal: signal ?? undefined });
    });
  });
  return {
    pid: child.pid ?? 0,
    ended,
    interrupt() {
      release(); // or the watcher would interrupt it a second time, which it takes for "at once"
      if (!isWindows) child.kill("SIGINT"); // there the terminal's own interrupt has reached it
    },
    interruptAll: () => signalGroup(child, "SIGINT"),
    kill: () => (isWindows ? child.kill("SIGKILL") : signalGroup(child, "SIGKILL")),
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The group is empty: everything in it has ended.
  }
}
