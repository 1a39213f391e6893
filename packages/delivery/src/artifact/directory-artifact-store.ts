import { createHash, randomUUID } from "node:crypto";
import { open, readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { compareText, type Digest } from "@towpath/core";
import { makeFolder, syncFolder } from "@towpath/provisioning";
import { deliveryError, systemCode } from "../errors.ts";
import type { ArtifactStore, StoredArtifact } from "./artifact-store.ts";

const HEX = /^[0-9a-f]{64}$/;
const CHUNK_BYTES = 64 * 1024;
/** A temporary file of a run that was killed is removed after this many milliseconds. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * An artifact store in a folder: `sha256/HEX` holds the bytes with that digest. Files appear whole or not at all, and are
 * verified when they are written and whenever they are read.
 *
 * @param folder absolute; made when it is missing, mode 0700 (files 0600)
 * @throws the system's error for a full or read-only disk; nothing is left behind then
 */
export function directoryArtifactStore(folder: string): ArtifactStore {
  const home = join(folder, "sha256");
  const incoming = join(folder, "incoming");

  return {
    async put(bytes, expected) {
      await makeFolder(home);
      await makeFolder(incoming);
      await removeAbandoned(incoming);
      const temporary = join(incoming, randomUUID());
      try {
        const written = await writeSynced(temporary, bytes);
        if (expected !== undefined && written.digest !== expected) throw damaged(expected, written.digest, "what came");
        const path = pathOf(home, written.digest);
        if (!(await isWhole(path, written))) {
          await rename(temporary, path);
          await syncFolder(home);
        }
        return written;
      } finally {
        await rm(temporary, { force: true });
      }
    },
    open: (digest) => readVerified(pathOf(home, digest), digest),
    async has(digest) {
      return (await sizeOf(pathOf(home, digest))) !== undefined;
    },
    async *list() {
      for (const name of (await namesIn(home)).filter((name) => HEX.test(name)).sort(compareText)) {
        const size = await sizeOf(join(home, name));
        if (size !== undefined) yield { digest: `sha256:${name}`, size };
      }
    },
  };
}

function pathOf(home: string, digest: Digest): string {
  const hex = digest.slice("sha256:".length);
  if (digest.startsWith("sha256:") && HEX.test(hex)) return join(home, hex);
  throw deliveryError({
    code: "delivery/artifact-missing",
    message: `${JSON.stringify(digest.slice(0, 100))} is no digest of an artifact.`,
    hint: "A digest is sha256: and 64 lower-case hexadecimal digits.",
  });
}

async function writeSynced(path: string, bytes: AsyncIterable<Uint8Array>): Promise<StoredArtifact> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(path, "wx", 0o600);
  try {
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.byteLength;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { digest: `sha256:${hash.digest("hex")}`, size };
}

async function* readVerified(path: string, digest: Digest): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  const file = await open(path, "r").catch((error: unknown) => {
    throw systemCode(error) === "ENOENT" ? missing(digest, error) : error;
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
  if (found !== digest) throw damaged(digest, found, path);
}

async function isWhole(path: string, expected: StoredArtifact): Promise<boolean> {
  if ((await sizeOf(path)) !== expected.size) return false;
  const hash = createHash("sha256");
  const file = await open(path, "r");
  for await (const chunk of file.createReadStream()) hash.update(chunk);
  return `sha256:${hash.digest("hex")}` === expected.digest;
}

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await namesIn(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function missing(digest: Digest, cause: unknown): Error {
  return deliveryError({
    code: "delivery/artifact-missing",
    kind: "fault",
    message: `The artifact ${digest} is not in the artifact store.`,
    hint: "Build the release again: the same input gives the same artifact.",
    cause,
  });
}

function damaged(expected: Digest, found: Digest, where: string): Error {
  return deliveryError({
    code: "delivery/artifact-damaged",
    kind: "fault",
    message: `The artifact should have the digest ${expected}, but ${where} has ${found}.`,
    hint: "It was changed or cut after it was made, and is not used. Build the release again; that replaces it.",
  });
}
