import type { Edit } from "@towpath/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { editOf, withEdits } from "../testing/edits.ts";
import { findingWith, hostileTexts, runs } from "../testing/findings.ts";
import { expectInertMarkdown } from "../testing/inert-markdown.ts";
import { type LineComment, renderSuggestions, type SuggestionOptions } from "./suggestions.ts";

const TEXT = "resources:\n  db:\n    type: postgres\n    tls: false\n    days: 3\n  web:\n    type: site\n";
/** A diff that shows these lines of one file. */
const shown =
  (...lines: readonly number[]): SuggestionOptions["isInDiff"] =>
  (path, first, last) =>
    path === "towpath.yaml" && lines.includes(first) && lines.includes(last);
const all = shown(1, 2, 3, 4, 5, 6, 7);

function suggest(edits: readonly (readonly Edit[])[], options: Partial<SuggestionOptions> = {}) {
  const findings = edits.map((own, index) => findingWith({ code: `data/r${index}`, edits: own }));
  return renderSuggestions(findings, { isInDiff: all, source: () => TEXT, ...options });
}

/** The lines that a comment puts in place of its own, as GitHub reads them; `?` where they are no lines. */
function suggested({ body }: LineComment): readonly string[] {
  const lines = body.split("\n");
  const from = lines.findIndex((line) => /^`{3,}suggestion$/.test(line));
  const fence = lines[from]?.replace("suggestion", "") ?? "?";
  const to = lines.indexOf(fence, from + 1);
  expect(lines.slice(to + 1)).toEqual([""]);
  return lines.slice(from + 1, to);
}

/** A file after all suggestions are taken. */
function taken(text: string, comments: readonly LineComment[]): string {
  const lines = text.replace(/\n$/, "").split("\n");
  for (const comment of comments.toReversed()) {
    const first = comment.startLine ?? comment.line;
    lines.splice(first - 1, comment.line - first + 1, ...suggested(comment));
  }
  return lines.map((line) => `${line}\n`).join("");
}

describe("a suggested change", () => {
  test("replaces whole lines, and says why", async () => {
    const fine = suggest([
      [editOf([4, 10, 4, 15], "true"), editOf([5, 11, 5, 12], "7")],
      [editOf([6, 3, 6, 6], "www")],
    ]);
    await expect(`${JSON.stringify(fine, undefined, 2)}\n`).toMatchFileSnapshot("../testing/fixtures/suggestions.json");
  });

  test("of an edit that excludes another is made for the first of them, and the other is counted", () => {
    const { comments, left, notice } = suggest([
      [editOf([4, 10, 4, 15], "true")],
      [editOf([2, 3, 4, 15], "db: null"), editOf([7, 5, 7, 9], "kind")],
      [editOf([7, 11, 7, 15], "web")],
    ]);
    expect(comments.map(suggested)).toEqual([["  db: null"], ["    kind: web"]]);
    expect(left).toBe(1);
    expect(notice).toContain("1 could not be suggested on a line");
  });

  test("of several edits on one line is one, also of several findings, and of one that two findings want alike", () => {
    const edits = [[editOf([4, 5, 4, 8], "TLS")], [editOf([4, 10, 4, 15], "true")], [editOf([4, 10, 4, 15], "true")]];
    const { comments, notice } = suggest(edits);
    expect(notice).toBeUndefined();
    expect(comments).toMatchObject([{ path: "towpath.yaml", line: 4 }]);
    expect(comments.flatMap(suggested)).toEqual(["    TLS: true"]);
    for (const code of ["data/r0", "data/r1", "data/r2"]) expect(comments[0]?.body).toContain(code);
  });

  test.each([
    ["takes lines out", [4, 1, 6, 1], "", 4, 5, []],
    ["empties a line", [4, 1, 4, 15], "", 4, 4, [""]],
    ["puts a line in", [5, 1, 5, 1], "    size: 3\n", 5, 5, ["    size: 3", "    days: 3"]],
    ["puts a line behind the last", [8, 1, 8, 1], "x: 1\n", 7, 7, ["    type: site", "x: 1"]],
    ["puts a line without a break behind the last", [8, 1, 8, 1], "x: 1", 7, 7, ["    type: site", "x: 1"]],
    ["joins a line to the next", [4, 15, 5, 1], "", 4, 5, ["    tls: false    days: 3"]],
    ["replaces a line with its break", [4, 1, 5, 1], "    tls: true\n", 4, 4, ["    tls: true"]],
    ["breaks a line", [4, 9, 4, 10], "\r\n      ", 4, 4, ["    tls:", "      false"]],
  ] as const)("%s", (_, range, text, first, last, lines) => {
    const { comments, notice } = suggest([[editOf(range, text)]]);
    expect(notice).toBeUndefined();
    expect(comments.flatMap(suggested)).toEqual(lines);
    expect(comments[0]).toMatchObject({
      line: last,
      ...(first === last ? {} : { startLine: first }),
    });
    if (first === last) expect(comments[0]).not.toHaveProperty("startLine");
  });

  test("taken does what the edits do", () => {
    const position = fc.record({ line: fc.integer({ min: 1, max: 7 }), column: fc.integer({ min: 1, max: 12 }) });
    const piece = fc.constantFrom("", "x", "x\n", "\n", "x: 1\n  y: 2", "``` a", "````\n~~~");
    const edit = fc.tuple(position, position, piece).map(([a, b, text]): Edit => {
      const [from, to] = a.line - b.line || a.column - b.column ? [a, b].sort(byPosition) : [a, b];
      return editOf([from?.line ?? 1, column(from), to?.line ?? 1, column(to)], text);
    });
    const column = (of: Edit["range"]["start"] | undefined) =>
      Math.min(of?.column ?? 1, (TEXT.split("\n")[(of?.line ?? 1) - 1]?.length ?? 0) + 1);
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 5 }), (edits) => {
        const findings = edits.map((one, index) => findingWith({ code: `a/${index}`, edits: [one] }));
        const { comments, left } = renderSuggestions(findings, { isInDiff: all, source: () => TEXT });
        if (left > 0 || hasRepeats(edits)) return;
        const expected = withEdits(TEXT, edits);
        expect(taken(TEXT, comments)).toBe(expected === "" || expected.endsWith("\n") ? expected : `${expected}\n`);
        const lines = comments.flatMap(({ startLine, line }) => [startLine ?? line, line]);
        expect(lines).toEqual([...lines].sort((a, b) => a - b));
        for (const [index, { startLine, line }] of comments.entries()) {
          expect(startLine ?? line).toBeGreaterThan(comments[index - 1]?.line ?? 0);
        }
      }),
      { numRuns: runs * 4 },
    );
  });

  test("stands only where the diff shows all of its lines, and all edits of its finding; the others are counted", () => {
    const two = [editOf([2, 3, 2, 5], "DB"), editOf([5, 11, 5, 12], "7")];
    expect(suggest([two], { isInDiff: shown(5) })).toMatchObject({ comments: [], outside: 1 });
    expect(suggest([[editOf([4, 1, 6, 1], "")]], { isInDiff: shown(4) })).toMatchObject({ comments: [], outside: 1 });
    expect(suggest([two], { isInDiff: shown(2, 5) })).toMatchObject({ comments: [{}, {}], outside: 0 });
    expect(suggest([two], { isInDiff: () => false }).notice).toBe(
      "Of the findings that towpath check --fix mends, 1 is on lines that this pull request does not show.",
    );
    const folder = { folder: "app", isInDiff: (path: string) => path === "app/towpath.yaml" };
    expect(suggest([two], folder).comments).toMatchObject([{ path: "app/towpath.yaml" }, {}]);
  });

  test("is made of safe edits only, unless the others are asked for, and then says so", () => {
    const edits = [[editOf([4, 10, 4, 15], "true", { safety: "unsafe" })]];
    expect(suggest(edits)).toMatchObject({ comments: [], outside: 0, left: 0 });
    expect(suggest(edits, { unsafe: true }).comments[0]?.body).toContain("look at it first");
  });

  test("is not made for what is waived, nor of a file that is not there or shorter", () => {
    const edits = [editOf([4, 10, 4, 15], "true")];
    const waived = [findingWith({ outcome: "waived", edits })];
    expect(renderSuggestions(waived, { isInDiff: all, source: () => TEXT }).comments).toEqual([]);
    expect(suggest([edits], { source: () => undefined })).toMatchObject({ comments: [], left: 1 });
    expect(suggest([edits], { source: () => "a\n" })).toMatchObject({ comments: [], left: 1 });
  });

  test("repeats no line that holds a secret", () => {
    const place = { file: "towpath.yaml", range: { start: { line: 4, column: 5 }, end: { line: 4, column: 9 } } };
    const findings = [
      findingWith({ edits: [editOf([4, 10, 4, 15], "true")] }),
      findingWith({ code: "data/secret", places: [{ ...place, isSecret: true }] }),
    ];
    expect(renderSuggestions(findings, { isInDiff: all, source: () => TEXT })).toMatchObject({ comments: [], left: 1 });
  });

  test("past as many as a review gets are counted", () => {
    const text = "a: 1\n".repeat(200);
    const edits = Array.from({ length: 120 }, (_, index) => [editOf([index + 1, 4, index + 1, 5], "2")]);
    const isInDiff = shown(...Array.from({ length: 200 }, (_, index) => index + 1));
    const { comments, left, notice } = suggest(edits, { isInDiff, source: () => text });
    expect(comments).toHaveLength(GITHUB_LIMITS.reviewComments);
    expect(left).toBe(120 - GITHUB_LIMITS.reviewComments);
    expect(notice).toContain("70 could not be suggested");
  });

  test("longer than a comment is left out", () => {
    const edits = [[editOf([4, 10, 4, 15], "x".repeat(70_000))]];
    expect(suggest(edits)).toMatchObject({ comments: [], left: 1 });
  });

  test("cannot be left by the text in it, and its finding's text is text", () => {
    const text = fc.oneof(
      fc.constantFrom(...hostileTexts, "```\n# owned\n", "`".repeat(9)),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, text, text, (message, written, source) => {
        const before = `${source.replaceAll(/[\r\n]/g, " ")}\n`;
        const findings = [findingWith({ code: message, message, edits: [editOf([1, 1, 1, 1], written)] })];
        const { comments } = renderSuggestions(findings, { isInDiff: shown(1), source: () => before });
        const [comment] = comments;
        if (!comment) throw new Error("There is no comment.");
        const wanted = `${written.replaceAll("\r\n", "\n")}${before.replace(/^\ufeff/, "")}`.replace(/\n$/, "");
        expect(suggested(comment).join("\n")).toBe(wanted);
        expectInertMarkdown(comment.body.slice(0, comment.body.search(/^`{3,}suggestion$/m)));
      }),
      { numRuns: runs },
    );
  });
});

function byPosition(a: Edit["range"]["start"], b: Edit["range"]["start"]): number {
  return a.line - b.line || a.column - b.column;
}

function hasRepeats(edits: readonly Edit[]): boolean {
  return new Set(edits.map((edit) => JSON.stringify(edit))).size < edits.length;
}
