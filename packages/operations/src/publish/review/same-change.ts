import type { GitHub, Hunk, PullRequestFile, PullRequestFiles } from "@towpath/github";

/** True where two commits make the same change: each file, by its new bytes or by the lines that come and go. */
export async function isSameChange(github: GitHub, one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([github.filesOfCommit(one), github.filesOfCommit(other)]);
  return isSameFiles(a, b);
}

/** False where a list of files is not whole: what is not seen is not the same. */
export function isSameFiles(one: PullRequestFiles, other: PullRequestFiles): boolean {
  if (!one.isComplete || !other.isComplete || one.files.length !== other.files.length) return false;
  const byPath = new Map(other.files.map((file) => [file.path, file]));
  return one.files.every((file) => {
    const counterpart = byPath.get(file.path);
    return counterpart !== undefined && isSameFile(file, counterpart);
  });
}

function isSameFile(one: PullRequestFile, other: PullRequestFile): boolean {
  if (one.status !== other.status || one.previousPath !== other.previousPath) return false;
  if (one.sha !== undefined && one.sha === other.sha) return true;
  return one.hunks !== undefined && other.hunks !== undefined && textOf(one.hunks) === textOf(other.hunks);
}

/** Without the numbers of lines: on another base the same change stands further up or down. */
function textOf(hunks: readonly Hunk[]): string {
  return JSON.stringify(hunks.map(({ lines }) => lines.map(({ kind, text, isUnended }) => [kind, text, isUnended])));
}
