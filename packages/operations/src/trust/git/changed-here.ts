import type { Effects } from "@towpath/core";
import { askGit } from "./commit-of.ts";

/** What was changed in the folder's repository since its branch left a commit's: committed or not, ignored files apart. */
export async function changedHere(base: string, effects: Effects): Promise<ReadonlySet<string>> {
  const since = (await askGit(["merge-base", base, "HEAD"], effects)).trim() || base;
  const [changed, added] = await Promise.all([
    askGit(["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", since, "--"], effects),
    askGit(["ls-files", "--others", "--exclude-standard", "--full-name", "-z", "--", ":/"], effects),
  ]);
  return new Set([...changed.split("\0"), ...added.split("\0")].filter((path) => path !== ""));
}
