import { readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { diskUse } from "../data-folder/disk-use.ts";
import { SERVERS_ELSEWHERE } from "../data-folder/local-folders.ts";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** Nothing that is being made takes this long, in milliseconds. */
const OLD_MS = 60 * 60_000;
const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/** What commands call what is not yet what it is to be. */
const TEMPORARY = new RegExp(
  `^(?:\\.new-${UUID}|\\.unpacking-${UUID}|\\..+\\.[0-9a-f]{12}|.+\\.new-${UUID}|(?:proxy|scheduler)-${UUID}\\.(?:json|report))$`,
);
/** What a server keeps for itself is none of ours, whatever it is called. */
const THEIRS = new Set(["data", "node_modules"]);

/** Commands that were killed left nothing half made. */
export async function examineLeftBehind({ folders, clock }: Patient): Promise<readonly Ailment[]> {
  const roots = [...new Set([folders.data, folders.servers, folders.cache])];
  const found = (await Promise.all(roots.map((root) => temporariesBelow(root, clock.now().getTime())))).flat();
  const byFolder = Map.groupBy([...new Set(found)], (path) => dirname(path));
  return Promise.all(
    [...byFolder].map(async ([folder, paths]) => {
      const bytes = (await Promise.all(paths.map((path) => diskUse(path)))).reduce((sum, each) => sum + each, 0);
      const [first = ""] = paths;
      const what = paths.length === 1 ? basename(first) : `${paths.length} such, ${basename(first)} among them`;
      return {
        code: "doctor/left-behind" as const,
        level: "advisory" as const,
        message: `A command that was killed left something half made here (${what}; ${megabytes(bytes)}). Nothing uses it.`,
        where: folder,
        mend: "towpath doctor --fix",
        async fix() {
          for (const path of paths) await rm(path, { recursive: true, force: true });
          return `${paths.length} half made removed from ${folder} (${megabytes(bytes)}).`;
        },
      };
    }),
  );
}

async function temporariesBelow(folder: string, now: number): Promise<readonly string[]> {
  const isIncoming = basename(folder) === "incoming" && basename(dirname(folder)) === "artifacts";
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    const path = join(folder, entry.name);
    if (TEMPORARY.test(entry.name) || isIncoming) {
      const changed = (await stat(path).catch(() => undefined))?.mtimeMs;
      if (changed !== undefined && now - changed > OLD_MS) found.push(path);
    } else if (
      path !== SERVERS_ELSEWHERE &&
      entry.isDirectory() &&
      !THEIRS.has(entry.name) &&
      !/^[0-9a-f]{64}$/.test(entry.name)
    )
      found.push(...(await temporariesBelow(path, now)));
  }
  return found;
}

/** `0.4 MB`, `1,203 MB`. */
export function megabytes(bytes: number): string {
  const number = bytes / 1_000_000;
  return `${number < 10 ? number.toFixed(1) : Math.round(number).toLocaleString("en-US")} MB`;
}
