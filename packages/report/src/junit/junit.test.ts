import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findingWith, rawControls, resultWith, runs, untrustedResults } from "../testing/findings.ts";
import { readJunit } from "../testing/read-junit.ts";
import { sampleResult, sampleRules } from "../testing/sample.ts";
import { renderJunit } from "./junit.ts";

describe("JUnit XML", () => {
  test("has a suite a service, a case a finding, and fails what blocks only", async () => {
    const xml = renderJunit(sampleResult, { rules: sampleRules });
    const kinds = readJunit(xml).map(({ classname, kind, type }) => [classname, kind, type]);
    expect(kinds).toEqual([
      ["acme/broken", "error", "error"],
      ["data/backup-retention", "failure", "mandatory"],
      ["data/tls", "failure", "waiver pending"],
      ["workload/limits", "skipped", "advisory"],
      ["network/private", "skipped", "not known yet"],
      ["data/offered-version", "skipped", "upcoming"],
      ["data/public-access", "skipped", "waived"],
      ["towpath", "passed", ""],
    ]);
    await expect(xml).toMatchFileSnapshot("../testing/fixtures/junit.xml");
  });

  test("has a test where nothing was found, and it fails where that is no pass", () => {
    expect(readJunit(renderJunit(resultWith()))).toMatchObject([{ kind: "passed", name: "check" }]);
    for (const status of ["invalid", "fault", "interrupted"] as const) {
      expect(readJunit(renderJunit({ ...resultWith(), status, summary: "It ended there." }))).toMatchObject([
        { kind: "error", type: status, message: "It ended there." },
      ]);
    }
  });

  test("names a case by its rule and address, not by its line, and each once", () => {
    const at = (line: number) => ({ file: "a", range: { start: { line, column: 1 }, end: { line, column: 2 } } });
    const names = (lines: readonly number[]) =>
      readJunit(renderJunit(resultWith({ findings: lines.map((line) => findingWith({ places: [at(line)] })) }))).map(
        ({ suite, classname, name }) => [suite, classname, name],
      );
    expect(names([3])).toEqual(names([70]));
    expect(names([3, 70]).slice(0, 2)).toEqual([
      ["orders", "manifest/unknown-key", "resources.db"],
      ["orders", "manifest/unknown-key", "resources.db #2"],
    ]);
  });

  test("is well-formed, of the shape that readers know, with true numbers, whatever the texts hold", () => {
    fc.assert(
      fc.property(untrustedResults, fc.string({ unit: "binary" }), (result, odd) => {
        const findings = result.findings.map((finding) => ({ ...finding, address: odd }));
        const xml = renderJunit({ ...result, findings });
        expect(xml).not.toMatch(rawControls);
        expect(xml).not.toMatch(/^\s*::|##\[/m);
        const cases = readJunit(xml);
        expect(cases).toHaveLength(findings.length + 1);
      }),
      { numRuns: runs },
    );
  });

  test.each(["\ufffe\uffff", "]]>", "<![CDATA[", "&#0;", "\ud800", "a\u0000b", "</testcase>"])(
    "holds %j as text",
    (text) => {
      const [shown] = readJunit(renderJunit(resultWith({ findings: [findingWith({ message: text, code: text })] })));
      expect(shown?.kind).toBe("failure");
      if (!/[\ufffe\ud800\u0000]/.test(text)) expect(shown?.text).toContain(text);
    },
  );

  test("holds the heaviest of very many, and says how many more there are", () => {
    const findings = Array.from({ length: 25_000 }, (_, index) =>
      findingWith({ address: `a${index}`, level: index < 20_000 ? "advisory" : "mandatory" }),
    );
    const xml = renderJunit(resultWith({ findings }));
    expect(xml.match(/<failure /g)).toHaveLength(5_000);
    expect(xml.match(/<skipped /g)).toHaveLength(15_000);
    expect(xml).toContain("5000 more findings are not in this file.");
  });
});
