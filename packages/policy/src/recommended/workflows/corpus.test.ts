import { describe, expect, test } from "vitest";
import { AGREEMENT, DIFFERENCES, type Difference } from "./testing/corpus-map.ts";
import { type CaseResult, hasCorpora, runActionlint, runZizmor } from "./testing/corpus-run.ts";

/** How theirs and ours compare, finding by finding. */
interface Comparison {
  readonly agreed: number;
  readonly expected: number;
  /** Agreed, with the place that is shown first. */
  readonly first: number;
  readonly rulesOf: Readonly<Record<string, readonly [agreed: number, expected: number]>>;
  readonly onClean: readonly string[];
  readonly differences: readonly Omit<Difference, "why">[];
}

function compare(corpus: Difference["corpus"], results: readonly CaseResult[]): Comparison {
  let [agreed, expected, first] = [0, 0, 0];
  const rulesOf: Record<string, [agreed: number, expected: number]> = {};
  const onClean: string[] = [];
  const differences = new Map<string, Omit<Difference, "why">>();
  const differ = (one: Omit<Difference, "why">) =>
    differences.set(`${one.input} ${one.line} ${one.rule} ${one.kind}`, one);
  for (const { name, input, isClean, theirs, ours } of results) {
    const left = [...ours];
    for (const { rule, line } of theirs) {
      expected += 1;
      const counts = rulesOf[rule] ?? [0, 0];
      rulesOf[rule] = counts;
      counts[1] += 1;
      const index = left.findIndex((one) => one.rules.includes(rule) && one.lines.includes(line));
      if (index === -1) differ({ corpus, input, rule, line, kind: "missed" });
      else {
        agreed += 1;
        counts[0] += 1;
        if (left[index]?.lines[0] === line) first += 1;
        left.splice(index, 1);
      }
    }
    for (const { rules, lines, code } of left) {
      const [rule = ""] = rules;
      // Two of ours may say what one of theirs does.
      if (theirs.some((one) => rules.includes(one.rule) && lines.includes(one.line))) continue;
      if (isClean) onClean.push(`${name}: ${code} at line ${lines[0]}`);
      else differ({ corpus, input, rule, line: lines[0] ?? 0, kind: "more" });
    }
  }
  return { agreed, expected, first, rulesOf, onClean, differences: [...differences.values()] };
}

const sorted = (list: readonly Omit<Difference, "why">[]) =>
  list.map(({ corpus, input, rule, line, kind }) => `${corpus} ${input}:${line} ${rule} (${kind})`).sort();

// Left out where the folder with the cases is absent: they are other projects' files and no part of this repository.
describe.skipIf(!hasCorpora)("beside other tools", () => {
  test.each([
    ["zizmor", runZizmor],
    ["actionlint", runActionlint],
  ] as const)("%s: the same lines, nothing on clean files, and each difference has a reason", (corpus, run) => {
    const { agreed, expected, first, rulesOf, onClean, differences } = compare(corpus, run());
    console.log(`${corpus}: ${agreed} of ${expected} findings agree, ${first} by the place that is shown first`);
    expect(onClean).toEqual([]);
    expect(sorted(differences)).toEqual(sorted(DIFFERENCES.filter((one) => one.corpus === corpus)));
    expect(rulesOf).toEqual(AGREEMENT[corpus]);
    expect(agreed / expected).toBeGreaterThanOrEqual(0.95);
  });
});
