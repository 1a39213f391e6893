import { createHash, randomUUID } from "node:crypto";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "@towpath/core";
import { makeFolder } from "@towpath/provisioning";
import { deliveryError, systemCode } from "../errors.ts";
import type { StoredArtifact } from "./artifact-store.ts";

/** A temporary file of a run that was killed is removed after this many milliseconds. */
const ABANDONED_MS = 24 * 60 * 60 * 1000;

/**
 * Writes what comes into a temporary file, whole and synced, before anything is done with it; the file is gone afterwards.
 *
 * @param incoming absolute path of the folder of such files; made when it is missing
 * @param expected refuses bytes of another digest
 * @throws {DeliveryError} `delivery/artifact-damaged` when the bytes are not those that `expected` names
 */
export async function withReceivedFile(
  incoming: string,
  bytes: AsyncIterable<Uint8Array>,
  expected: Digest | undefined,
  use: (path: string, received: StoredArtifact) => Promise<void>,
): Promise<StoredArtifact> {
  await makeFolder(incoming);
  await removeAbandoned(incoming);
  const path = join(incoming, randomUUID());
  try {
    const received = await writeSynced(path, bytes);
    if (expected !== undefined && received.digest !== expected) {
      throw damagedArtifact(expected, received.digest, "what came");
    }
    await use(path, received);
    return received;
  } finally {
    await rm(path, { force: true });
  }
}

/** What is said of bytes that are not those of their digest. */
export function damagedArtifact(expected: Digest, found: Digest, where: string): Error {
  return deliveryError({
    code: "delivery/artifact-damaged",
    kind: "fault",
    message: `The artifact should have the digest ${expected}, but ${where} has ${found}.`,
    hint: "It was changed or cut after it was made, and is not used. Build the release again; that replaces it.",
  });
}

/** What is said of bytes that are not there. */
export function missingArtifact(digest: Digest, cause?: unknown): Error {
  return deliveryError({
    code: "delivery/artifact-missing",
    kind: "fault",
    message: `The artifact ${digest} is not in the artifact store.`,
    hint: "Build the release again: the same input gives the same artifact.",
    cause,
  });
}

/** The digits of a digest. @throws {DeliveryError} `delivery/artifact-missing` for what is none, which nothing is kept under */
export function digestDigits(digest: Digest): string {
  const digits = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
  if (digits !== undefined) return digits;
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

async function removeAbandoned(incoming: string): Promise<void> {
  for (const name of await namesIn(incoming)) {
    const path = join(incoming, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
  }
}

/** What a folder holds; nothing where it is not there. */
export async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  });
}
