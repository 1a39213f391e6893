import fc from "fast-check";
import { expect, test } from "vitest";
import { DeliveryError } from "../errors.ts";
import { readJunit } from "./junit.ts";

test("reads what vitest, Surefire, pytest and node:test write", () => {
  const vitest = `<?xml version="1.0" encoding="UTF-8" ?>
<testsuites name="vitest tests" tests="2" failures="1" errors="0" time="0.5">
    <testsuite name="src/a.test.ts" tests="2" failures="1" errors="0" skipped="0" time="0.01">
        <testcase classname="src/a.test.ts" name="adds &gt; one" time="0.002"></testcase>
        <testcase classname="src/a.test.ts" name="fails" time="0.004">
            <failure message="expected 1 to be 2 // Object.is equality" type="AssertionError">
AssertionError: expected 1 to be 2 // Object.is equality
 ❯ src/a.test.ts:4:38
            </failure>
        </testcase>
    </testsuite>
</testsuites>`;
  expect(readJunit(vitest)).toEqual([
    expect.objectContaining({ title: "src/a.test.ts › adds > one", status: "passed", durationMs: 2 }),
    expect.objectContaining({
      status: "failed",
      message: "expected 1 to be 2 // Object.is equality",
      details: expect.stringContaining("❯ src/a.test.ts:4:38"),
    }),
  ]);

  const surefire = `<testsuite name="com.acme.OrderTest" time="1,234.5">
  <testcase name="retries" classname="com.acme.OrderTest" time="1,234.5">
    <flakyFailure message="timeout" type="java.lang.AssertionError">stack</flakyFailure><system-out><![CDATA[<!DOCTYPE html>]]></system-out>
  </testcase>
  <testcase name="later" classname="com.acme.OrderTest" time="0"><skipped/></testcase>
</testsuite>`;
  expect(readJunit(surefire)).toEqual([
    expect.objectContaining({ status: "passed", isFlaky: true, message: "timeout", durationMs: 1_234_500 }),
    expect.objectContaining({ status: "skipped", isFlaky: false }),
  ]);

  const pytest = `<testsuites><testsuite name="pytest"><testcase classname="tests.test_a" name="test_x" file="tests/test_a.py" line="6" time="0.001"><error message="fixture &apos;db&apos; not found">&#27;[31mE&#27;[0m &#x1F600;</error></testcase></testsuite></testsuites>`;
  expect(readJunit(pytest)).toEqual([
    expect.objectContaining({
      title: "tests.test_a › test_x",
      status: "error",
      message: "fixture 'db' not found",
      details: "E 😀",
      file: "tests/test_a.py",
      line: 6,
    }),
  ]);

  const node = `<?xml version="1.0" encoding="utf-8"?>
<testsuites>
	<testcase name="top" time="0.000587" classname="test"/>
	<testsuite name="orders" time="0.01" disabled="0" errors="0" tests="1" failures="0" skipped="0" hostname="h">
		<testcase name="are listed" time="0.0001" classname="test"/>
	</testsuite>
	<!-- tests 2 -->
</testsuites>`;
  expect(readJunit(node).map(({ title }) => title)).toEqual(["top", "orders › are listed"]);
});

test.each([
  ["nothing", ""],
  ["no XML", "not xml at all"],
  ["another document", "<html><body/></html>"],
  ["a report that was cut", '<testsuites><testsuite name="a"><testcase name="b"/>'],
  ["a document type", '<!DOCTYPE x [<!ENTITY a "b">]><testsuites/>'],
  [
    "a billion laughs",
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><testsuites><testsuite name="&b;"/></testsuites>',
  ],
  [
    "a file from outside",
    '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><testsuites><testcase name="&f;"/></testsuites>',
  ],
  [
    "what is nested without end",
    `<testsuites>${"<testsuite>".repeat(5_000)}${"</testsuite>".repeat(5_000)}</testsuites>`,
  ],
])("refuses %s", (_, xml) => {
  expect(() => readJunit(xml)).toThrow(expect.objectContaining({ code: "delivery/report-refused" }));
});

test("names that mean something to JavaScript are names", () => {
  const xml =
    '<testsuites><testsuite name="__proto__"><testcase name="constructor" __proto__="x" classname="toString"/><__proto__><testcase name="hidden"/></__proto__></testsuite></testsuites>';
  const read = () => readJunit(xml);
  try {
    expect(read().map(({ title }) => title)).toContain("toString › constructor");
  } catch (error) {
    expect(error).toBeInstanceOf(DeliveryError);
  }
  expect(Object.hasOwn(Object.prototype, "name")).toBe(false);
});

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const escaped = (raw: string) =>
  raw.replace(
    /[<>&"']|[^\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu,
    (character) => `&#${character.codePointAt(0)};`,
  );

test("any texts, written properly, come back with the right counts", () => {
  const testcase = fc.record({
    name: text,
    kind: fc.constantFrom("passed", "failure", "error", "skipped"),
    message: text,
  });
  fc.assert(
    fc.property(fc.array(testcase, { maxLength: 8 }), (cases) => {
      const body = cases.map(({ name, kind, message }) =>
        kind === "passed"
          ? `<testcase name="${escaped(name)}"/>`
          : `<testcase name="${escaped(name)}"><${kind} message="${escaped(message)}">${escaped(message)}</${kind}></testcase>`,
      );
      const read = readJunit(`<testsuites><testsuite name="s">${body.join("\n")}</testsuite></testsuites>`);
      const statuses = { passed: "passed", failure: "failed", error: "error", skipped: "skipped" };
      expect(read.map(({ status }) => status)).toEqual(
        cases.map(({ kind }) => Object.entries(statuses).find(([name]) => name === kind)?.[1]),
      );
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 5_000 : 200 },
  );
});

test("whatever bytes come, it reads or refuses, and quickly", () => {
  const whole =
    '<?xml version="1.0"?><testsuites><testsuite name="a &amp; b"><testcase name="x" time="1"><failure message="m">t<![CDATA[<]]></failure></testcase><!-- c --></testsuite></testsuites>';
  const pieces = fc.constantFrom(
    "<testsuites>",
    "</testsuites>",
    "<testsuite ",
    "<testcase",
    "name=",
    '"',
    "'",
    ">",
    "/>",
    "<!",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "&",
    "&#x110000;",
    "&lt",
    "<?xml",
    "?>",
    "\0",
    "=",
    " ",
    "__proto__",
    "<!DOCTYPE",
  );
  const input = fc.oneof(
    fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join("")),
    fc
      .tuple(fc.nat(whole.length), fc.nat(whole.length), pieces)
      .map(([from, length, piece]) => whole.slice(0, from) + piece + whole.slice(from + length)),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(input, (xml) => {
      const startedAt = performance.now();
      try {
        for (const { status, durationMs } of readJunit(xml)) {
          expect(["passed", "failed", "error", "skipped"]).toContain(status);
          expect(durationMs).toBeGreaterThanOrEqual(0);
        }
      } catch (error) {
        if (!(error instanceof DeliveryError)) throw error;
      }
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 100_000 : 2_000 },
  );
});
