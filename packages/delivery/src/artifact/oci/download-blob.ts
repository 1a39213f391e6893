import { createHash } from "node:crypto";
import type { Digest } from "@towpath/core";
import { damagedArtifact, missingArtifact } from "../received-file.ts";
import { ATTEMPTS } from "./registry-answer.ts";
import type { RegistryClient } from "./registry-client.ts";
import { unreachable } from "./registry-errors.ts";

const DOING = "getting an artifact";
/** How long the next bytes may take, in milliseconds. */
const SILENT_MS = 60_000;

/**
 * The bytes with a digest, verified as they come. What is cut is taken up where it was.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pulling-blobs
 *
 * @throws {DeliveryError} `delivery/artifact-missing`, `delivery/artifact-damaged`, `delivery/artifact-store`
 */
export async function* downloadBlob(
  client: RegistryClient,
  digest: Digest,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let received = 0;
  for (let attempt = 1; ; attempt += 1) {
    const response = await client.send({
      method: "GET",
      at: `blobs/${digest}`,
      headers: received > 0 ? { range: `bytes=${received}-` } : {},
      doing: DOING,
    });
    if (response.status === 404) throw missingArtifact(digest);
    // 416: there is nothing beyond what came.
    if (response.status === 416 && received > 0) break;
    if (response.status !== 200 && response.status !== 206) throw await client.unexpected(response, DOING);
    // A registry that knows no ranges begins anew: what is known is passed over.
    let known = response.status === 206 ? 0 : received;
    const before = received;
    try {
      for await (const chunk of unlessSilent(response, signal)) {
        const passed = Math.min(known, chunk.byteLength);
        known -= passed;
        const fresh = chunk.subarray(passed);
        if (fresh.byteLength === 0) continue;
        hash.update(fresh);
        received += fresh.byteLength;
        yield fresh;
      }
      break;
    } catch (error) {
      signal.throwIfAborted();
      if (received > before) attempt = 1;
      if (attempt >= ATTEMPTS) throw unreachable(client.reference, error);
      await client.pause(attempt);
    }
  }
  const found: Digest = `sha256:${hash.digest("hex")}`;
  if (found !== digest) throw damagedArtifact(digest, found, `what the registry ${client.reference.host} sent`);
}

/** A body's bytes, until none came for a while. */
async function* unlessSilent(response: Response, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader();
  if (!reader) return;
  let isSilent = false;
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const late = setTimeout(() => {
        isSilent = true;
        stop();
      }, SILENT_MS);
      const { done, value } = await reader.read().finally(() => clearTimeout(late));
      if (isSilent) throw new Error("nothing came for a minute");
      signal.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
