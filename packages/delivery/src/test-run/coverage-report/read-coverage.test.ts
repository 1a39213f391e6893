import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DeliveryError } from "../../errors.ts";
import { decodeReport } from "../decode-report.ts";
import type { Coverage } from "./coverage.ts";
import { coverageTally } from "./coverage-tally.ts";
import { readCoverage } from "./read-coverage.ts";

function read(...texts: readonly string[]): Coverage | undefined {
  const tally = coverageTally();
  for (const text of texts) readCoverage(text, tally);
  return tally.coverage();
}

const COBERTURA = `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<!-- a tool wrote this -->
<coverage line-rate="0.75" branch-rate="0.5" lines-covered="3" lines-valid="4" version="7.6" timestamp="0">
  <sources><source>/build/orders</source></sources>
  <packages><package name="orders" line-rate="0.75"><classes>
    <class name="Order" filename="orders/order.py" line-rate="0.75">
      <methods>
        <method name="total" signature="()I" line-rate="1"><lines><line number="2" hits="3"/></lines></method>
        <method name="cancel" signature="()V" line-rate="0"><lines><line number="4" hits="0"/></lines></method>
      </methods>
      <lines>
        <line number="1" hits="1"/>
        <line number="2" hits="3" branch="true" condition-coverage="50% (1/2)" missing-branches="4"/>
        <line number="3" hits="2"/>
        <line number="4" hits="0"/>
      </lines>
    </class>
    <class name="Order$Line" filename="orders/order.py"><methods/><lines><line number="4" hits="0"/></lines></class>
  </classes></package></packages>
</coverage>`;

