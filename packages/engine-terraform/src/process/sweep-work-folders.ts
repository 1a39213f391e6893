import { mkdtemp, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isGone } from "@towpath/provisioning";
import { runningIn } from "./child-note.ts";
import { identityIn } from "./identity-name.ts";
import { folderName, guarded } from "./work-folder.ts";

/** Of a folder whose process cannot be looked at from here, how long nobody must have used it: a day, in milliseconds. */
const ABANDONED_MS = 24 * 3_600_000;
const FOLDER = /^run\.(.+)\.[0-9a-f]{12}$/;

/** What became of the folders of other runs. */
export interface Sweep {
  /** How many were removed. */
  readonly removed: number;
  /** Programs that finish their step although the run that started them was killed: their folders are left to them. */
  readonly running: readonly { readonly folder: string; readonly pid: number }[];
  /** What could not be rescued or removed, and why; the next sweep tries again. */
  readonly failed: readonly { readonly folder: string; readonly error: unknown }[];
}

/**
 * Removes the folders of runs that were killed. Those of runs that go on, those that a program still works in, and whatever
 * else lies there stay as they are. Two sweepers at once do not meet: each folder is taken by renaming it to one's own first,
 * and one that is killed over it leaves a folder that the next one takes.
 *
 * @param base where {@link import("./work-folder.ts").openWorkFolder} makes them
 * @param rescue takes what must not be lost out of a folder, before it is removed. What it throws keeps the folder. It may see the same folder again
 */
export async function sweepWorkFolders(base: string, rescue: (folder: string) => Promise<void>): Promise<Sweep> {
  const running: { folder: string; pid: number }[] = [];
  const failed: { folder: string; error: unknown }[] = [];
  let removed = 0;
  const now = await timeIn(base);
  for (const name of now === undefined ? [] : await namesIn(base)) {
    let folder = join(base, name);
    try {
      const pid = await unlessGone(async () => {
        if (now === undefined || !(await isAbandoned(folder, name, now))) return "in use";
        return runningIn(folder) ?? "left";
      });
      if (typeof pid === "number") running.push({ folder, pid });
      if (pid !== "left") continue;
      const taken = join(base, folderName());
      if ((await unlessGone(() => rename(folder, taken).then(() => true))) === undefined) continue;
      folder = taken;
      await rescue(folder);
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      removed++;
    } catch (error) {
      failed.push({ folder, error });
    }
  }
  return { removed, running, failed };
}

async function namesIn(base: string): Promise<readonly string[]> {
  const entries = await readdir(base, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory() && FOLDER.test(entry.name)).map(({ name }) => name);
}

/** The time as the disk has it, which may be another machine's; undefined where there is no such folder. */
async function timeIn(base: string): Promise<number | undefined> {
  try {
    const probe = await mkdtemp(join(base, ".time-"));
    const { mtimeMs } = await stat(probe);
    await rm(probe, { recursive: true, force: true });
    return mtimeMs;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    return guarded(base, () => Promise.reject(error));
  }
}

async function isAbandoned(folder: string, name: string, now: number): Promise<boolean> {
  const identity = identityIn(FOLDER.exec(name)?.[1] ?? "");
  if (identity !== undefined && identity !== "elsewhere") return isGone(identity);
  const { mtimeMs } = await stat(folder);
  return now - mtimeMs > ABANDONED_MS;
}

/** Undefined where somebody else has taken or removed it meanwhile. */
async function unlessGone<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
