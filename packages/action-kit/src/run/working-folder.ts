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
 * The folder that an action was asked to work in. What lies outside of the workspace is refused, and what a link within it
 * leads to.
 *
 * @param workspace absolute; the runner's GITHUB_WORKSPACE
 * @param asked relative to the workspace
 * @throws {ActionError} where it is no folder, outside, or behind a link
 */
export function workingFolder(workspace: string, asked: string): WorkingFolder {
  const root = existsSync(workspace) ? realpathSync(workspace) : workspace;
  const wanted = resolve(root, relative(workspace, resolve(workspace, asked)));
  if (!statSync(wanted, { throwIfNoEntry: false })?.isDirectory()) throw noFolder(asked);
  const path = realpathSync(wanted);
  if (!isWithin(path, root)) throw outside(asked);
  if (path !== wanted) throw linked(asked, relative(root, path));
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

/** Whoever proposes a change may have made the link, to where nothing is that was agreed so far. */
function linked(asked: string, to: string): ActionError {
  return new ActionError({
    code: "action-kit/folder",
    message: `The folder "${printable(asked)}" is reached through a link, and leads to "${printable(to)}".`,
    hint: "Name the folder itself: a pull request can make a link lead elsewhere.",
  });
}

function outside(asked: string): ActionError {
  return new ActionError({
    code: "action-kit/folder",
    message: `The folder "${printable(asked)}" is outside of the workspace.`,
    hint: "Name a folder of the checked out repository.",
  });
}
