import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { byteLength } from "./cut-bytes.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { renderMarkdown } from "./markdown.ts";
import { findingWith, resultWith, runs, untrustedResults } from "./testing/findings.ts";
import { expectInertMarkdown } from "./testing/inert-markdown.ts";
import { sampleResult, sampleRules } from "./testing/sample.ts";

const rowsOf = (markdown: string) => markdown.match(/^\| (?!Level|---).*$/gm) ?? [];

describe("changes", () => {
  const changes = Array.from({ length: 40 }, (_, index) => ({
    sign: "!" as const,
    text: `resources.r${index}`,
    details: Array.from({ length: 200 }, (__, line) => `settings.s${line}: ${"x".repeat(400)}`),
    ...(index < 3 ? { weight: "heavy" as const } : {}),
  }));

  test("that a page has no room for are left out from the end, with their number", () => {
    const text = renderMarkdown(
      resultWith({ sections: [{ kind: "changes", title: "Plan", summary: "S.", changes }] }),
      {
        limit: GITHUB_LIMITS.commentCharacters,
      },
    );
    expect(byteLength(text)).toBeLessThanOrEqual(GITHUB_LIMITS.commentCharacters);
    const shown = text.match(/^<summary>.*$/gm) ?? [];
    expect(shown.slice(0, 3)).toEqual([0, 1, 2].map((at) => `<summary>❗ <code>!</code> resources.r${at}</summary>`));
    expect(text).toContain(`_${40 - shown.length} of 40 changes, the lightest, are not shown here._`);
    expect(text).toMatch(/… and \d+ more lines, which the JSON result has\./);
    expect(text.match(/<details>/g)).toHaveLength(text.match(/<\/details>/g)?.length ?? 0);
    expect(text).toContain("### Plan\n\nS.\n");
  });
});

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

      <details>
      <summary><code>&#126;</code> resources.db</summary>

      <pre>
      version: 16 -&gt; 17
      </pre>
      </details>
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
