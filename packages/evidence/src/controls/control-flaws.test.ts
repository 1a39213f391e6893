import fc from "fast-check";
import { expect, test } from "vitest";
import { loadControls } from "./load-controls.ts";

const HEAD = "apiVersion: towpath.dev/v1\nkind: Controls\nmetadata: { name: own }\n";
const load = (text: string) => loadControls([{ name: "own.yaml", bytes: new TextEncoder().encode(text) }]);
const control = (fields: string): string => `${HEAD}controls:\n  - id: acme/tested\n${fields}`;

test.each<[string, string, string, number, number]>([
  ["controls: []\n", 'The document lacks "apiVersion".', 'Add `apiVersion:`, "towpath.dev/v1".', 1, 1],
  [
    `${HEAD.replace("Controls", "Control")}controls: []\n`,
    'kind is "Control"; expected "Controls".',
    'Did you mean "Controls"?',
    2,
    7,
  ],
  [
    control("    text: Tested.\n"),
    'controls.0 lacks "requires".',
    "Add `requires:`, a list of conditions, at least one, such as { predicate: test-result, rule: passed }.",
    5,
    5,
  ],
  [
    control("    txt: Tested.\n    requires: [{ predicate: sbom, rule: present }]\n"),
    'Unknown key "txt" in controls.0.',
    'Did you mean "text"?',
    6,
    5,
  ],
  [
    control("    text: Tested.\n    requires: []\n"),
    "controls.0.requires is an empty list; expected a list of conditions, at least one",
    "",
    7,
    15,
  ],
  [
    control("    text: Tested.\n    requires:\n      - predicate: test-reslt\n        rule: passed\n"),
    'controls.0.requires.0.predicate is "test-reslt"; expected one of provenance, test-result, sbom,',
    'Did you mean "test-result"?',
    8,
    20,
  ],
  [
    control("    text: ''\n    requires: [{ predicate: sbom, rule: present }]\n"),
    'controls.0.text is ""; expected a text that is not empty.',
    "",
    6,
    11,
  ],
  [
    control("    text: Tested.\n    requires: [{ predicate: sbom, rule: present, where: { result: { a: 1 } } }]\n"),
    "controls.0.requires.0.where.result is a mapping; expected a text, a number, true or false, or a list of them.",
    "",
    7,
    67,
  ],
])("%j says what is wrong, what was expected, and what to do", (text, message, suggestion, line, column) => {
  const { findings } = load(text);
  const found = findings.find((one) => one.message.startsWith(message));
  expect(found, findings.map((one) => one.message).join("\n")).toMatchObject({
    code: "evidence/controls",
    places: [{ file: "own.yaml", range: { start: { line, column } } }],
  });
  if (suggestion !== "") expect(found?.suggestions).toContain(suggestion);
});

test("a waiver's day is said as a day, and a whole document that is none as such", () => {
  const waiver =
    "waivers: [{ control: a/b, service: s, reason: r, owner: o, approvedBy: [p], from: yesterday, until: 2026-01-02 }]\n";
  expect(load(`${HEAD}controls: []\n${waiver}`).findings.map(({ message }) => message)).toEqual([
    'waivers.0.from is "yesterday"; expected a day such as 2026-11-01.',
  ]);
  expect(load("[]\n").findings.map(({ message }) => message)).toEqual([
    "The document is an empty list; expected a mapping with apiVersion, kind, metadata and controls.",
  ]);
});

test("whatever a file holds, no schema's word is in what is said of it", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      for (const { message } of load(`${HEAD}controls: ${json}\n`).findings)
        expect(message).not.toMatch(/must (?:be|look)|^\/|\^\[/);
    }),
    { numRuns: 100 },
  );
});
