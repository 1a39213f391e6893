/**
 * The lines that a patch shows on its new side: added ones and those around them, which are all that a review can comment on.
 *
 * @param patch the hunks of one file, as GitHub's REST API gives them ("List pull requests files", patch)
 */
export function diffLines(patch: string): ReadonlySet<number> {
  const shown = new Set<number>();
  let line = 0;
  let left = 0;
  for (const text of patch.split("\n")) {
    const [, start, count = "1"] = /^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(text) ?? [];
    if (left <= 0 && start !== undefined) {
      line = Number(start);
      left = Number(count);
    } else if (left > 0 && (text.startsWith("+") || text.startsWith(" ") || text === "")) {
      shown.add(line);
      line += 1;
      left -= 1;
    }
  }
  return shown;
}
