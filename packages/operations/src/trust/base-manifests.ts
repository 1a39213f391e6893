import { compareText, type Effects, type Files } from "@towpath/core";
import { openService, type ServiceDocument } from "@towpath/manifest";
import { findManifests } from "../documents/find-manifests.ts";
import { OperationError } from "../errors.ts";
import { type CommitTree, preloadTrees } from "./commit-tree.ts";

/** Manifests as the base commit has them. */
export interface BaseManifests {
  /** The one at a path; undefined where there is none, or none that can be read. */
  at(manifest: string): Promise<ServiceDocument | undefined>;
  /** Where those are that are asked for, as a request names them. */
  paths(): Promise<readonly string[]>;
  /** All that are asked for. */
  all(): Promise<readonly ServiceDocument[]>;
}

/**
 * Reads manifests of the base commit.
 *
 * @param patterns what is asked for, as for {@link findManifests}
 * @param files of the base commit
 */
export function baseManifests(
  patterns: readonly string[],
  tree: CommitTree,
  files: Files,
  effects: Effects,
): BaseManifests {
  const { folder } = effects;
  const at = async (manifest: string): Promise<ServiceDocument | undefined> =>
    (await openService(manifest, files, folder)).value;
  const find = async (): Promise<readonly string[]> => {
    preloadTrees(tree);
    const found = new Set<string>();
    for (const pattern of patterns)
      for (const manifest of await findManifests([pattern], { ...effects, files }).catch(none)) found.add(manifest);
    return [...found].sort(compareText);
  };
  const read = async (): Promise<readonly ServiceDocument[]> => {
    const services: ServiceDocument[] = [];
    for (const manifest of await paths()) {
      const service = await at(manifest);
      if (service) services.push(service);
    }
    return services;
  };
  let found: Promise<readonly string[]> | undefined;
  let all: Promise<readonly ServiceDocument[]> | undefined;
  const paths = (): Promise<readonly string[]> => {
    found ??= find();
    return found;
  };
  return {
    at,
    paths,
    all: () => {
      all ??= read();
      return all;
    },
  };
}

/** A pattern that names nothing in the base is none to refuse: it may be what the proposal brings. */
function none(error: unknown): readonly string[] {
  if (error instanceof OperationError && error.code === "operation/no-manifest") return [];
  throw error;
}
