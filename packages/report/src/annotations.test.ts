import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderAnnotations } from "./annotations.ts";
import { byteLength } from "./cut-bytes.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { findingWith, rawControls, resultWith, runs, untrustedResults } from "./testing/findings.ts";
import { sampleResult } from "./testing/sample.ts";

const range = (line: number, column: number, endLine: number, endColumn: number) => ({
  start: { line, column },
  end: { line: endLine, column: endColumn },
});
const lines = (text: string) => text.split("\n").slice(0, -1);

describe("annotations", () => {
  test("stand at their place, with columns on one line", () => {
    expect(renderAnnotations(resultWith({ findings: [findingWith({ environments: ["prod"] })] }))).toBe(
      '::error file=towpath.yaml,line=3,endLine=3,col=5,endColumn=11,title=manifest/unknown-key::"versoin" is no key of a resource.%0AIn prod.%0ADid you mean "version"?%0ASee docs/errors.md#manifest-unknown-key\n',
    );
  });

  test.each([
    { of: range(3, 5, 6, 2), shows: "line=3,endLine=6,title" },
    { of: range(3, 5, 6, 1), shows: "line=3,endLine=5,title" },
    { of: range(3, 5, 3, 5), shows: "line=3,endLine=3,col=5,endColumn=5,title" },
  ])("a range shows as $shows", ({ of, shows }) => {
    const findings = [findingWith({ places: [{ file: "a.yaml", range: of }] })];
    expect(renderAnnotations(resultWith({ findings }))).toContain(`::error file=a.yaml,${shows}=`);
  });

  test("find their file from the repository's root, and need none", () => {
    expect(renderAnnotations(resultWith({ findings: [findingWith()] }), { folder: "services/orders/" })).toContain(
      "::error file=services/orders/towpath.yaml,",
    );
    expect(renderAnnotations(resultWith({ findings: [findingWith({ places: [] })] }))).toMatch(/^::error title=/);
  });

  test.each(["/opt/platform/platform.yaml", "../platform/platform.yaml"])(
    "stand in no file where %s is none of the repository's, and name it",
    (file) => {
      const findings = [findingWith({ places: [{ file, range: range(3, 5, 3, 8) }] })];
      expect(renderAnnotations(resultWith({ findings }))).toMatch(
        new RegExp(`^::error title=manifest/unknown-key::${file.replaceAll(".", "\\.")}:3:5: "versoin" is no key`),
      );
    },
  );

  test("stand in no file that is not there", () => {
    const findings = [findingWith({ places: [{ file: "@acme/platform@2.1.0/platform.yaml" }] }), findingWith()];
    const isThere = (file: string): boolean => file === "towpath.yaml";
    const [first, second] = lines(renderAnnotations(resultWith({ findings }), { folder: "a", isThere }));
    expect(first).toMatch(/^::error title=manifest\/unknown-key::@acme\/platform@2\.1\.0\/platform\.yaml: "versoin"/);
    expect(second).toMatch(/^::error file=a\/towpath\.yaml,/);
  });

  test("name further places by what they have to do with it", () => {
    const gates = { file: "/opt/platform.yaml", range: range(8, 3, 8, 9), note: "the platform's gates" };
    const findings = [findingWith({ places: [{ file: "towpath.yaml" }, { file: "other.yaml" }, gates] })];
    const text = renderAnnotations(resultWith({ findings }));
    expect(text).toMatch(/^::error file=towpath\.yaml,title=.*%0Athe platform's gates: \/opt\/platform\.yaml:8:3%0A/);
    expect(text).not.toContain("other.yaml");
  });

  test("weigh what blocks, what advises and what comes; what is waived is silent", () => {
    const findings = [
      findingWith({ level: "advisory" }),
      findingWith({ outcome: "upcoming" }),
      findingWith({ outcome: "waived" }),
      findingWith({ outcome: "indeterminate" }),
      findingWith({ outcome: "error", level: "advisory" }),
      findingWith(),
    ];
    const names = lines(renderAnnotations(resultWith({ findings }))).map((line) => line.split(" ")[0]);
    expect(names).toEqual(["::error", "::error", "::warning", "::warning", "::notice"]);
  });

  test("are escaped as the runner reads them", () => {
    const findings = [findingWith({ message: "100%\r\n::stop", places: [{ file: "a,b:c%.yaml" }], suggestions: [] })];
    const text = renderAnnotations(resultWith({ findings }));
    expect(text).toContain("file=a%2Cb%3Ac%25.yaml,");
    expect(text).toContain("::100%25\\r\\n::stop%0A");
  });

  test("past ten of a level, nine stand and the tenth says how many more and where", () => {
    const many = Array.from({ length: 25 }, (_, index) => findingWith({ places: [{ file: `f${index % 2}.yaml` }] }));
    const advice = Array.from({ length: 10 }, () => findingWith({ level: "advisory" }));
    const all = lines(renderAnnotations(resultWith({ findings: [...many, ...advice] })));
    const errors = all.filter((line) => line.startsWith("::error"));
    expect(errors).toHaveLength(GITHUB_LIMITS.annotationsOfALevel);
    expect(errors.at(-1)).toBe(
      "::error title=16 more errors::16 more errors, not shown here:%0Af0.yaml: 4%0Af1.yaml: 12%0AThe job summary lists them.",
    );
    expect(all.filter((line) => line.startsWith("::warning"))).toHaveLength(10);
    expect(all.join()).not.toContain("more warnings");
  });

  test("past ten of every level there are still fewer than a job shows", () => {
    const findings = (["fail", "indeterminate", "upcoming", "pending", "error"] as const).flatMap((outcome) =>
      Array.from({ length: 100 }, () => findingWith({ outcome })),
    );
    const all = lines(renderAnnotations(resultWith({ findings })));
    expect(all).toHaveLength(3 * GITHUB_LIMITS.annotationsOfALevel);
    expect(all.length).toBeLessThanOrEqual(GITHUB_LIMITS.annotationsOfAJob);
  });

  test("a message past the limit is cut", () => {
    const findings = [findingWith({ message: "日".repeat(GITHUB_LIMITS.annotationMessageBytes), docs: "" })];
    const [message = ""] = renderAnnotations(resultWith({ findings })).split("::").slice(2);
    expect(byteLength(message.trimEnd())).toBeLessThanOrEqual(GITHUB_LIMITS.annotationMessageBytes);
    expect(message.trimEnd().endsWith("…")).toBe(true);
  });

  test("are one line each, whatever the texts hold", () => {
    fc.assert(
      fc.property(untrustedResults, (result) => {
        const text = renderAnnotations(result);
        expect(text).not.toMatch(rawControls);
        for (const line of lines(text)) expect(line).toMatch(/^::(error|warning|notice) (\w+=[^,:]*,)*\w+=[^,:]*::/);
      }),
      { numRuns: runs },
    );
  });
});

test("a result's annotations have their golden form", async () => {
  await expect(renderAnnotations(sampleResult, { folder: "services/orders" })).toMatchFileSnapshot(
    "testing/fixtures/annotations.txt",
  );
});
