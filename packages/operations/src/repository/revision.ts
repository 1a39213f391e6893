import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const LIMIT_MS = 5_000;

/** Which state of the repository is built. */
export interface Revision {
  /** The nearest tag and the way from it (`v1.8.2-3-gab12cd3`), or the commit; `-dirty` with changes. */
  readonly version: string;
  /** Absent where there is no git or no commit yet. */
  readonly commit?: string | undefined;
  /** When the commit was made. Absent with it. */
  readonly committedAt?: Date | undefined;
}

/** Asks git about a folder; `0.0.0-local` where it cannot answer. Runs no hook and no monitor that the repository configures. */
export async function revisionOf(folder: string, signal: AbortSignal): Promise<Revision> {
  // A container works in folders of other users, and whoever builds runs what the folder says anyway.
  const trusted = ["-c", "safe.directory=*"];
  const safe = ["-C", folder, ...trusted, "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const ask = async (...words: readonly string[]): Promise<string> => {
    const options = {
      signal,
      timeout: LIMIT_MS,
      env: { PATH: process.env["PATH"] ?? "", LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0" },
    };
    return (await run("git", [...safe, ...words], options)).stdout.trim();
  };
  try {
    // Not log, which a repository can configure to start a program.
    const [version, newest] = await Promise.all([
      ask("describe", "--tags", "--always", "--dirty"),
      ask("rev-list", "-1", "--timestamp", "HEAD"),
    ]);
    const [, seconds, commit] = /^(-?\d{1,12}) ([0-9a-f]{40,64})$/.exec(newest) ?? [];
    return { version, commit, ...(seconds ? { committedAt: new Date(Number(seconds) * 1000) } : {}) };
  } catch {
    signal.throwIfAborted();
    return { version: "0.0.0-local" };
  }
}
