import { resolve } from "node:path";
import { type Effects, shortDigest } from "@towpath/core";
import { importBundle, type Release, readBundle, releasesOf } from "@towpath/delivery";
import type { OpenGraph } from "../documents/open-documents.ts";
import type { World } from "../environment/open-world.ts";
import { OperationError } from "../errors.ts";
import { takeStatements } from "../evidence/on-record.ts";

/** How many releases a message names, the newest first. */
const LISTED = 5;

/** What a digest, or its beginning, looks like; everything else is a folder. */
const DIGEST = /^(?:sha256:.*|[0-9a-f]{1,64})$/i;

/**
 * The release that is meant: by the folder of a bundle, which is taken in with what is said of it, by its artifact's digest or
 * the beginning of it; the one that was built last when nothing says.
 *
 * @param wanted `./release`, `sha256:ab12cd34`, `ab12cd34`
 * @throws {OperationError} `operation/not-built`
 * @throws {DeliveryError} what is wrong with a bundle
 */
export async function findRelease(
  world: World,
  opened: OpenGraph,
  wanted: string | undefined,
  effects: Effects,
): Promise<Release> {
  if (wanted === undefined || DIGEST.test(wanted)) return recordedRelease(world, wanted?.toLowerCase());
  const bundle = await readBundle(resolve(effects.folder, wanted));
  const release = await importBundle(bundle, world.artifacts, world.state, world.graph.service.name);
  await takeStatements(opened, world, bundle, effects);
  return release;
}

async function recordedRelease(world: World, wanted: string | undefined): Promise<Release> {
  const { name } = world.graph.service;
  const digest = wanted === undefined || wanted.startsWith("sha256:") ? wanted : `sha256:${wanted}`;
  const known = new Map<string, Release>();
  for await (const release of releasesOf(world.state, name)) {
    if (digest === undefined || release.artifact.digest === digest) return release;
    if (!known.has(release.artifact.digest)) known.set(release.artifact.digest, release);
  }
  const fitting = [...known.values()].filter(({ artifact }) => artifact.digest.startsWith(digest ?? ""));
  const [release] = fitting;
  if (release && fitting.length === 1) return release;
  const shown = (fitting.length > 0 ? fitting : [...known.values()]).slice(0, LISTED);
  const { name: environment, state, promoteFrom } = world.graph.environment;
  throw new OperationError({
    code: "operation/not-built",
    message:
      known.size === 0
        ? state
          ? `No release of ${name} is recorded for ${environment}.`
          : `${name} was never built on this machine.`
        : `${fitting.length === 0 ? "No release" : "More than one release"} of ${name} has a digest that begins with ${wanted}.`,
    hint:
      known.size === 0
        ? `Run towpath build first, ${promoteFrom ? `or bring one over: towpath promote --from ${promoteFrom.environment} --to ${environment}` : "or towpath up for everything in one"}. What another machine built comes with --release FOLDER.`
        : `Built last: ${shown.map(({ artifact, version }) => `${shortDigest(artifact.digest)} (${version})`).join(", ")}.`,
  });
}
