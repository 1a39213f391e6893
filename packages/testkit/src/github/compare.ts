import { commitOf, git } from "./git-folder.ts";

/** A file of a pull request, as the API names its parts. */
export interface ComparedFile {
  readonly filename: string;
  readonly status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed" | "unchanged";
  readonly previous_filename?: string;
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly changes: number;
  readonly patch?: string;
}

const STATUSES = { A: "added", D: "removed", M: "modified", R: "renamed", C: "copied", T: "changed" } as const;

/** What a pull request changes, by git itself: from where the branches parted to the head, renamings found. */
export async function compare(folder: string, base: string, head: string): Promise<readonly ComparedFile[]> {
  const [from, to] = [await commitOf(folder, base), await commitOf(folder, head)];
  if (!from || !to) return [];
  const parted = (await git(folder, "merge-base", from, to)).trim();
  const words = ["diff", "--no-color", "--no-ext-diff", "-M", "--full-index", parted, to];
  const patches = patchesOf(await git(folder, ...words));
  const parts = (await git(folder, ...words, "--raw", "-z", "--no-abbrev")).split("\0");
  const files: ComparedFile[] = [];
  for (let at = 0; parts[at]; ) {
    const [, , oldSha = "", newSha = "", letters = ""] = (parts[at++] ?? "").split(" ");
    const status = statusOf(letters);
    const first = parts[at++] ?? "";
    const isMoved = status === "renamed" || status === "copied";
    const filename = isMoved ? (parts[at++] ?? "") : first;
    const patch = patches.shift();
    if (letters === "T") patches.shift(); // as a removal and an addition
    const lines = patch?.split("\n") ?? [];
    const additions = lines.filter((line) => line.startsWith("+")).length;
    const deletions = lines.filter((line) => line.startsWith("-")).length;
    files.push({
      filename,
      status,
      ...(isMoved ? { previous_filename: first } : {}),
      sha: status === "removed" ? oldSha : newSha,
      additions,
      deletions,
      changes: additions + deletions,
      ...(patch === undefined ? {} : { patch }),
    });
  }
  return files;
}

function statusOf(letters: string): ComparedFile["status"] {
  const letter = letters.charAt(0);
  return letter in STATUSES ? (Object.entries(STATUSES).find(([key]) => key === letter)?.[1] ?? "changed") : "changed";
}

/** A patch for each file, from its first hunk on, as GitHub shows it; undefined for one without lines. */
function patchesOf(text: string): (string | undefined)[] {
  const pieces = text.split(/^(?=diff --git )/m).filter((piece) => piece !== "");
  return pieces.map((piece) => {
    const start = piece.search(/^@@ /m);
    return start < 0 ? undefined : piece.slice(start).replace(/\n$/, "");
  });
}
