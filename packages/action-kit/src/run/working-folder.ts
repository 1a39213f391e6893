import { existsSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { isWithin } from "@towpath/core";
import { printable } from "@towpath/report";
import { ActionError } from "../errors.ts";

/** Where an action works. */
export interface WorkingFolder {
  /** Absolute. Relative paths of inputs start here. */
  readonly path: string;
  /** Seen from the root of its Git repository, with `/`; empty for the root itself. GitHub names files from there. */
  readonly inRepository: string;
}

/**
 * The folder that an action was asked to work in. Links are followed: what lies outside of the workspace is refused.
 *
 * @param workspace absolute; the runner's GITHUB_WORKSPACE
 * @param asked relative to the workspace
 * @throws {ActionError} where it is no folder, or outside
 */
export function workingFolder(workspace: string, asked: string): WorkingFolder {
  const root = existsSync(workspace) ? realpathSync(workspace) : workspace;
  const wanted = resolve(root, asked);
  if (!statSync(wanted, { throwIfNoEntry: false })?.isDirectory()) throw noFolder(asked);
  const path = realpathSync(wanted);
  if (!isWithin(path, root)) throw outside(asked);
  return { path, inRepository: relative(repositoryRoot(root, path), path).split(sep).join("/") };
}

function repositoryRoot(workspace: string, folder: string): string {
  for (let candidate = folder; isWithin(candidate, workspace); candidate = dirname(candidate)) {
    if (existsSync(join(candidate, ".git"))) return candidate;
    if (candidate === workspace) break;
  }
  return workspace;
}

function noFolder(asked: string): ActionError {
  return new ActionError({
    code: "action-kit/folder",
    message: `There is no folder "${printable(asked)}" in the workspace.`,
    hint: "Check the repository out first (actions/checkout), and name the folder from the workspace.",
  });
}

function outside(asked: string): ActionError {
  return new ActionError({
    code: "action-kit/folder",
    message: `The folder "${printable(asked)}" is outside of the workspace.`,
    hint: "Name a folder of the checked out repository.",
  });
}
