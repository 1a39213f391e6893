import { shortDigest } from "@towpath/core";
import { build as buildRelease, type Release, recordRelease } from "@towpath/delivery";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { openChecked } from "../environment/guard.ts";
import { inFolder, openWorkshop, type World } from "../environment/open-world.ts";
import { refusedByRules } from "../environment/refused-by-rules.ts";
import { operation } from "../operation.ts";
import { revisionOf } from "../repository/revision.ts";

/** What to build. */
export interface BuildRequest extends EnvironmentRequest {
  /** From git when absent. */
  readonly version?: string | undefined;
}

/** What was built. */
export interface BuildData {
  readonly release: Release;
}

/** Runs the manifest's build, packs the artifact, and records the release. */
export const build = operation<BuildRequest, BuildData | null>("build", async (request, effects) => {
  const opened = await openChecked(request, effects, true);
  if (opened.isBlocked) return { ...refusedByRules(opened, "built"), data: null };
  const world = await openWorkshop(opened.graph, effects);
  const release = await makeRelease(world, request.version);
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
        ],
      },
    ],
    data: { release },
  };
});

/** Builds and records. */
export async function makeRelease(world: World, version?: string): Promise<Release> {
  const { graph, artifacts, state } = world;
  return inFolder(world, async (context) => {
    const revision = await revisionOf(graph.service.folder, context.signal);
    const release = await buildRelease(
      { graph, version: version ?? revision.version, commit: revision.commit, artifacts },
      context,
    );
    return recordRelease(state, release);
  });
}
