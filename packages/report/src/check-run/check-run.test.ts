import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteLength } from "../cut-bytes.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { findingWith, rawControls, resultWith, runs, untrustedResults } from "../testing/findings.ts";
import { expectInertMarkdown } from "../testing/inert-markdown.ts";
import { sampleResult } from "../testing/sample.ts";
import { renderCheckRun } from "./check-run.ts";

const range = (line: number, column: number, endLine: number, endColumn: number) => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});

describe("a check run", () => {
  test("has a conclusion, counts, all findings as text, and annotations from the repository's root", async () => {
    const run = renderCheckRun(sampleResult, { folder: "services/orders", whole: 'in the artifact "towpath"' });
    await expect(`${JSON.stringify(run, undefined, 2)}\n`).toMatchFileSnapshot("../testing/fixtures/check-run.json");
  });

  test.each([
    ["ok", "success"],
    ["failed", "failure"],
    ["invalid", "failure"],
    ["fault", "failure"],
    ["interrupted", "cancelled"],
  ] as const)("of status %s concludes %s", (status, conclusion) => {
    expect(renderCheckRun({ ...resultWith(), status }).conclusion).toBe(conclusion);
  });

  test.each([
    [range(3, 5, 3, 12), { startLine: 3, endLine: 3, startColumn: 5, endColumn: 11 }],
    [range(3, 5, 6, 2), { startLine: 3, endLine: 6 }],
    [range(3, 5, 6, 1), { startLine: 3, endLine: 5 }],
    [undefined, { startLine: 1, endLine: 1 }],
  ])("of %j has columns on one line only", (of, lines) => {
    const findings = [findingWith({ places: [{ file: "a.yaml", range: of }] })];
    const { path, level, message, title, ...position } = renderCheckRun(resultWith({ findings })).batches[0]?.[0] ?? {};
    expect(position).toEqual(lines);
  });

  test("annotates in batches of fifty, the heaviest first, up to as many as are worth a request, and says how many more", () => {
    const findings = Array.from({ length: 1_234 }, (_, index) =>
      findingWith({ address: `a${index}`, level: index % 2 === 0 ? "advisory" : "mandatory" }),
    );
    const { batches, summary } = renderCheckRun(resultWith({ findings }));
    expect(batches.map((batch) => batch.length)).toEqual(Array.from({ length: 20 }, () => GITHUB_LIMITS.checkRunBatch));
    const levels = batches.flat().map(({ level }) => level);
    expect(levels.lastIndexOf("failure")).toBe(616);
    expect(levels.indexOf("warning")).toBe(617);
    expect(summary).toContain("234 more findings have no annotation.");
  });

  test("annotates no waived finding and none outside of the repository, and says so", () => {
    const findings = [findingWith({ outcome: "waived" }), findingWith({ places: [{ file: "../x" }] })];
    const { batches, summary, text } = renderCheckRun(resultWith({ findings }));
    expect(batches).toEqual([]);
    expect(summary).toContain("1 is waived");
    expect(summary).toContain("1 more finding has no annotation.");
    expect(text).toContain("1 is waived");
  });

  test("keeps its texts within GitHub's limits, and says what was cut", () => {
    const long = "日".repeat(70_000);
    const findings = Array.from({ length: 3_000 }, () => findingWith({ message: long, code: long }));
    const run = renderCheckRun(resultWith({ findings, summary: long }), { whole: long });
    expect(byteLength(run.text)).toBeLessThanOrEqual(GITHUB_LIMITS.checkRunBytes);
    expect(byteLength(run.text)).toBeGreaterThan(GITHUB_LIMITS.checkRunBytes - 8_000);
    expect(run.text).toMatch(/\d+ of 3000 findings and all that follows them are not shown here/);
    expect(byteLength(run.summary)).toBeLessThanOrEqual(GITHUB_LIMITS.checkRunBytes);
    expect([...run.title]).toHaveLength(GITHUB_LIMITS.annotationTitle);
    for (const { message, title } of run.batches.flat()) {
      expect(byteLength(message)).toBeLessThanOrEqual(GITHUB_LIMITS.annotationMessageBytes);
      expect([...title].length).toBeLessThanOrEqual(GITHUB_LIMITS.annotationTitle);
    }
  });

  test("turns no untrusted text into structure or controls", () => {
    fc.assert(
      fc.property(untrustedResults, (result) => {
        const { title, summary, text, batches } = renderCheckRun(result);
        expectInertMarkdown(summary);
        expectInertMarkdown(text);
        expect(title).not.toMatch(rawControls);
        for (const annotation of batches.flat()) expect(annotation.message + annotation.title).not.toMatch(rawControls);
      }),
      { numRuns: runs },
    );
  });
});
