import { canonicalJson } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { appendRecord, recordsOf } from "../record/numbered-records.ts";
import { decodeRelease } from "./decode-release.ts";
import type { Release } from "./release.ts";

/** Where a service's releases are kept; each has a key of its own below it. */
export function releasesKey(service: string): string {
  return `releases/${service}`;
}

/**
 * Adds a release to the service's releases, unless the newest of them is the same but for its time. Several may be recorded at
 * the same moment, by deployments to several environments that take the same bundle in.
 *
 * @returns the release as it is recorded
 * @throws {DeliveryError} `delivery/record-conflict` when others were quicker again and again
 */
export async function recordRelease(state: StateStore, release: Release): Promise<Release> {
  const known = async () => {
    const latest = await latestRelease(state, release.service);
    return latest && isSameRelease(latest, release) ? latest : undefined;
  };
  return appendRecord(state, releasesKey(release.service), () => release, known);
}

/** The service's releases, the newest first. */
export async function* releasesOf(state: StateStore, service: string): AsyncGenerator<Release> {
  for await (const { value, key } of recordsOf(state, releasesKey(service))) yield decodeRelease(value, key);
}

/** The service's newest release, or undefined before the first build. */
export async function latestRelease(state: StateStore, service: string): Promise<Release | undefined> {
  for await (const release of releasesOf(state, service)) return release;
  return undefined;
}

/** True for two releases that differ in nothing but when and by whom they were built. */
export function isSameRelease(a: Release, b: Release): boolean {
  return (
    a.artifact.digest === b.artifact.digest &&
    a.version === b.version &&
    a.commit === b.commit &&
    a.manifest === b.manifest &&
    a.sbom?.digest === b.sbom?.digest &&
    canonicalJson(a.contracts ?? []) === canonicalJson(b.contracts ?? [])
  );
}
