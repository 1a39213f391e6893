import { addedLines, type Hunk, isInDiff, parsePatch } from "@towpath/github";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hostileStrings } from "../hostile/strings.ts";
import { converse } from "./testing/conversation.ts";

const runs = process.env["TOWPATH_LONG"] ? 300 : 25;

/** What a file is after its hunks; the law that every right reading of a diff keeps. */
function applied(before: string, hunks: readonly Hunk[]): string {
  const lines = before.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let result = "";
  let at = 1;
  for (const hunk of hunks) {
    const start = hunk.oldLines === 0 ? hunk.oldStart + 1 : hunk.oldStart;
    result += lines.slice(at - 1, start - 1).join("");
    for (const line of hunk.lines) if (line.kind !== "removed") result += line.text + (line.isUnended ? "" : "\n");
    at = start + hunk.oldLines;
  }
  return result + lines.slice(at - 1).join("");
}

const line = fc.oneof(
  fc.constantFrom(
    "a",
    "b",
    "",
    "-- x",
    "++ y",
    "@@ -1,2 +1,2 @@",
    "\\ No newline at end of file",
    "diff --git a/x b/x",
    "+",
    "-",
    "ü\r",
    " \t",
  ),
  fc.constantFrom(
    ...hostileStrings
      .map((hostile) => hostile.text.replaceAll("\n", " ").replaceAll("\0", ""))
      .filter((one) => one.isWellFormed()),
  ),
);
const text = fc
  .tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom("", "\n", "\r\n"), fc.constantFrom("\n", "\r\n"))
  .map(([lines, last, end]) => lines.join(end) + last);

test("what git says of any two texts leads from the one to the other", async () => {
  await using talk = await converse();
  let number = 10;
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      number++;
      await talk.repository.commit(`base-${number}`, { file: before }, { from: "main" });
      await talk.repository.commit(`head-${number}`, { file: after }, { from: `base-${number}` });
      const { files } = await talk.repository.openPull({ number, base: `base-${number}`, head: `head-${number}` });
      if (before === after) {
        expect(files).toEqual([]);
        return;
      }
      const [file] = files;
      const hunks = parsePatch(file?.patch ?? "");
      if (!hunks) throw new Error(`${JSON.stringify(file)} is not read.`);
      expect(applied(before, hunks)).toBe(after);
      expect(addedLines(hunks)).toHaveLength(
        hunks.flatMap(({ lines }) => lines.filter(({ kind }) => kind === "added")).length,
      );
      for (const added of addedLines(hunks)) expect(isInDiff(hunks, added)).toBe(true);
      const cut = file?.patch?.slice(0, -2) ?? ""; // a patch whose end is missing says less, never something else
      expect(parsePatch(cut)?.length ?? 0).toBeLessThanOrEqual(hunks.length);
    }),
    { numRuns: runs },
  );
});

test("renamings, removals, additions, binary files, links and names with odd letters", async () => {
  await using talk = await converse();
  const long = Array.from({ length: 30 }, (_, index) => `line ${index}`).join("\n");
  await talk.repository.commit("base", {
    "old name.txt": long,
    "moved.txt": `moved ${long}\n`,
    gone: "1\n",
    "bin.dat": "\0a",
    ends: "no newline",
  });
  await talk.repository.commit(
    "head",
    {
      "old name.txt": null,
      'sub/new "näme".txt': long.replace("line 15", "other"),
      "moved.txt": null,
      "other.txt": `moved ${long}\n`,
      gone: null,
      "bin.dat": "\0b",
      ends: "no newline\nhere",
      link: { link: "ends" },
      empty: "",
    },
    { from: "base" },
  );
  await talk.repository.openPull({ number: 2, base: "base", head: "head" });
  const { files } = await talk.github.filesOf(2);
  const shown = files.map(({ path, status, previousPath, hunks }) => [
    status,
    previousPath,
    path,
    hunks && addedLines(hunks),
  ]);
  expect(shown.sort((a, b) => (String(a[2]) < String(b[2]) ? -1 : 1))).toEqual([
    ["modified", undefined, "bin.dat", undefined],
    ["added", undefined, "empty", undefined],
    ["modified", undefined, "ends", [1, 2]],
    ["removed", undefined, "gone", []],
    ["added", undefined, "link", [1]],
    ["renamed", "moved.txt", "other.txt", undefined],
    ["renamed", "old name.txt", 'sub/new "näme".txt', [16]],
  ]);
});

test("lines that are in the diff are those of one hunk", () => {
  const hunks = parsePatch("@@ -1,2 +1,3 @@ section\n a\n+b\n c\n@@ -10 +11,2 @@\n-x\n+y\n+z") ?? [];
  expect(addedLines(hunks)).toEqual([2, 11, 12]);
  expect([1, 2, 3, 4, 10, 11, 12, 13].filter((number) => isInDiff(hunks, number))).toEqual([1, 2, 3, 11, 12]);
  expect(isInDiff(hunks, 1, 3)).toBe(true);
  expect(isInDiff(hunks, 3, 11)).toBe(false);
  expect(isInDiff(hunks, 3, 1)).toBe(false);
});

test.each([
  "",
  "no patch",
  "@@ -1,3 +1,3 @@\n a\n",
  "@@ -1 +1 @@\n?x",
  "@@ -1 +1,2 @@\n-a\n-b\n",
  "@@ -1 +1 @@\n-a\n+b\ntrailer",
])("%j is no patch", (patch) => {
  expect(parsePatch(patch)).toBeUndefined();
});

test("any text is read or refused, and never for long", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(line, fc.constantFrom("@@ -1 +1 @@", "@@ -0,0 +1,999999999 @@", "+a", "-a"))),
      (lines) => {
        parsePatch(lines.join("\n"));
      },
    ),
  );
});
