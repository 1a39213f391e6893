import { beforeAll, describe, expect, test } from "vitest";
import { renderAnnotations } from "./annotations.ts";
import { renderCheckRun } from "./check-run/index.ts";
import { renderComment } from "./comment/index.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { jsonParts } from "./json.ts";
import { renderJunit } from "./junit/index.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Result } from "./result.ts";
import { renderSarif } from "./sarif/index.ts";
import { renderSuggestions } from "./suggestions/index.ts";
import { editOf } from "./testing/edits.ts";
import { findingWith, resultWith } from "./testing/findings.ts";
import { renderText } from "./text.ts";

const COUNT = 1_000_000;
/** Each takes well under a second on a quiet machine; a loop within a loop would take hours. */
const MOST_MS = 20_000;

let result: Result;
beforeAll(() => {
  const outcomes = ["fail", "fail", "waived", "pending", "upcoming", "indeterminate", "error"] as const;
  const some = Array.from({ length: 1_000 }, (_, index) =>
    findingWith({
      code: `data/r${index % 50}`,
      address: `resources.r${index}`,
      outcome: outcomes[index % 7] ?? "fail",
      level: index % 2 === 0 ? "mandatory" : "advisory",
      places: [
        {
          file: `s${index % 300}/towpath.yaml`,
          range: { start: { line: index + 1, column: 1 }, end: { line: index + 1, column: 9 } },
          isSecret: index % 10 === 0,
        },
      ],
      edits: [editOf([index + 1, 1, index + 1, 1], "x", { file: `s${index % 300}/towpath.yaml` })],
    }),
  );
  result = resultWith({ findings: Array.from({ length: COUNT }, (_, index) => some[index % 1_000] ?? findingWith()) });
});

function timed<T>(make: () => T): T {
  const started = performance.now();
  const made = make();
  expect(performance.now() - started).toBeLessThan(MOST_MS);
  return made;
}

describe("a million findings end in time, within bounds, and what is cut is said", () => {
  test("as text", () => {
    const text = timed(() => renderText(result, { colour: false, source: () => "a\n".repeat(1_000) }));
    expect(text).toMatch(/\n847000 more findings are not shown here\. The JSON result has everything\./);
    expect(text).toContain("143000 waived findings are not shown.");
    expect(text.length).toBeLessThan(10_000_000);
    const quiet = timed(() => renderText(result, { colour: false, quiet: true }));
    expect(quiet).toMatch(/^\d+ more findings are not shown here/m);
  });

  test("as annotations", () => {
    const text = timed(() => renderAnnotations(result));
    expect(text.split("\n")).toHaveLength(31);
    expect(text).toMatch(/\d+ more errors, not shown here/);
    expect(text).toMatch(/and \d+ more files/);
  });

  test("as a page, a comment and a check run", () => {
    expect(timed(() => renderMarkdown(result))).toMatch(/\d+ of 1000000 findings and all that follows them/);
    const comment = timed(() => renderComment(result, { key: "orders" }).text);
    expect(comment.length).toBeLessThanOrEqual(GITHUB_LIMITS.commentCharacters);
    const run = timed(() => renderCheckRun(result));
    expect(run.batches).toHaveLength(GITHUB_LIMITS.checkRunAnnotations / GITHUB_LIMITS.checkRunBatch);
    expect(run.summary).toContain("856000 more findings have no annotation.");
  });

  test("as SARIF and JUnit", () => {
    expect(timed(() => renderSarif(result)).notices[0]).toMatch(/^832000 of 857000 findings/);
    expect(timed(() => renderJunit(result))).toContain("980000 more findings are not in this file.");
  });

  test("as suggestions", () => {
    const source = () => "a: b\n".repeat(1_000);
    const { comments, notice } = timed(() => renderSuggestions(result.findings, { isInDiff: () => true, source }));
    expect(comments.length).toBeLessThanOrEqual(GITHUB_LIMITS.reviewComments);
    expect(notice).toMatch(/^Of the findings/);
  });

  test("as JSON, which is longer than a text may be and so comes in parts", () => {
    let length = 0;
    let findings = 0;
    timed(() => {
      for (const part of jsonParts(result)) {
        length += part.length;
        findings += part.split('"fingerprint"').length - 1;
        if (length > 30_000_000) break;
      }
    });
    expect(findings).toBeGreaterThan(20_000);
  });
});
