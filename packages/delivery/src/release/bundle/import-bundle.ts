import { shortDigest } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import type { ArtifactStore } from "../../artifact/artifact-store.ts";
import { DeliveryError, deliveryError } from "../../errors.ts";
import type { Release } from "../release.ts";
import { isSameRelease, recordRelease, releasesOf } from "../release-log.ts";
import { bundleRefused } from "./bundle-errors.ts";
import { bundleFiles } from "./bundle-files.ts";
import { streamPlain } from "./plain-file.ts";
import type { ReleaseBundle } from "./read-bundle.ts";

/** How many of the newest releases are looked at for the same one. */
const LOOKED_AT = 50;

/**
 * Takes a release that was built elsewhere: its bytes into the artifact store, each verified against the release, then the
 * release into the record. What is there already is not written again; a release is recorded only when all its bytes are in.
 *
 * @param service whose release it has to be
 * @returns the release as it is recorded here
 * @throws {DeliveryError} `delivery/wrong-release`, `delivery/bundle-refused` for bytes that are not the release's
 */
export async function importBundle(
  bundle: ReleaseBundle,
  artifacts: ArtifactStore,
  state: StateStore,
  service: string,
): Promise<Release> {
  const { folder, release } = bundle;
  if (release.service !== service)
    throw deliveryError({
      code: "delivery/wrong-release",
      message: `The release bundle ${folder} is one of ${release.service}, and one of ${service} is asked for.`,
      hint: "Name the folder that towpath build --out wrote for this service.",
    });
  for (const { path, digest, size } of bundleFiles(release)) {
    try {
      await artifacts.put(streamPlain(folder, path, size), digest);
    } catch (error) {
      if (!(error instanceof DeliveryError) || error.code !== "delivery/artifact-damaged") throw error;
      throw bundleRefused(
        folder,
        `${path} is not what the release says: its digest is not ${shortDigest(digest)}`,
        error,
      );
    }
  }
  return (await recordedAmongNewest(state, release)) ?? recordRelease(state, release);
}

/** A release that goes back to an older one is not recorded as the newest. */
async function recordedAmongNewest(state: StateStore, release: Release): Promise<Release | undefined> {
  let looked = 0;
  for await (const known of releasesOf(state, release.service)) {
    if (isSameRelease(known, release)) return known;
    looked += 1;
    if (looked === LOOKED_AT) break;
  }
  return undefined;
}
