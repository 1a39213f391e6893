import type { Finding } from "@towpath/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { renderAnnotations } from "./annotations.ts";
import { renderCheckRun } from "./check-run/index.ts";
import { renderComment } from "./comment/index.ts";
import { renderJson } from "./json.ts";
import { renderJunit } from "./junit/index.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Result } from "./result.ts";
import { renderSarif } from "./sarif/index.ts";
import { findingWith, resultWith, runs } from "./testing/findings.ts";
import { readJunit } from "./testing/read-junit.ts";
import { readSarif } from "./testing/read-sarif.ts";
import { renderText } from "./text.ts";
import { type Verdict, verdictOf } from "./verdict.ts";

/** How many findings an output shows, by what it says of them. */
type Shown = Readonly<Record<string, number>>;

const finding: fc.Arbitrary<Finding> = fc
  .record({
    outcome: fc.constantFrom("fail", "waived", "pending", "upcoming", "indeterminate", "error"),
    level: fc.constantFrom("mandatory", "advisory"),
    severity: fc.constantFrom("critical", "high", "medium", "low", "info"),
    address: fc.constantFrom("resources.db", "resources.web", "workloads.main"),
    service: fc.constantFrom("orders", "shop"),
    line: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ line, ...facts }) =>
    findingWith({
      ...facts,
      code: "data/rule",
      message: "It is so.",
      docs: "",
      suggestions: [],
      places: [{ file: "a.yaml", range: { start: { line, column: 1 }, end: { line, column: 2 } } }],
    }),
  );
/** No more than annotations show of one level. */
const results = fc.array(finding, { maxLength: 10 }).map((findings) => resultWith({ findings }));

function count(words: readonly string[]): Shown {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function expected({ findings }: Result, of: keyof Verdict, isWaivedShown = true): Shown {
  const seen = isWaivedShown ? findings : findings.filter(({ outcome }) => outcome !== "waived");
  return count(seen.map((one) => verdictOf(one)[of]));
}

const cells = (markdown: string) =>
  [...markdown.matchAll(/^\| (?!Level|---)([^|]*) \| .*$/gm)].map(([, word = ""]) => word);
const captured = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, word = ""]) => word);

test("every output shows as many findings of each kind as every other", () => {
  fc.assert(
    fc.property(results, (result) => {
      const words = expected(result, "word");
      const weights = expected(result, "weight");
      const { none: _, ...visible } = weights;

      const heads = /^a\.yaml:\d:1 {2}(.+) {2}data\/rule$/gm;
      const text = renderText(result, { colour: false });
      expect(count(captured(text, heads))).toEqual(expected(result, "word", false));
      expect(Number(/(\d+) waived findings? (?:is|are) not shown/.exec(text)?.[1] ?? 0)).toBe(result.counts.waived);
      expect(count(captured(renderText(result, { colour: false, waived: true }), heads))).toEqual(words);

      expect(count(cells(renderMarkdown(result)))).toEqual(words);
      expect(count(cells(renderComment(result, { key: "a" }).text))).toEqual(words);
      const run = renderCheckRun(result);
      expect(count(cells(run.text))).toEqual(words);
      expect(count(run.batches.flat().map(({ title }) => title.slice("data/rule (".length, -1)))).toEqual(
        expected(result, "word", false),
      );
      const numbers = [...run.summary.matchAll(/(\d+) (block|is advice|are advice|is waived|are waived)/g)];
      const [blocking, advice, waived] = ["block", "advice", "waived"].map((word) =>
        Number(numbers.find(([, , phrase]) => phrase?.endsWith(word))?.[1] ?? 0),
      );
      expect({ blocking, advice, waived }).toEqual({
        blocking: result.counts.mandatory,
        advice: result.counts.advisory,
        waived: result.counts.waived,
      });

      expect(count(captured(renderAnnotations(result), /^::(\w+) /gm))).toEqual(visible);
      const [sarif] = readSarif(renderSarif(result).text).runs;
      const levels = sarif?.results.map(({ level }) => (level === "note" ? "notice" : level)) ?? [];
      expect(count(levels)).toEqual(visible);

      const cases = readJunit(renderJunit(result)).filter(({ classname }) => classname === "data/rule");
      expect(count(cases.map(({ type }) => type))).toEqual(words);
      expect(cases.filter(({ kind }) => kind !== "skipped")).toHaveLength(weights["error"] ?? 0);

      const json: { findings: Finding[]; counts: Result["counts"] } = JSON.parse(renderJson(result));
      expect(count(json.findings.map((one) => verdictOf(one).word))).toEqual(words);
      expect(json.counts).toEqual(result.counts);
      const { mandatory, advisory, waived: excused, indeterminate } = json.counts;
      expect(mandatory + advisory + excused + indeterminate).toBe(result.findings.length);
    }),
    { numRuns: runs },
  );
});
