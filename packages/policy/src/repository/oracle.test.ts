import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hasWorkflows, ours, theirs, workflowNames, workflowText } from "./testing/readings.ts";

/** Pieces of YAML that mean something, or look as if. GitHub's parser takes NUL as well, which no YAML may hold. */
const PIECES = [
  ": ",
  "- ",
  " #c",
  "\n",
  "\r\n",
  "\t",
  "  ",
  "\n\n",
  "'",
  '"',
  "|",
  ">",
  "|-\n",
  "|2\n",
  "!!str ",
  "&a ",
  "*a",
];
const MORE = [
  "? ",
  "{}",
  "[]",
  "{",
  "}",
  "[",
  "]",
  ",",
  "\\",
  "%",
  "@",
  "`",
  "~",
  "null",
  "yes",
  "0o7",
  "010",
  "1e3",
  ".inf",
];
const REST = [
  "---\n",
  "...\n",
  "\u00a0",
  "\u2028",

  "\u0085",
  "é",
  "😀",

  "<<: *a\n",
  "''",
];
const INTO = [
  (text: string) => `'${text.replaceAll("'", "''")}'`,
  JSON.stringify,
  (text: string) => `|\n        ${text}`,
];

/** The same, written in another way. */
const style = fc.oneof(
  fc.record({ at: fc.nat(), into: fc.constantFrom(...INTO) }).map(({ at, into }) => (text: string) => {
    const values = [...text.matchAll(/(?<=^\s*(?:- )?[\w-]+: )\w.*$/gm)];
    const found = values[at % Math.max(values.length, 1)];
    if (!found) return text;
    const { 0: value, index } = found;
    return text.slice(0, index) + into(value) + text.slice(index + value.length);
  }),
  fc.constantFrom(
    (text: string) => `\ufeff\n${text.replaceAll("\ufeff", "")}`,
    (text: string) => text.replace(/^(\s*(?:- )?)([\w-]+):/gm, '$1"$2" :'),
  ),
);

/** A slip of the finger. */
const slip = fc.oneof(
  fc.record({ at: fc.nat(), piece: fc.constantFrom(...PIECES, ...MORE, ...REST) }).map(
    ({ at, piece }) =>
      (text: string) =>
        `${text.slice(0, at % (text.length + 1))}${piece}${text.slice(at % (text.length + 1))}`,
  ),
  fc.record({ at: fc.nat(), length: fc.integer({ min: 1, max: 3 }) }).map(
    ({ at, length }) =>
      (text: string) =>
        `${text.slice(0, at % (text.length + 1))}${text.slice((at % (text.length + 1)) + length)}`,
  ),
);

/** Where an expression stands is compared in the files as they are. */
const unplaced = (expressions: readonly string[]) => expressions.map((one) => one.replace(/^\d+:\d+ /, ""));

// Left out where the folder with the workflows is absent: they are other projects' files and no part of this repository.
describe.skipIf(!hasWorkflows)("beside GitHub's own parser", () => {
  test.each(workflowNames)("%s", (name) => {
    const text = workflowText(name);
    const [a, b] = [theirs(text), ours(text)];
    // Of what GitHub refuses it reads a part; rules look at all that can be told of it.
    if (!a.isRefused) expect(b.jobs).toEqual(a.jobs);
    expect(a.expressions.filter((one) => !b.expressions.includes(one))).toEqual([]);
  });

  const texts = workflowNames.map(workflowText).filter((text) => !theirs(text).isRefused);
  const numRuns = process.env["TOWPATH_LONG"] ? 20_000 : 300;
  const read = (text: string, changes: readonly ((text: string) => string)[], isWindows: boolean) => {
    const changed = changes.reduce((so, change) => change(so), text);
    const written = isWindows ? changed.replaceAll(/\r?\n/g, "\r\n") : changed;
    return [theirs(written), ours(written)] as const;
  };

  test("what GitHub takes is read alike and never called broken, in whatever style it is written", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(style, { maxLength: 3 }), fc.boolean(), (...written) => {
        const [a, b] = read(...written);
        if (a.isRefused) return;
        expect(b.findings.map(({ message }) => message)).toEqual([]);
        expect(b.jobs).toEqual(a.jobs);
        expect(unplaced(a.expressions).filter((one) => !unplaced(b.expressions).includes(one))).toEqual([]);
      }),
      { numRuns },
    );
  }, 600_000);

  test("nothing that GitHub takes is read in another way without a word", () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.array(slip, { maxLength: 3 }), fc.boolean(), (...written) => {
        const [a, b] = read(...written);
        if (a.isRefused || b.findings.some(({ level }) => level === "mandatory")) return;
        expect(b.jobs).toEqual(a.jobs);
        expect(unplaced(a.expressions).filter((one) => !unplaced(b.expressions).includes(one))).toEqual([]);
      }),
      { numRuns },
    );
  }, 600_000);
});
