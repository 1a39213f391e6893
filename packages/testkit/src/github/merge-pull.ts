import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { git, gitBytes, gitWith } from "./git-folder.ts";

/** How GitHub merges. */
export type MergeMethod = "merge" | "squash" | "rebase";

/** What is merged into what. */
export interface Merge {
  readonly method: MergeMethod;
  /** The commit of the branch that is merged into. */
  readonly base: string;
  readonly head: string;
  readonly message: string;
  /** The login of who merges: rebased commits are committed by that account. */
  readonly by: string;
}

/** Who makes GitHub's own merges. */
const GITHUB = { GIT_COMMITTER_NAME: "GitHub", GIT_COMMITTER_EMAIL: "noreply@github.com" };

/** Merges as GitHub does, without a working copy. Gives the commit that the branch is to be at. @throws {Error} on a conflict */
export async function mergeCommits(folder: string, { method, base, head, message, by }: Merge): Promise<string> {
  if (method === "rebase") return await rebase(folder, base, head, by);
  const tree = (await git(folder, "merge-tree", "--write-tree", base, head)).trim();
  const parents = method === "merge" ? ["-p", base, "-p", head] : ["-p", base];
  const author = await authorOf(folder, head);
  const made = await gitWith(folder, { ...author, ...GITHUB }, "commit-tree", ...parents, "-m", message, tree);
  return made.toString("utf8").trim();
}

async function rebase(folder: string, base: string, head: string, by: string): Promise<string> {
  const committer = { GIT_COMMITTER_NAME: by, GIT_COMMITTER_EMAIL: `${by}@users.noreply.github.com` };
  const scratch = mkdtempSync(join(tmpdir(), "towpath-rebase-"));
  const index = { GIT_INDEX_FILE: join(scratch, "index") };
  try {
    let tip = base;
    for (const commit of (await git(folder, "rev-list", "--reverse", `${base}..${head}`)).split("\n").filter(Boolean)) {
      const patch = await gitBytes(folder, "diff-tree", "-p", "--binary", "--full-index", `${commit}^`, commit);
      writeFileSync(join(scratch, "patch"), patch);
      await gitWith(folder, index, "read-tree", tip);
      if (patch.length > 0) await gitWith(folder, index, "apply", "--cached", join(scratch, "patch"));
      const tree = (await gitWith(folder, index, "write-tree")).toString("utf8").trim();
      const message = await git(folder, "log", "-1", "--format=%B", commit);
      writeFileSync(join(scratch, "message"), message);
      const words = ["commit-tree", "-p", tip, "-F", join(scratch, "message"), tree];
      const made = await gitWith(folder, { ...(await authorOf(folder, commit)), ...committer }, ...words);
      tip = made.toString("utf8").trim();
    }
    return tip;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function authorOf(folder: string, commit: string): Promise<Readonly<Record<string, string>>> {
  const [name = "", email = ""] = (await git(folder, "log", "-1", "--format=%an%x00%ae", commit)).trim().split("\0");
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email };
}
