import { blobLinks, type CommitFacts } from "../blob-link.ts";
import { countsText } from "../counts-text.ts";
import { byteLength, cutBytes } from "../cut-bytes.ts";
import { addFindings } from "../finding-table.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { addSection } from "../markdown.ts";
import { markdownText } from "../markdown-escape.ts";
import { Page } from "../page.ts";
import { printable } from "../printable.ts";
import type { Result, Status } from "../result.ts";
import { markdownSection } from "../section-markdown.ts";
import { GROUPS, groupFindings } from "../verdict.ts";
import { type CheckAnnotation, checkAnnotation } from "./check-annotation.ts";

/** How a check run is written. */
export interface CheckRunOptions extends CommitFacts {
  /** Where the whole result is, in words that stand behind "The whole result is": `in the artifact "towpath"`. */
  readonly whole?: string | undefined;
}

/** What a check run says. Markdown but for the title. */
export interface CheckRun {
  readonly conclusion: "success" | "failure" | "cancelled";
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** Annotations in their order, as many as one request brings in each; none where there are none. */
  readonly batches: readonly (readonly CheckAnnotation[])[];
}

const CONCLUSIONS = {
  ok: "success",
  failed: "failure",
  invalid: "failure",
  fault: "failure",
  interrupted: "cancelled",
} as const satisfies Record<Status, CheckRun["conclusion"]>;

/** Bytes that stay free for the sentence that says what was cut. */
const RESERVE = 1_000;

/**
 * A result as a check run: annotations in batches as the API takes them, the heaviest findings first; the counts as the
 * summary; all findings and sections as the text, as far as they fit. What is waived is in the text only.
 *
 * Format: GitHub's REST API, "Create a check run", output.
 */
export function renderCheckRun(result: Result, options: CheckRunOptions = {}): CheckRun {
  const groups = groupFindings(result.findings);
  const annotated = GROUPS.filter((group) => group !== "waived").flatMap((group) => groups[group]);
  const { annotations, missing } = annotationsOf(annotated, options.folder);
  const left = [
    missing > 0 ? `${missing} more ${missing === 1 ? "finding has" : "findings have"} no annotation.` : "",
    options.whole === undefined ? "" : `The whole result is ${markdownText(cutBytes(options.whole, 300))}.`,
  ].filter((text) => text !== "");
  return {
    conclusion: CONCLUSIONS[result.status],
    title: [...printable(result.summary)].slice(0, GITHUB_LIMITS.annotationTitle).join(""),
    summary: [markdownText(cutBytes(result.summary, 4_000)), ...countsText(result.counts), ...left].join("\n\n"),
    text: textOf(result, options),
    batches: batchesOf(annotations),
  };
}

function annotationsOf(findings: Result["findings"], folder: string | undefined) {
  const annotations: CheckAnnotation[] = [];
  let missing = 0;
  for (const finding of findings) {
    const annotation =
      annotations.length < GITHUB_LIMITS.checkRunAnnotations ? checkAnnotation(finding, folder) : undefined;
    if (annotation) annotations.push(annotation);
    else missing += 1;
  }
  return { annotations, missing };
}

function batchesOf(annotations: readonly CheckAnnotation[]): CheckRun["batches"] {
  const size = GITHUB_LIMITS.checkRunBatch;
  return Array.from({ length: Math.ceil(annotations.length / size) }, (_, index) =>
    annotations.slice(index * size, (index + 1) * size),
  );
}

function textOf(result: Result, options: CheckRunOptions): string {
  const page = new Page(GITHUB_LIMITS.checkRunBytes - RESERVE, byteLength);
  const missing = addFindings(page, result.findings, {
    link: blobLinks(options),
    messageBytes: 1_000,
    textBytes: 300,
  });
  const isWhole = missing === 0 && result.sections.every((section) => addSection(page, markdownSection(section)));
  const what =
    missing > 0 ? `${missing} of ${result.findings.length} findings and all that follows them are` : "The rest is";
  if (!isWhole) page.end(`\n_${what} not shown here: a check run holds no more. The JSON result has everything._\n`);
  return page.text();
}
