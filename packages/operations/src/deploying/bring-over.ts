import type { Effects } from "@towpath/core";
import { type ArtifactStore, type Release, recordRelease, releasesOf } from "@towpath/delivery";
import type { StateStore } from "@towpath/provisioning";
import type { OpenGraph } from "../documents/open-documents.ts";
import type { World } from "../environment/open-world.ts";
import { bringStatements } from "../evidence/on-record.ts";
import { openSource, promotedFrom } from "../gates/promotion-source.ts";

/** Where releases are recorded and kept. */
export interface ReleaseShelf {
  readonly state: StateStore;
  readonly artifacts: ArtifactStore;
}

/**
 * Takes a release with its bytes from where one environment keeps them to where another does. What is there already is not
 * taken again; the bytes are verified, and recorded when all of them are in.
 *
 * @throws {DeliveryError} for bytes that are missing or damaged
 */
export async function bringOver(release: Release, from: ReleaseShelf, to: ReleaseShelf): Promise<void> {
  const documents = [release.artifact, ...(release.sbom ? [release.sbom] : []), ...(release.contracts ?? [])];
  for (const { digest } of documents) {
    if (await to.artifacts.has(digest)) continue;
    await to.artifacts.put(from.artifacts.open(digest), digest);
  }
  for await (const known of releasesOf(to.state, release.service))
    if (known.artifact.digest === release.artifact.digest && known.version === release.version) return;
  await recordRelease(to.state, release);
}

/**
 * Takes over the bytes of a release that is recorded here and kept where the environment before keeps its own. Does nothing
 * where they are here, or nowhere: what is missing is said when they are needed.
 */
export async function bringFromBefore(
  world: World,
  opened: OpenGraph,
  release: Release,
  effects: Effects,
): Promise<void> {
  const { digest } = release.artifact;
  const from = promotedFrom(world.graph.environment.name, opened);
  if (from === undefined || (await world.artifacts.has(digest))) return;
  const source = await openSource(from, world, opened, effects);
  if (!(await source.artifacts.has(digest))) return;
  await bringOver(release, source, world);
  await bringStatements(opened, release, source, world, effects);
}