const JACOCO = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="orders"><sessioninfo id="host-1" start="1" dump="2"/><package name="com/acme"><class name="com/acme/Order" sourcefilename="Order.java"><method name="&lt;init&gt;" desc="()V" line="3"><counter type="INSTRUCTION" missed="0" covered="3"/><counter type="METHOD" missed="0" covered="1"/></method><method name="total" desc="()I" line="5"><counter type="METHOD" missed="1" covered="0"/></method><counter type="METHOD" missed="1" covered="1"/></class><sourcefile name="Order.java"><line nr="3" mi="0" ci="3" mb="0" cb="0"/><line nr="5" mi="2" ci="4" mb="1" cb="3"/><line nr="6" mi="4" ci="0" mb="0" cb="0"/><counter type="LINE" missed="1" covered="2"/></sourcefile></package><counter type="LINE" missed="1" covered="2"/></report>`;

test("Cobertura: classes of one file count once, methods and conditions too", () => {
  expect(read(COBERTURA)).toEqual({
    lines: { covered: 3, total: 4, percent: 75 },
    branches: { covered: 1, total: 2, percent: 50 },
    functions: { covered: 1, total: 2, percent: 50 },
  });
  expect(read(COBERTURA, COBERTURA)).toEqual(read(COBERTURA));
});

test("JaCoCo: lines, branches and methods, by module", () => {
  expect(read(JACOCO)).toEqual({
    lines: { covered: 2, total: 3, percent: 66.66 },
    branches: { covered: 3, total: 4, percent: 75 },
    functions: { covered: 1, total: 2, percent: 50 },
  });
  const other = JACOCO.replace('name="orders"', 'name="billing"');
  expect(read(JACOCO, other)?.lines).toMatchObject({ covered: 4, total: 6 });
  const ofAll = JACOCO.replace('<report name="orders">', '<report name="all"><group name="orders">').replace(
    "</report>",
    "</group></report>",
  );
  expect(read(JACOCO, ofAll)).toEqual(read(JACOCO));
});

test("several formats add up", () => {
  expect(read(COBERTURA, JACOCO, "SF:a.js\nDA:1,1\nend_of_record")?.lines).toMatchObject({ covered: 6, total: 8 });
});

test("the files with the most uncovered lines come first, whatever they are called", () => {
  const tally = coverageTally();
  readCoverage("SF:../../../etc/passwd\nDA:1,0\nDA:2,0\nSF:a.js\nDA:1,0\nSF:b.js\nDA:1,1", tally);
  expect(tally.leastCovered()).toEqual([
    { file: "../../../etc/passwd", lines: { covered: 0, total: 2, percent: 0 } },
    { file: "a.js", lines: { covered: 0, total: 1, percent: 0 } },
  ]);
});

describe("refuses", () => {
  const head = '<coverage line-rate="1">';
  test.each([
    ["a report that was cut", COBERTURA.slice(0, -40)],
    ["another tool's XML", '<CoverageSession xmlns:xsd="x"><Modules/></CoverageSession>'],
    ["Clover's", '<coverage generated="1"><project name="p"/></coverage>'],
    ["a page", "<!DOCTYPE html><html><body></body></html>"],
    ["two documents in one", `${JACOCO}${JACOCO}`],
    ["entities of its own", `<!DOCTYPE coverage [<!ENTITY a "1">]>${head}</coverage>`],
    [
      "a billion laughs",
      `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><coverage line-rate="&b;"/>`,
    ],
    ["a file from outside", `<!DOCTYPE c [<!ENTITY f SYSTEM "file:///etc/passwd">]><coverage line-rate="&f;"/>`],
    ["a parameter entity", `<!DOCTYPE c [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>${head}</coverage>`],
    ["two document types", `<!DOCTYPE coverage SYSTEM "a.dtd"><!DOCTYPE x [<!ENTITY a "b">]>${head}</coverage>`],
    ["what is nested without end", `${head}${"<a>".repeat(100_000)}${"</a>".repeat(100_000)}</coverage>`],
    ["what is never closed", `${head}${"<a>".repeat(100_000)}`],
  ])("%s", (_, xml) => {
    let refusal: unknown;
    try {
      read(xml);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toMatchObject({ code: "delivery/report-refused" });
    expect(String(refusal).length).toBeLessThan(400);
  });
});

test("comments that are never closed take one look at the text", () => {
  const start = performance.now();
  for (const open of ["<!--", "<![CDATA[", "<!-- x --><!"])
    expect(() => read(`<coverage line-rate="1">${open.repeat(400_000)}`)).toThrow(DeliveryError);
  expect(performance.now() - start).toBeLessThan(5_000);
});

test("names that mean something to JavaScript are names", () => {
  const xml = `<coverage line-rate="1"><class name="__proto__" filename="constructor"><lines><line number="1" hits="1"/></lines></class></coverage>`;
  expect(read(xml)?.lines).toMatchObject({ covered: 1, total: 1 });
});

test("whatever is in a report, it is read or refused", () => {
  const piece = fc.constantFrom(
    ...COBERTURA.split(/(?<=>)|(?=<)/),
    ...JACOCO.split(/(?<=>)|(?=<)/),
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&#x0;",
    "<?x ?>",
    '<line nr="1e9" ci="-1" number="NaN" hits="x"/>',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 30 }), (pieces) => {
      for (const text of [pieces.join(""), `<coverage line-rate="1">${pieces.join("")}</coverage>`]) {
        try {
          for (const count of Object.values(read(text) ?? {})) {
            if (count) expect(count.covered <= count.total && count.percent <= 100).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(DeliveryError);
        }
      }
    }),
  );
});

describe("encodings", () => {
  const xml = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><report name="größe"/>`;
  const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
  test.each<[string, Uint8Array]>([
    ["UTF-8", Buffer.from(xml("UTF-8"))],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${xml("utf-8")}`)],
    ["UTF-16, little end first", utf16(xml("UTF-16"))],
    ["UTF-16, big end first", utf16(xml("UTF-16")).swap16()],
    ["UTF-16 without a mark", Buffer.from(xml("UTF-16"), "utf16le")],
    ["Latin-1", Buffer.from(xml("ISO-8859-1"), "latin1")],
    ["UTF-8 that says it is UTF-16, as .NET writes it", Buffer.from(xml("utf-16"))],
  ])("%s is read", (_, bytes) => {
    expect(decodeReport(bytes)).toMatch(/^<\?xml.*<report name="größe"\/>$/);
  });

  test("another one is refused by its name", () => {
    expect(() => decodeReport(Buffer.from(xml("EBCDIC-US")))).toThrow(/EBCDIC-US/);
    expect(() => decodeReport(Buffer.from(xml("iso-8859-99")))).toThrow(/iso-8859-99/);
  });
});
