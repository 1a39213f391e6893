import { existsSync } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Ailment } from "./ailment.ts";
import type { Patient } from "./patient.ts";

/** A server needs this much to start at all, in bytes; and this much to work for a while. */
const TOO_LITTLE = 200_000_000;
const LITTLE = 1_000_000_000;

/** Room on the disks of the data and of the cache, in bytes, by the folder that is on it. */
export async function freeRoom({ data, cache }: Patient["folders"]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const folder of new Set([data, cache])) {
    const { bavail, bsize } = await statfs(nearest(folder));
    found.set(folder, bavail * bsize);
  }
  return found;
}

/** There is room to go on. */
export async function examineRoom({ folders }: Patient): Promise<readonly Ailment[]> {
  return [...(await freeRoom(folders))].flatMap(([folder, bytes]): readonly Ailment[] => {
    if (bytes >= LITTLE) return [];
    const isTooLittle = bytes < TOO_LITTLE;
    return [
      {
        code: "doctor/disk-nearly-full",
        level: isTooLittle ? "mandatory" : "advisory",
        message: `Its disk has ${Math.floor(bytes / 1_000_000)} MB left. ${isTooLittle ? "Servers do not start, and writes fail." : "A server that runs out of room stops; what was committed is safe."}`,
        where: folder,
        mend: "Free some room: towpath doctor says below what takes how much, and --fix removes caches that nothing uses.",
      },
    ];
  });
}

/** The folder itself, or the nearest above it that is there. */
function nearest(folder: string): string {
  return existsSync(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));
}
