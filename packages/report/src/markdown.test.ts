import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteLength } from "./cut-bytes.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { renderMarkdown } from "./markdown.ts";
import { findingWith, resultWith, runs, untrustedResults } from "./testing/findings.ts";
import { expectInertMarkdown } from "./testing/inert-markdown.ts";
import { sampleResult, sampleRules } from "./testing/sample.ts";

const rowsOf = (markdown: string) => markdown.match(/^\| (?!Level|---).*$/gm) ?? [];

describe("a job summary", () => {
  test("has a heading, the summary, a table of findings, and the sections", () => {
    const result = resultWith({
      environment: "dev",
      summary: "orders: 1 finding must be mended.",
      findings: [findingWith({ environments: ["dev"] })],
      sections: [
        { kind: "fields", title: "Service", fields: [{ name: "address", value: "http://localhost:8080" }] },
        { kind: "table", title: "Rules", head: ["Rule", "Subjects"], rows: [["workload/limits", "1"]] },
        { kind: "lines", title: "Log", lines: ["<ready> & up", "", "done"] },
        { kind: "changes", changes: [{ sign: "~", text: "resources.db", details: ["version: 16 -> 17"] }] },
      ],
    });
    expect(renderMarkdown(result)).toMatchInlineSnapshot(`
      "## towpath check · <code>orders</code> · <code>dev</code>

      orders: 1 finding must be mended.

      | Level | Where | Rule | What |
      | --- | --- | --- | --- |
      | mandatory in dev | <code>towpath.yaml:3:5</code> | <code>manifest/unknown-key</code> | "versoin" is no key of a resource.<br>Did you mean "version"?<br>See docs/errors.md&#35;manifest-unknown-key |

      ### Service

      | | |
      | --- | --- |
      | address | <code>http&#58;//localhost:8080</code> |

      ### Rules

      | Rule | Subjects |
      | --- | --- |
      | workload/limits | 1 |

      ### Log

      <pre>
      &lt;ready&gt; &amp; up

      done
      </pre>

      <pre>
      ~ resources.db
          version: 16 -&gt; 17
      </pre>
      "
    `);
  });

  test("shows each outcome in its place, and explains the rules that found something", async () => {
    await expect(renderMarkdown(sampleResult, { rules: sampleRules })).toMatchFileSnapshot("testing/fixtures/page.md");
  });

  test("turns no untrusted text into structure, and has a row for each finding", () => {
    fc.assert(
      fc.property(untrustedResults, (whole) => {
        const rows = rowsOf(renderMarkdown({ ...whole, sections: [] }));
        expect(rows).toHaveLength(whole.findings.length);
        for (const row of rows) expect(row.split("|")).toHaveLength(6);
        expectInertMarkdown(renderMarkdown(whole));
      }),
      { numRuns: runs },
    );
  });

  test("past the limit whole findings are cut, and it says how many", () => {
    const findings = Array.from({ length: 5_000 }, (_, index) =>
      findingWith({ message: `${index} ${"日本".repeat(100)}`, address: `a${index}` }),
    );
    const sections = [{ kind: "lines" as const, title: "Log", lines: ["the end"] }];
    const markdown = renderMarkdown(resultWith({ findings, sections }));
    expect(byteLength(markdown)).toBeLessThanOrEqual(GITHUB_LIMITS.summaryBytes);
    expect(byteLength(markdown)).toBeGreaterThan(GITHUB_LIMITS.summaryBytes - 3_000);
    const rows = markdown.match(/^\| mandatory .* \|$/gm) ?? [];
    expect(markdown).toContain(`${5_000 - rows.length} of 5000 findings and all that follows them are not shown here`);
    expect(markdown).not.toContain("the end");
  });

  test("past the limit a section is cut by whole lines, and its element is closed", () => {
    const sections = [{ kind: "lines" as const, lines: Array.from({ length: 90_000 }, (_, index) => `line ${index}`) }];
    const markdown = renderMarkdown(resultWith({ sections }));
    expect(byteLength(markdown)).toBeLessThanOrEqual(GITHUB_LIMITS.summaryBytes);
    expect(markdown).toMatch(/line \d+\n<\/pre>\n\n_The rest is not shown here/);
  });
});
