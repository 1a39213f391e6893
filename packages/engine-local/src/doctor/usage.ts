import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { diskUse } from "../data-folder/disk-use.ts";
import type { ServiceOnMachine } from "../stop-everything.ts";
import { usersOf } from "../stop-servers.ts";
import type { Patient } from "./patient.ts";

/** What takes room, and whose it is. */
export interface Usage {
  /** `PostgreSQL 17`, `releases`, `logs`, `artifacts`. */
  readonly kind: string;
  /** Absent for what services share, or what is nobody's. */
  readonly about?: ServiceOnMachine | undefined;
  /** Who shares it, as `SERVICE/ENVIRONMENT`. */
  readonly usedBy: readonly string[];
  readonly path: string;
  readonly bytes: number;
}

/** What takes room in the data folder and the cache, the largest first; what takes none is left out. */
export async function usageOf({ folders, servers, services, signal }: Patient): Promise<readonly Usage[]> {
  const places: Omit<Usage, "bytes">[] = servers.map(({ title, folder, things }) => {
    const usedBy = usersOf(things);
    const [only] = things;
    const about = usedBy.length === 1 && only ? { service: only.service, environment: only.environment } : undefined;
    return { kind: title, about, usedBy, path: folder };
  });
  for (const { service, environment, folders: of } of services) {
    const about = { service, environment };
    const usedBy = [`${service}/${environment}`];
    for (const workload of await foldersIn(of.root))
      for (const kind of ["releases", "logs"])
        places.push({ kind, about, usedBy, path: join(of.root, workload, kind) });
  }
  for (const kind of ["artifacts", "state"]) places.push({ kind, usedBy: [], path: join(folders.data, kind) });
  for (const kind of ["servers", "templates"])
    places.push({ kind: `cache of ${kind}`, usedBy: [], path: join(folders.cache, kind) });
  const usages: Usage[] = [];
  for (const place of places) {
    const bytes = await diskUse(place.path, signal);
    if (bytes > 0) usages.push({ ...place, bytes });
  }
  return usages.sort((a, b) => b.bytes - a.bytes);
}

async function foldersIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}
