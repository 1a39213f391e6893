import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Finding, Place } from "@towpath/core";
import { afterAll, expect } from "vitest";
import { errorSources } from "../scripts/error-source.ts";
import { applyEdits } from "./edit/apply-edits.ts";
import { mergeFindings } from "./merge-findings.ts";
import { loadPlatform } from "./platform/load-platform.ts";
import { environmentFindings, environmentsOf } from "./resolution/environments.ts";
import { resolve } from "./resolution/resolve.ts";
import { loadService } from "./service/load-service.ts";
import { memoryFiles } from "./testing/memory-files.ts";
import { fc, test } from "./testing/property.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** Documents to spoil: all that stand on the pages of errors, right and wrong. */
const SETS = errorSources().flatMap(({ examples }) =>
  examples ? [examples.fails.files, examples.passes.files].filter((files) => files.size > 0) : [],
);

/** No document was read, so there is no place in it. */
const WITHOUT_RANGE = new Set(["manifest/not-found", "manifest/unreadable", "manifest/too-large"]);

const words = fc.constantFrom(
  ..."null ~ 17 1.5 true [] {} [a] {a: b} '' x -1 1e9 2026-01-01 ${ ${} ${resources.db} ${secrets.x} ${resources.db.password} $${a} /abs ../up a\\b prod dev postgres * &a *a ? | > %".split(
    " ",
  ),
  "“x”",
  "a: b",
  "\u202eabc",
  '"\\u001b[31m"',
  "x".repeat(300),
);
const spoiling = fc.record({
  how: fc.constantFrom("value", "key", "drop", "twice", "swap", "indent", "insert"),
  at: fc.nat(200),
  word: words,
});
type Spoiling = typeof spoiling extends fc.Arbitrary<infer One> ? One : never;

test(
  "every finding says where, in sentences, and what to do, and leads to a page",
  [fc.nat(), fc.array(spoiling, { minLength: 1, maxLength: 4 }), fc.nat()],
  (pick, changes, which) => {
    const set = SETS[pick % SETS.length] ?? new Map<string, string>();
    const names = [...set.keys()].sort();
    const spoiled = names[which % names.length] ?? "";
    const files = new Map(set);
    files.set(spoiled, changes.reduce(spoil, files.get(spoiled) ?? ""));
    for (const finding of findingsOf(files)) holds(finding, files);
  },
);

function findingsOf(texts: ReadonlyMap<string, string>): readonly Finding[] {
  const files = memoryFiles(Object.fromEntries(texts));
  const service = loadService("towpath.yaml", files, "/repo");
  const platform = loadPlatform(texts.has("platform.yaml") ? "platform.yaml" : undefined, files, "/repo");
  const findings = [...service.findings, ...platform.findings];
  if (!service.value || !platform.value) return findings;
  findings.push(...environmentFindings(service.value, platform.value));
  for (const environment of environmentsOf(service.value, platform.value))
    findings.push(
      ...resolve({ service: service.value, platform: platform.value, environment, now: new Date(0) }).findings,
    );
  return mergeFindings(findings);
}

const pages = new Set<string>();

function holds(finding: Finding, files: ReadonlyMap<string, string>): void {
  const said = JSON.stringify(finding);
  pages.add(finding.docs);
  expect(finding.message, said).toMatch(/^\S.*\.$/s);
  expect(said).not.toMatch(/undefined|\[object |NaN/);
  for (const suggestion of finding.suggestions) expect(suggestion, said).toMatch(/^\S.*[.?]$/s);
  expect(finding.places.length, said).toBeGreaterThan(0);
  for (const place of finding.places) if (!WITHOUT_RANGE.has(finding.code)) stands(place, said);
  for (const { file, safety } of finding.edits ?? []) {
    expect(["safe", "unsafe"]).toContain(safety);
    expect(applyEdits(files.get(file) ?? "", finding.edits ?? []).ok, said).toBe(true);
  }
}

function stands({ file, range, pointer }: Place, said: string): void {
  expect(file, said).not.toBe("");
  expect(pointer ?? "none", said).toMatch(/^(?:\/.*)?$/s);
  const { start, end } = range ?? { start: { line: 0, column: 0 }, end: { line: 0, column: 0 } };
  expect(start.line, said).toBeGreaterThan(0);
  expect(start.column, said).toBeGreaterThan(0);
  expect(end.line * 1e6 + end.column, said).toBeGreaterThanOrEqual(start.line * 1e6 + start.column);
}

afterAll(() => {
  for (const page of pages) expect(existsSync(join(ROOT, page)), page).toBe(true);
});

/** A text with one thing in it spoiled, as people and their tools do it. */
function spoil(text: string, { how, at, word }: Spoiling): string {
  const lines = text.split("\n");
  const index = at % lines.length;
  const line = lines[index] ?? "";
  const next = {
    value: [line.replace(/(:\s+|- )\S.*?(?=[,}\]]|$)/, `$1${word.replaceAll("$", "$$$$")}`)],
    key: [line.replace(/([A-Za-z]+)([A-Za-z])([A-Za-z]):/, "$1$3$2:")],
    drop: [],
    twice: [line, line],
    swap: [lines[index + 1] ?? "", line],
    indent: [` ${line}`],
    insert: [line.slice(0, at % (line.length + 1)) + word + line.slice(at % (line.length + 1))],
  }[how];
  lines.splice(index, how === "swap" ? 2 : 1, ...next);
  return lines.join("\n");
}
