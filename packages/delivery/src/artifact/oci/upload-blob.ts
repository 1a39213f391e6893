import { open } from "node:fs/promises";
import type { StoredArtifact } from "../artifact-store.ts";
import { ATTEMPTS } from "./registry-answer.ts";
import type { RegistryClient } from "./registry-client.ts";

/** How much is sent with one request, in bytes: below what the registries of the large clouds take. */
export const CHUNK_BYTES = 16 * 1024 * 1024;
const OCTETS = { "content-type": "application/octet-stream" };
const DOING = "putting an artifact";

/** Reads a part of what is uploaded. */
export type ReadPart = (start: number, length: number) => Promise<Uint8Array>;

/**
 * Uploads bytes under their digest, unless the repository has them. What is cut is taken up where the registry says that it
 * is; an upload that the registry has forgotten is begun anew.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-blobs
 *
 * @param chunkBytes the most that is sent with one request
 * @throws {DeliveryError} `delivery/artifact-store`, `delivery/artifact-store-denied`
 */
export async function uploadBlob(
  client: RegistryClient,
  { digest, size }: StoredArtifact,
  read: ReadPart,
  chunkBytes: number = CHUNK_BYTES,
): Promise<void> {
  if (await hasBlob(client, digest)) return;
  let failure: unknown;
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (attempt > 1) await client.pause(attempt - 1);
    const sent = await sendWhole(client, { digest, size }, read, chunkBytes);
    if (sent === "done") return;
    failure = sent.failure;
    // The answer to the last request may be all that was lost.
    if (await hasBlob(client, digest)) return;
  }
  throw failure;
}

/** The same for what is in a file. */
export async function uploadFile(
  client: RegistryClient,
  stored: StoredArtifact,
  path: string,
  chunkBytes?: number,
): Promise<void> {
  const file = await open(path, "r");
  try {
    await uploadBlob(
      client,
      stored,
      async (start, length) => {
        const part = Buffer.allocUnsafe(length);
        for (let filled = 0; filled < length; ) {
          const { bytesRead } = await file.read(part, filled, length - filled, start + filled);
          if (bytesRead === 0) throw new Error(`${path} was cut while it was uploaded.`);
          filled += bytesRead;
        }
        return part;
      },
      chunkBytes,
    );
  } finally {
    await file.close();
  }
}

/** Whether the repository has the bytes, whoever put them there. */
export async function hasBlob(client: RegistryClient, digest: string): Promise<boolean> {
  const response = await client.send({ method: "HEAD", at: `blobs/${digest}`, doing: "looking for an artifact" });
  await response.body?.cancel();
  if (response.status !== 404 && !response.ok) throw await client.unexpected(response, "looking for an artifact");
  return response.ok;
}

/** One upload from its beginning. @returns why it has to be begun anew, where it has */
async function sendWhole(
  client: RegistryClient,
  { digest, size }: StoredArtifact,
  read: ReadPart,
  chunkBytes: number,
): Promise<"done" | { readonly failure: unknown }> {
  const begun = await client.send({ method: "POST", at: "blobs/uploads/", body: new Uint8Array(), doing: DOING });
  await begun.body?.cancel();
  if (begun.status !== 202) throw await client.unexpected(begun, DOING);
  // A registry may want more at once; what it wants is not more than a machine has.
  const wanted = Number(begun.headers.get("oci-chunk-min-length") ?? 0);
  const most = Math.max(chunkBytes, Number.isSafeInteger(wanted) && wanted < 2 ** 30 ? wanted : 0);
  let at = client.location(begun, DOING);
  let start = 0;
  let resumed = 0;
  while (size - start > most) {
    const part = await read(start, most);
    const answer = await sendPart(client, at, part, start);
    if (answer.status === 202 && answer.location) {
      at = answer.location;
      start += part.byteLength;
      continue;
    }
    resumed += 1;
    const standing = resumed < ATTEMPTS ? await standingOf(client, at) : undefined;
    if (!standing || standing.received < start || standing.received > start + part.byteLength)
      return { failure: answer.failure };
    at = standing.at;
    start = standing.received;
  }
  const last = await read(start, size - start);
  return finish(client, at, digest, last, start);
}

interface Answer {
  readonly status: number;
  readonly location?: URL | undefined;
  readonly failure: unknown;
}

async function sendPart(client: RegistryClient, at: URL, body: Uint8Array, start: number): Promise<Answer> {
  const headers = { ...OCTETS, "content-range": `${start}-${start + body.byteLength - 1}` };
  try {
    const response = await client.send({ method: "PATCH", at, body, headers, doing: DOING, isOnce: true });
    if (response.status === 202) {
      await response.body?.cancel();
      return { status: 202, location: client.location(response, DOING), failure: undefined };
    }
    return { status: response.status, failure: await client.unexpected(response, DOING) };
  } catch (failure) {
    return { status: 0, failure: passing(failure) };
  }
}

/** How much of an upload has arrived; undefined where the registry knows nothing of it any more. */
async function standingOf(
  client: RegistryClient,
  at: URL,
): Promise<{ readonly at: URL; readonly received: number } | undefined> {
  const response = await client.send({ method: "GET", at, doing: DOING });
  await response.body?.cancel();
  if (response.status !== 204 && response.status !== 202) return undefined;
  const last = /^(?:bytes=)?0-(\d{1,15})$/.exec(response.headers.get("range") ?? "")?.[1];
  if (last === undefined) return undefined;
  // Nothing and the first byte are written alike; a part of one byte is none that is sent.
  return { at: client.location(response, DOING), received: last === "0" ? 0 : Number(last) + 1 };
}

async function finish(
  client: RegistryClient,
  at: URL,
  digest: string,
  body: Uint8Array,
  start: number,
): Promise<"done" | { readonly failure: unknown }> {
  const end = new URL(at);
  end.searchParams.set("digest", digest);
  const range = start > 0 ? { "content-range": `${start}-${start + body.byteLength - 1}` } : {};
  try {
    const response = await client.send({
      method: "PUT",
      at: end,
      body,
      headers: { ...OCTETS, ...range },
      doing: DOING,
      isOnce: true,
    });
    if (response.status !== 201) return { failure: await client.unexpected(response, DOING) };
    await response.body?.cancel();
    return "done";
  } catch (failure) {
    return { failure: passing(failure) };
  }
}

/** What may be mended by sending it again is handed on; the rest is not. */
function passing(failure: unknown): unknown {
  const code = failure instanceof Error && "code" in failure ? failure.code : undefined;
  if (code === "delivery/artifact-store") return failure;
  throw failure;
}
