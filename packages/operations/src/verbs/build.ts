import { resolve } from "node:path";
import { type Effects, shortDigest, shownPath } from "@towpath/core";
import { build as buildRelease, clearBundle, type Release, recordRelease, writeBundle } from "@towpath/delivery";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { inFolder, openWorkshop, type World } from "../environment/open-world.ts";
import { pruneAfterBuild } from "../environment/prune.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { recordBuild } from "../evidence/on-record.ts";
import { operation } from "../operation.ts";
import { repositoryRoot } from "../repository/repository-root.ts";
import { revisionOf } from "../repository/revision.ts";

/** What to build. */
export interface BuildRequest extends EnvironmentRequest {
  /** From git when absent. */
  readonly version?: string | undefined;
  /** A folder that the release is written into as a bundle, for other machines to take. */
  readonly out?: string | undefined;
  /** Another run signs what is said of it: nobody signs here. */
  readonly isSignedApart?: boolean | undefined;
}

/** What was built. */
export interface BuildData {
  readonly release: Release;
  /** Absolute path of the bundle that was written. */
  readonly bundle?: string | undefined;
}

/** Runs the manifest's build, packs the artifact, and records the release. */
export const build = operation<BuildRequest, BuildData | null>("build", async (request, effects) => {
  const opened = await openChecked(request, effects, true);
  if (opened.isBlocked) return { ...refusedByRules(opened, "built"), data: null };
  const world = await openWorkshop(opened.graph, effects, undefined, opened);
  const bundle = request.out === undefined ? undefined : resolve(effects.folder, request.out);
  if (bundle !== undefined) await clearBundle(bundle);
  // Asked before the build: it may change files that git follows.
  const { version } = await revisionOf(opened.graph.service.folder, effects.signal);
  const release = await makeRelease(world, effects, { version: request.version, hasSbom: true });
  if (bundle !== undefined) await writeBundle(bundle, release, world.artifacts);
  const { isSignedApart } = request;
  await recordBuild(
    { ...opened, isSignedApart },
    world,
    { release, bundle, isDirty: version.endsWith("-dirty") },
    effects,
  );
  return {
    status: "ok",
    summary: `${release.service} ${release.version} is built: ${shortDigest(release.artifact.digest)}, ${Math.ceil(release.artifact.size / 1024)} KiB.`,
    service: release.service,
    findings: opened.findings,
    sections: [
      {
        kind: "fields",
        fields: [
          { name: "artifact", value: release.artifact.digest },
          { name: "version", value: release.version },
          { name: "commit", value: release.commit ?? "none" },
          ...(bundle === undefined ? [] : [{ name: "bundle", value: shownPath(bundle, effects.folder) }]),
        ],
      },
    ],
    data: { release, ...(bundle === undefined ? {} : { bundle }) },
  };
});

/** Builds and records. What is made to be tried at once needs no SBOM. */
export async function makeRelease(
  world: World,
  { files }: Pick<Effects, "files">,
  { version, hasSbom }: { readonly version?: string | undefined; readonly hasSbom?: boolean } = {},
): Promise<Release> {
  const { graph, artifacts, state } = world;
  const { folder } = graph.service;
  return inFolder(world, async (context) => {
    const revision = await revisionOf(folder, context.signal);
    const release = await buildRelease(
      {
        graph,
        version: version ?? revision.version,
        commit: revision.commit,
        isDirty: revision.version.endsWith("-dirty"),
        sourceDate: revision.committedAt,
        artifacts,
        boundary: repositoryRoot(folder, files),
        hasSbom,
        run: { id: context.holder.run, actor: context.holder.who },
      },
      context,
    );
    const recorded = await recordRelease(state, release);
    await pruneAfterBuild(world, context);
    return recorded;
  });
}
