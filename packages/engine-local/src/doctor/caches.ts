import { readdirSync, readlinkSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { diskUse } from "../data-folder/disk-use.ts";
import { livingProcesses } from "../processes/process-table.ts";
import { processesIn } from "../processes/processes-in.ts";
import { isKnownPackage } from "../server-packages/known-packages.ts";
import type { Ailment } from "./ailment.ts";
import { megabytes } from "./left-behind.ts";
import type { Patient } from "./patient.ts";

/** Every server that was fetched is one that this version of Towpath runs. */
export async function examineCaches({ folders }: Patient): Promise<readonly Ailment[]> {
  const parent = join(folders.cache, "servers");
  const names = await readdir(parent).catch(() => []);
  const found: Ailment[] = [];
  for (const name of names.filter((each) => !each.startsWith(".") && !isKnownPackage(each)).sort()) {
    const folder = join(parent, name);
    if (isUsed(folder)) continue;
    const size = megabytes(await diskUse(folder));
    found.push({
      code: "doctor/unused-cache",
      level: "advisory",
      message: `This server was fetched by another version of Towpath, and nothing runs from it (${size}). It would be fetched again where it is needed.`,
      where: folder,
      mend: "towpath doctor --fix",
      async fix() {
        await rm(folder, { recursive: true, force: true });
        return `${folder} is removed (${size}).`;
      },
    });
  }
  return found;
}

/** True when a program or a library of it is open somewhere, or somebody works in it. */
function isUsed(folder: string): boolean {
  if (process.platform !== "linux") return true; // it cannot be seen there, so nothing is removed
  if (processesIn(folder).length > 0) return true;
  return livingProcesses().some(({ pid }) => {
    try {
      if (readlinkSync(`/proc/${pid}/exe`).startsWith(`${folder}/`)) return true;
      return readdirSync(`/proc/${pid}/map_files`).some((name) =>
        readlinkSync(`/proc/${pid}/map_files/${name}`).startsWith(`${folder}/`),
      );
    } catch {
      return false; // another user's, or it ended
    }
  });
}
