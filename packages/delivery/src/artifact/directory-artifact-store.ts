import { createHash } from "node:crypto";
import { open, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compareText, type Digest } from "@towpath/core";
import { makeFolder, syncFolder } from "@towpath/provisioning";
import { systemCode } from "../errors.ts";
import type { ArtifactStore, StoredArtifact } from "./artifact-store.ts";
import { damagedArtifact, digestDigits, missingArtifact, namesIn, withReceivedFile } from "./received-file.ts";

const HEX = /^[0-9a-f]{64}$/;
const CHUNK_BYTES = 64 * 1024;

/**
 * An artifact store in a folder: `sha256/HEX` holds the bytes with that digest. Files appear whole or not at all, and are
 * verified when they are written and whenever they are read. `owners/OWNER/HEX` says who put them there: what several have is
 * removed with the last of them, and what nobody says to have put there is everybody's and is never removed.
 *
 * @param folder absolute; made when it is missing, mode 0700 (files 0600)
 * @param owner the name of a folder; without it nothing can be removed
 * @throws the system's error for a full or read-only disk; nothing is left behind then
 */
export function directoryArtifactStore(folder: string, owner?: () => Promise<string>): ArtifactStore {
  const home = join(folder, "sha256");
  const owners = join(folder, "owners");
  const pathOf = (digest: Digest) => join(home, digestDigits(digest));

  return {
    put: (bytes, expected) =>
      withReceivedFile(join(folder, "incoming"), bytes, expected, async (temporary, received) => {
        await makeFolder(home);
        // First whose it is, then that it is there: whoever removes it looks at these in the other order.
        if (owner) await claim(join(owners, await owner()), digestDigits(received.digest));
        const path = pathOf(received.digest);
        if (await isWhole(path, received)) return;
        await rename(temporary, path);
        await syncFolder(home);
      }),
    open: (digest) => readVerified(pathOf(digest), digest),
    async has(digest) {
      if ((await sizeOf(pathOf(digest))) === undefined) return false;
      if (!owner) return true;
      const hex = digestDigits(digest);
      return (await hasClaim(await owner(), hex)) || !(await isClaimed(owners, hex));
    },
    async *list() {
      for (const name of (await namesIn(home)).filter((name) => HEX.test(name)).sort(compareText)) {
        const size = await sizeOf(join(home, name));
        if (size !== undefined) yield { digest: `sha256:${name}`, size };
      }
    },
    async remove(digest) {
      const hex = digestDigits(digest);
      const mine = await owner?.();
      if (mine === undefined || !(await hasClaim(mine, hex))) return false;
      await rm(join(owners, mine, hex), { force: true });
      if (!(await isClaimed(owners, hex))) await removeUnclaimed(hex);
      return true;
    },
  };

  async function hasClaim(name: string, hex: string): Promise<boolean> {
    return (await sizeOf(join(owners, name, hex))) !== undefined;
  }

  /** Set aside before it is removed: somebody may be about to put the same, having seen that it is there. */
  async function removeUnclaimed(hex: string): Promise<void> {
    const aside = join(folder, "incoming", `${hex}.removed`);
    await makeFolder(join(folder, "incoming"));
    const now = new Date();
    try {
      // As old as the artifact it would be taken for what a killed run has left.
      await utimes(join(home, hex), now, now);
      await rename(join(home, hex), aside);
    } catch (error) {
      if (systemCode(error) === "ENOENT") return;
      throw error;
    }
    if (await isClaimed(owners, hex)) await rename(aside, join(home, hex));
    else await rm(aside, { force: true });
  }
}

async function claim(folder: string, hex: string): Promise<void> {
  await makeFolder(folder);
  await writeFile(join(folder, hex), "", { mode: 0o600 });
}

async function isClaimed(owners: string, hex: string): Promise<boolean> {
  for (const owner of await namesIn(owners)) if ((await sizeOf(join(owners, owner, hex))) !== undefined) return true;
  return false;
}

async function* readVerified(path: string, digest: Digest): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  const file = await open(path, "r").catch((error: unknown) => {
    throw systemCode(error) === "ENOENT" ? missingArtifact(digest, error) : error;
  });
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      yield chunk;
    }
  } finally {
    await file.close();
  }
  const found: Digest = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw damagedArtifact(digest, found, path);
}

/** Looked at by one handle: whoever removes it may set it aside at any moment. */
async function isWhole(path: string, expected: StoredArtifact): Promise<boolean> {
  const file = await open(path, "r").catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    if ((await file.stat()).size !== expected.size) return false;
    const hash = createHash("sha256");
    for await (const chunk of file.createReadStream({ autoClose: false })) hash.update(chunk);
    return `sha256:${hash.digest("hex")}` === expected.digest;
  } finally {
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
