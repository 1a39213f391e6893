import type { Effects, Files } from "@towpath/core";
import { rememberingPaths } from "@towpath/manifest";
import type { CommitTree } from "./commit-tree.ts";
import { diskView } from "./disk-view.ts";
import { extraction } from "./extract-folder.ts";
import type { Standpoint, View } from "./standpoint.ts";
import { treeFiles } from "./tree-files.ts";
import { type WatchedFiles, watchedFiles } from "./watched-files.ts";

/** The files that a proposal is seen in from both of its sides. */
export interface SideFiles extends Disposable {
  readonly disk: Files;
  /** Of the base commit. */
  readonly present: Files;
  /** The same, as the platform and its rules are read. */
  readonly rules: WatchedFiles;
  /** The same, as packs that run code are read. */
  readonly code: WatchedFiles;
  /** The same, as agreed waivers are read. */
  readonly waivers: WatchedFiles;
  readonly base: Standpoint;
  readonly proposed: Standpoint;
}

/** @param root absolute: the checkout */
export function sideFiles(tree: CommitTree, root: string, effects: Effects): SideFiles {
  const disk = rememberingPaths(effects.files);
  const present = treeFiles(tree, root, disk);
  const [rules, code, waivers] = [watchedFiles(present), watchedFiles(present), watchedFiles(present)];
  const { onDisk, [Symbol.dispose]: dispose } = extraction(code.files, effects);
  const viewOf = (files: Files): View => ({ files, trust: "trusted", commit: tree.commit, onDisk });
  const proposal = diskView(disk, "proposed");
  const shared = {
    documents: proposal,
    code: viewOf(code.files),
    waivers: viewOf(waivers.files),
    proposedWaivers: proposal,
  };
  return {
    disk,
    present,
    rules,
    code,
    waivers,
    base: { side: "base", rules: viewOf(rules.files), ...shared },
    proposed: { side: "proposed", rules: proposal, ...shared },
    [Symbol.dispose]: dispose,
  };
}
