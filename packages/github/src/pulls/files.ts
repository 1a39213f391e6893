import type { Connection } from "../connection/connection.ts";
import type { Fields } from "../connection/fields.ts";
import { id } from "../connection/path.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { type Hunk, parsePatch } from "./patch.ts";

/** GitHub lists no more, of a pull request or of a commit. GitHub's documentation, "List pull requests files", "Get a commit". */
export const MOST_FILES = 3000;

/** A file that a pull request or a commit changes. Names are untrusted text. */
export interface PullRequestFile {
  readonly path: string;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed" | "unchanged";
  /** What it was called; only where it was renamed or copied. */
  readonly previousPath?: string;
  /** The blob of the new file; of a removed one the old blob. */
  readonly sha: string | undefined;
  readonly additions: number;
  readonly deletions: number;
  /** The lines that are in the diff; undefined where GitHub shows none: a binary file, one too large, a mere renaming. */
  readonly hunks: readonly Hunk[] | undefined;
}

/** The files of a pull request or of a commit. `isComplete` is false where there are more than the 3,000 that GitHub lists. */
export interface PullRequestFiles {
  readonly files: readonly PullRequestFile[];
  readonly isComplete: boolean;
}

const STATUSES = ["added", "removed", "modified", "renamed", "copied", "changed", "unchanged"] as const;

export async function readFiles(
  connection: Connection,
  repository: string,
  pullNumber: number,
): Promise<PullRequestFiles> {
  const items = await connection.list({
    path: `${repository}/pulls/${id(pullNumber)}/files`,
    needs: GITHUB_PERMISSIONS.filesOf,
    what: `Files of pull request ${pullNumber}`,
  });
  const files = items.map(pullRequestFile);
  return { files, isComplete: files.length < MOST_FILES };
}

/** A file of a pull request or of a commit. */
export function pullRequestFile(file: Fields): PullRequestFile {
  const previousPath = file.optionalText("previous_filename");
  const patch = file.optionalText("patch");
  const said = file.text("status");
  return {
    path: file.text("filename"),
    status: STATUSES.find((status) => status === said) ?? "changed",
    ...(previousPath === undefined ? {} : { previousPath }),
    sha: file.optionalText("sha"),
    additions: file.number("additions"),
    deletions: file.number("deletions"),
    hunks: patch === undefined ? undefined : parsePatch(patch),
  };
}
