import type { Finding } from "@towpath/core";
import fc from "fast-check";
import type { Result, Section } from "../result.ts";
import { type ResultFacts, resultOf } from "../result-of.ts";

/** A finding with what the test is about set. */
export function findingWith(facts: Partial<Finding> = {}): Finding {
  return {
    code: "manifest/unknown-key",
    message: '"versoin" is no key of a resource.',
    docs: "docs/errors.md#manifest-unknown-key",
    outcome: "fail",
    level: "mandatory",
    severity: "high",
    service: "orders",
    address: "resources.db",
    environments: [],
    places: [{ file: "towpath.yaml", range: { start: { line: 3, column: 5 }, end: { line: 3, column: 12 } } }],
    suggestions: ['Did you mean "version"?'],
    fingerprint: "0123456789abcdef0123456789abcdef",
    ...facts,
  };
}

/** A result of `check` with what the test is about set. */
export function resultWith(facts: Partial<ResultFacts<unknown>> = {}): Result {
  return resultOf({ verb: "check", service: "orders", summary: "orders was checked.", data: {}, ...facts });
}

/** Texts that try to be something else. */
export const hostileTexts: readonly string[] = [
  "\u001b[2J\u001b[31mred",
  "::error::no\n::add-mask::secret",
  "##[set-env name=PATH;]x",
  "line\r\nbreak\u2028and\u2029more\u0085here",
  "\u202egnp.exe\u202c \u2066x\u2069",
  "a | b | c",
  "`code` ``` <code>",
  "[link](javascript:alert(1)) ![image](https://example.com/x.png)",
  "<script>alert(1)</script><img src=x onerror=alert(1)></pre></code>",
  "@octocat look at #1 and https://example.com or www.example.com or a@example.com",
  "# heading",
  "- list",
  "1. list",
  "> quote",
  "---",
  "**bold** __bold__ ~~gone~~ *em* _em_",
  "$formula$ \\| &amp; &#124; %0A,:=%",
  "GH-3 and gh-4, acme/orders#2, GH-0",
  "a |\n| owned | owned |",
  "</details></td></table><h1>owned</h1>",
  "<!-- owned",
  "\n[docs]: https://owned.example\n",
  "&lt;b&gt; &#64;octocat",
  "@acme/everyone fixes #1",
  "]]></failure><testcase/>",
  "\ufffe\uffff",
  "`".repeat(9),
  "x".repeat(2_000),
  "\ud800 lone",
  "\u0000\u0007\u007f\u009b",
];

const untrusted = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.array(fc.constantFrom(...hostileTexts), { maxLength: 3 }).map((texts) => texts.join("")),
);
const untrustedList = fc.array(untrusted, { maxLength: 3 });
const position = fc.record({ line: fc.integer({ min: 1, max: 4 }), column: fc.integer({ min: 1, max: 60 }) });

const finding: fc.Arbitrary<Finding> = fc.record({
  code: untrusted,
  message: untrusted,
  docs: untrusted,
  outcome: fc.constantFrom("fail", "waived", "pending", "upcoming", "indeterminate", "error"),
  level: fc.constantFrom("mandatory", "advisory"),
  severity: fc.constantFrom("critical", "high", "medium", "low", "info"),
  service: untrusted,
  address: untrusted,
  environments: untrustedList,
  places: fc.array(fc.record({ file: untrusted, range: fc.record({ start: position, end: position }) }), {
    maxLength: 2,
  }),
  suggestions: untrustedList,
  fingerprint: fc.constant("0123456789abcdef0123456789abcdef"),
});

const section: fc.Arbitrary<Section> = fc.oneof(
  fc.record({
    kind: fc.constant("fields" as const),
    title: untrusted,
    fields: fc.array(fc.record({ name: untrusted, value: untrusted }), { maxLength: 3 }),
  }),
  fc.record({
    kind: fc.constant("table" as const),
    title: untrusted,
    head: fc.array(untrusted, { minLength: 1, maxLength: 3 }),
    rows: fc.array(untrustedList, { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("lines" as const), title: untrusted, lines: untrustedList }),
  fc.record({
    kind: fc.constant("changes" as const),
    title: untrusted,
    summary: untrusted,
    changes: fc.array(
      fc.record({
        sign: fc.constantFrom("+", "~", "-", "!", "=", ">", "?"),
        text: untrusted,
        details: untrustedList,
        weight: fc.constantFrom(undefined, "medium", "heavy"),
      }),
      { maxLength: 3 },
    ),
  }),
);

/** Results whose every text is untrusted. */
export const untrustedResults: fc.Arbitrary<Result> = fc
  .record({
    summary: untrusted,
    service: untrusted,
    environment: untrusted,
    findings: fc.array(finding, { maxLength: 25 }),
    sections: fc.array(section, { maxLength: 4 }),
    data: fc.dictionary(untrusted, untrusted),
  })
  .map((facts) => resultOf({ verb: "check", ...facts }));

/** How many random cases a law is tried with. */
export const runs = process.env["TOWPATH_LONG"] ? 1_500 : 150;

/** Every control that a terminal or an editor obeys, but the line break. */
export const rawControls =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]|\p{Cs}/u;
