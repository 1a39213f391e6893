import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { isWithin } from "@towpath/core";
import type { GraphContract } from "@towpath/manifest";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import type { DeliveryEffects } from "../delivery-effects.ts";
import { systemCode } from "../errors.ts";
import type { ReleaseContract } from "./release.ts";

/** In bytes; a document of thousands of operations has some millions. */
const LARGEST_BYTES = 16 * 1024 * 1024;

/**
 * Keeps the files of what a service exposes beside its artifact, as they are after the build: what the next version's are
 * compared with. One that is not there is said and left out: nobody can be answered about it.
 *
 * @param folder where the paths start
 * @param boundary the folder that no path and no link may leave
 */
export async function collectContracts(
  exposes: readonly GraphContract[],
  { folder, boundary }: { readonly folder: string; readonly boundary: string },
  artifacts: ArtifactStore,
  { events, signal }: DeliveryEffects,
): Promise<readonly ReleaseContract[]> {
  const kept: ReleaseContract[] = [];
  for (const { name, kind, path } of exposes) {
    signal.throwIfAborted();
    const found = await readContract(join(folder, path), boundary);
    if (typeof found === "string") {
      const message = `The release has no document of exposes.${name}: ${path} ${found}. Changes to it cannot be judged.`;
      events({ type: "notice", message });
      continue;
    }
    kept.push({ name, kind, path, ...(await artifacts.put(once(found))) });
  }
  return kept;
}

/** @returns the bytes, or why there are none */
async function readContract(path: string, boundary: string): Promise<Uint8Array | string> {
  try {
    const real = await realpath(path);
    if (!isWithin(real, await realpath(boundary))) return "leads out of the repository";
    // Opened without waiting: a pipe would wait for a writer.
    const file = await open(real, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const found = await file.stat();
      if (!found.isFile()) return "is no file";
      if (found.size > LARGEST_BYTES) return `has more than ${LARGEST_BYTES} bytes`;
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (systemCode(error) === "ENOENT" || systemCode(error) === "ENOTDIR") return "is not there after the build";
    throw error;
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
