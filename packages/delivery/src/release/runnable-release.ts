import type { RunnableRelease } from "@towpath/provisioning";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { unpackArtifact } from "../artifact/unpack-artifact.ts";
import type { Release } from "./release.ts";

/** A release in the form that a workload host takes: it can put its files into a folder. */
export function runnableRelease(release: Release, artifacts: ArtifactStore): RunnableRelease {
  const { kind, digest, name } = release.artifact;
  return {
    service: release.service,
    version: release.version,
    artifact: { kind, digest, name },
    unpack: (folder, signal) => unpackArtifact(artifacts, digest, folder, signal),
  };
}
