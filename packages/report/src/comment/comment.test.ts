import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { findingWith, resultWith, runs, untrustedResults } from "../testing/findings.ts";
import { expectInertMarkdown } from "../testing/inert-markdown.ts";
import { sampleResult } from "../testing/sample.ts";
import { renderComment } from "./comment.ts";
import { commentMarker } from "./comment-marker.ts";

const sha = "0123456789abcdef0123456789abcdef01234567";
const commit = { repository: "acme/orders", sha, folder: "services/orders" };

describe("a sticky comment", () => {
  test("shows what blocks and what advises, folds the rest, and links places to lines of the commit", async () => {
    const body = renderComment(sampleResult, { key: "orders", ...commit, whole: 'in the artifact "towpath"' }).text;
    await expect(body).toMatchFileSnapshot("../testing/fixtures/comment.md");
  });

  test("is one line where all is well", () => {
    expect(renderComment(resultWith({ summary: "orders: checked, nothing found." }), { key: "orders" }).text).toBe(
      "<!-- towpath:check:orders -->\n✅ towpath check · <code>orders</code> · orders: checked, nothing found.\n",
    );
  });

  test("is one line with a fold where all is well but what is waived or to come", async () => {
    const findings = [findingWith({ outcome: "waived" }), findingWith({ outcome: "upcoming" })];
    const body = renderComment(resultWith({ findings }), { key: "orders" }).text;
    expect(body).toMatch(/^<!-- .* -->\n<details>\n<summary>✅ .*<\/summary>\n/);
    expect(body.trimEnd().endsWith("</details>")).toBe(true);
    expect(body).toContain("1 is waived");
    expect(body).toContain("1 is upcoming");
  });

  test.each([
    [{ level: "advisory" }, "⚠️"],
    [{ outcome: "indeterminate" }, "⚠️"],
    [{ outcome: "pending" }, "❌"],
    [{ outcome: "error", level: "advisory" }, "❌"],
  ] as const)("with %j is not well", (facts, sign) => {
    const body = renderComment(resultWith({ findings: [findingWith(facts)] }), { key: "orders" }).text;
    expect(body).toContain(`### ${sign} towpath check`);
  });

  test("is no link where the commit is not known or the file is outside of the repository", () => {
    const findings = [findingWith({ places: [{ file: "../../../etc/passwd" }, { file: "/etc/passwd" }] })];
    expect(renderComment(resultWith({ findings }), { key: "a", ...commit }).text).not.toContain("acme/orders");
    for (const facts of [{ sha: "main" }, { repository: "a/b/../../c" }, { server: "javascript:x" }]) {
      const body = renderComment(sampleResult, { key: "a", ...commit, ...facts }).text;
      expect(body).not.toMatch(/\]\((?!https:\/\/github\.com\/towpath\/towpath\/blob\/main\/packages\/)/);
    }
  });

  test("is not folded where something is interrupted, and shows open what has no title", () => {
    const change = { sign: "-", text: "resources.memo: delete", details: [] } as const;
    const overview = { kind: "table", head: ["environment"], rows: [["prod"]] } as const;
    const withWeight = (weight?: "medium") => ({
      kind: "changes" as const,
      changes: [weight === undefined ? change : { ...change, weight }],
    });
    const render = (weight?: "medium") =>
      renderComment(resultWith({ status: "ok", sections: [overview, withWeight(weight)] }), { key: "k", whole: "W" })
        .body;
    expect(render()).toMatch(/^<details>\n<summary>✅ /);
    expect(render("medium")).toMatch(/^### ⚠️ .*\n\n.*\n\n\| environment \|\n\| --- \|\n\| prod \|\n/);
    expect(render(), "nothing is left out").not.toContain("The whole result");
  });

  test("past GitHub's limit is cut by whole findings, the lightest first, and says so and where the whole is", () => {
    const findings = Array.from({ length: 2_000 }, (_, index) =>
      findingWith({ message: `${index} ${"日本".repeat(50)}`, level: index < 1_900 ? "advisory" : "mandatory" }),
    );
    const light = findingWith({ outcome: "waived", message: "W" });
    const result = resultWith({ findings: [...findings, light] });
    const body = renderComment(result, { key: "orders", whole: "in the artifact report" }).text;
    expect(body.length).toBeLessThanOrEqual(GITHUB_LIMITS.commentCharacters);
    expect(body.length).toBeGreaterThan(GITHUB_LIMITS.commentCharacters - 2_000);
    const rows = body.match(/^\| (?:mandatory|advisory) .* \|$/gm) ?? [];
    expect(rows.slice(0, 100).every((row) => row.startsWith("| mandatory"))).toBe(true);
    expect(body).not.toContain("waived");
    expect(body).toContain(`${2_001 - rows.length} of 2001 findings and all that follows them are not shown here`);
    expect(body).toContain("The whole result is in the artifact report.");
  });

  test("one finding that would fill it is cut itself", () => {
    const text = "@".repeat(70_000);
    const findings = [findingWith({ message: text, code: text, docs: text, suggestions: [text, text, text] })];
    const body = renderComment(resultWith({ findings, summary: text }), { key: text, whole: text }).text;
    expect(body.length).toBeLessThanOrEqual(GITHUB_LIMITS.commentCharacters);
    expect(body.match(/^\| mandatory/gm)).toHaveLength(1);
  });

  test("turns no untrusted text into structure, mention, reference or link", () => {
    fc.assert(
      fc.property(untrustedResults, (result) => {
        const body = renderComment(result, { key: result.service ?? "", ...commit, whole: result.summary }).text;
        expectInertMarkdown(body, `https://github.com/acme/orders/blob/${sha}`);
        expect(body.length).toBeLessThanOrEqual(GITHUB_LIMITS.commentCharacters);
      }),
      { numRuns: runs },
    );
  });
});

describe("a comment's marker", () => {
  test("is the hidden first line, of characters that cannot end it, and another for each key", () => {
    const keys = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom("-->", "--!>", "a-", "a=2D", "%"),
    );
    fc.assert(
      fc.property(keys, keys, (key, other) => {
        const { marker, body, text } = renderComment(resultWith(), { key });
        expect(text).toBe(`<!-- ${marker} -->\n${body}`);
        expect(marker).toMatch(/^(?!.*--)[\w.:/@=+-]{1,200}(?<!-)$/);
        if (other.toWellFormed() !== key.toWellFormed()) expect(commentMarker("check", other)).not.toBe(marker);
      }),
      { numRuns: runs },
    );
  });

  test("of a long key is short, and still its own", () => {
    expect(commentMarker("check", "x".repeat(500))).not.toBe(commentMarker("check", `${"x".repeat(499)}y`));
    expect(commentMarker("check", "services/orders api")).toBe("towpath:check:services=2Forders=20api");
  });

  test("is another one for each command", () => {
    expect(renderComment(resultWith({ verb: "plan" }), { key: "a" }).marker).toBe("towpath:plan:a");
    expect(commentMarker("platform check", "a")).toBe("towpath:platform-check:a");
  });
});
