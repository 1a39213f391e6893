import { dirname, join, resolve } from "node:path";
import type { Effects } from "@towpath/core";
import { type ArtifactStore, artifactOwner, artifactStoreFor } from "@towpath/delivery";
import type { LocalFolders } from "@towpath/engine-local";
import type { Graph } from "@towpath/manifest";
import type { StateStore } from "@towpath/provisioning";
import type { DriverSource } from "./open-engines.ts";

/** The platform that a graph is of, and where it came from. */
export type PlatformOfGraph = Pick<DriverSource, "platform" | "source">;

/**
 * Where the bytes of an environment's releases are: a directory or a registry that the platform names, or this machine's data
 * folder.
 *
 * @param state whose records speak of what is put there; absent for who only reads
 * @throws {DeliveryError} `delivery/artifact-store-option`
 */
export function openArtifacts(
  graph: Graph,
  folders: LocalFolders,
  effects: Effects,
  opened?: PlatformOfGraph,
  state?: StateStore,
): Promise<ArtifactStore> {
  const { environment, service } = graph;
  return artifactStoreFor(
    {
      artifacts: environment.artifacts,
      service: service.name,
      home: join(folders.data, "artifacts"),
      owner: state && (() => artifactOwner(state)),
      base: opened ? folderOf(opened) : resolve(effects.folder, dirname(environment.origin.place.file)),
    },
    effects,
  );
}

/** A platform that was fetched lies in a cache, where no artifact belongs. */
function folderOf({ platform, source }: PlatformOfGraph): string | undefined {
  if (source.kind !== "path" && source.kind !== "starter") return undefined;
  return platform.home && dirname(platform.home.path);
}
