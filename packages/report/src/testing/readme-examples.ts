import { renderAnnotations } from "../annotations.ts";
import { renderCheckRun } from "../check-run/index.ts";
import { renderComment } from "../comment/index.ts";
import { renderJson } from "../json.ts";
import { renderJunit } from "../junit/index.ts";
import { renderMarkdown } from "../markdown.ts";
import { renderSarif } from "../sarif/index.ts";
import { renderSuggestions } from "../suggestions/index.ts";
import { renderText } from "../text.ts";
import { editOf } from "./edits.ts";
import { findingWith, resultWith } from "./findings.ts";

const SOURCE =
  "apiVersion: towpath.dev/v1\nresources:\n  db: { type: postgres, settings: { backupRetentionDays: 3 } }\n";

const result = resultWith({
  summary: "orders: 1 mandatory finding and 1 waived.",
  findings: [
    findingWith({
      code: "data/backup-retention",
      message: "db keeps backups for 3 days; 7 are required.",
      docs: "packages/policy/docs/rules/data/backup-retention.md",
      environments: ["prod"],
      places: [{ file: "towpath.yaml", range: { start: { line: 3, column: 58 }, end: { line: 3, column: 59 } } }],
      suggestions: ["Write backupRetentionDays: 7."],
      edits: [editOf([3, 58, 3, 59], "7")],
    }),
    findingWith({
      code: "data/tls",
      message: "db takes connections without TLS.",
      docs: "packages/policy/docs/rules/data/tls.md",
      outcome: "waived",
      suggestions: [],
      fingerprint: "fedcba9876543210fedcba9876543210",
    }),
  ],
});
const commit = { repository: "acme/orders", sha: "0123456789abcdef0123456789abcdef01234567" };

function shortened(value: unknown): string {
  return JSON.stringify(value, undefined, 2);
}

/** What the package's README shows of each rendering, by its heading there. */
export const readmeExamples: ReadonlyMap<string, string> = new Map([
  ["Text", renderText(result, { colour: false, source: () => SOURCE }).trimEnd()],
  ["JSON", `${renderJson(result).split("\n").slice(0, 17).join("\n")}\n  …`],
  ["Annotations", renderAnnotations(result).trimEnd()],
  ["Markdown", renderMarkdown(result).trimEnd()],
  ["Sticky comment", renderComment(result, { key: "orders", ...commit }).text.trimEnd()],
  ["Check run", shortened({ ...renderCheckRun(result), text: "…" })],
  ["Review suggestions", shortened(renderSuggestions(result.findings, { isInDiff: () => true, source: () => SOURCE }))],
  ["SARIF", shortened(JSON.parse(renderSarif(result).text).runs[0].results)],
  ["JUnit", renderJunit(result).trimEnd()],
]);
