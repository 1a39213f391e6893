import { join } from "node:path";
import { type Effects, nodeFiles } from "@towpath/core";
import { OperationError } from "../errors.ts";
import { fetchGitPlatform } from "./fetch-git-platform.ts";
import { filesWithin } from "./files-within.ts";
import type { GitReference } from "./git-reference.ts";
import type { LocatedPlatform } from "./located-platform.ts";
import type { PlatformOptions } from "./platform-reader.ts";
import { shown } from "./wrong-reference.ts";

/** Puts a platform from a git repository on this disk. A repository that is there already is no address for what others propose. */
export async function gitPlatform(
  reference: GitReference,
  written: string,
  effects: Effects,
  { isUntrusted, isOffline }: PlatformOptions,
): Promise<LocatedPlatform> {
  const { revision, subfolder, transport } = reference;
  if (transport === "file" && isUntrusted) {
    throw new OperationError({
      code: "operation/platform-reference",
      message: `The platform ${shown(written)} is a repository on this machine, which is not taken here.`,
      hint: "Name a path, or an address: git+https://HOST/OWNER/REPOSITORY.git#TAG.",
    });
  }
  const { root, commit } = await fetchGitPlatform({ reference, written, isOffline }, effects);
  const path = subfolder === undefined ? root : join(root, subfolder);
  const document = nodeFiles.list(path) ? join(path, "platform.yaml") : path;
  if (nodeFiles.realPath(document) === undefined) {
    const where = subfolder === undefined ? "at its top" : `at ${subfolder}`;
    throw new OperationError({
      code: "operation/platform-not-found",
      message: `The repository holds no platform.yaml ${where} in ${revision.kind} ${shown(revision.name)}, so ${shown(written)} is no platform.`,
      hint: "Name its folder behind the tag: #TAG:folder.",
    });
  }
  const mark = written.indexOf("#");
  const name = `${written.slice(0, mark)}#${revision.name}`;
  return { location: { path, boundary: root, name }, files: filesWithin(nodeFiles, root), commit, isPinned: true };
}
