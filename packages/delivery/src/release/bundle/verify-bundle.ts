import { createHash } from "node:crypto";
import { type Digest, shortDigest } from "@towpath/core";
import { bundleRefused } from "./bundle-errors.ts";
import { type BundleFile, bundleFiles } from "./bundle-files.ts";
import { streamPlain } from "./plain-file.ts";
import type { ReleaseBundle } from "./read-bundle.ts";

type Read = Pick<ReleaseBundle, "folder" | "release">;

/**
 * Reads every file of a bundle, and holds its bytes against what the release says of them. Nothing is kept.
 *
 * @throws {DeliveryError} `delivery/bundle-refused` with the first file that is not the release's
 * @throws the signal's reason when it aborts
 */
export async function verifyBundle(bundle: Read, signal: AbortSignal): Promise<void> {
  for (const file of bundleFiles(bundle.release))
    for await (const _ of verified(bundle.folder, file)) signal.throwIfAborted();
}

/**
 * The bytes of a bundle by their digest. They end with an error where they are not those: what was read until then is nothing.
 *
 * @throws {RangeError} for a digest that the release does not name
 * @throws {DeliveryError} `delivery/bundle-refused`
 */
export function openInBundle({ folder, release }: Read, digest: Digest): AsyncIterable<Uint8Array> {
  const file = bundleFiles(release).find((one) => one.digest === digest);
  if (!file) throw new RangeError(`The release names no bytes with the digest ${digest}.`);
  return verified(folder, file);
}

async function* verified(folder: string, { path, digest, size }: BundleFile): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  for await (const chunk of streamPlain(folder, path, size)) {
    hash.update(chunk);
    yield chunk;
  }
  const found: Digest = `sha256:${hash.digest("hex")}`;
  if (found === digest) return;
  throw bundleRefused(
    folder,
    `${path} is not what the release says: its digest is ${shortDigest(found)}, and has to be ${shortDigest(digest)}`,
  );
}
