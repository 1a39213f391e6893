import { byteLength, cutBytes } from "./cut-bytes.ts";
import { addFindings } from "./finding-table.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { markdownCode, markdownText } from "./markdown-escape.ts";
import { Page } from "./page.ts";
import type { Result } from "./result.ts";
import type { RuleDescription } from "./rule-description.ts";
import { ruleSection } from "./rule-section.ts";
import { type MarkdownSection, markdownSection } from "./section-markdown.ts";

/** Bytes that stay free for the sentence that says what was cut. */
const RESERVE = 1_000;
/** Bytes of one text in a cell, before escaping: the whole of it is in the JSON. */
const CELL = 4_000;

/** How Markdown is drawn. */
export interface MarkdownOptions {
  /** Bytes of UTF-8 at most; a job summary's limit when absent. */
  readonly limit?: number | undefined;
  /** What the rules say of themselves: those that found something are explained at the end. */
  readonly rules?: readonly RuleDescription[] | undefined;
}

/**
 * A result as a page, for a job summary or a file: a heading, the summary, tables with a row for each finding, the sections,
 * the rules. What does not fit is left out by whole findings and whole lines, and the end says so.
 */
export function renderMarkdown(result: Result, options: MarkdownOptions = {}): string {
  const page = new Page((options.limit ?? GITHUB_LIMITS.summaryBytes) - RESERVE, byteLength);
  page.add(`## ${titleOf(result)}\n\n${markdownText(cutBytes(result.summary, CELL))}\n`);
  const missing = addFindings(page, result.findings, { messageBytes: CELL, textBytes: CELL });
  const sections = [...result.sections.map(markdownSection), ...ruleSection(result.findings, options.rules)];
  const hasRoom = missing === 0 && sections.every((section) => addSection(page, section));
  if (!hasRoom) page.end(`\n_${cutNotice(missing, result.findings.length)}_\n`);
  return page.text();
}

/** What was done, to which service, in which environment: a heading in Markdown. */
export function titleOf({ verb, service, environment }: Result): string {
  const subject = [service, environment].filter((name) => name !== undefined).map((name) => cutBytes(name, 300));
  return [`towpath ${verb}`, ...subject.map(markdownCode)].join(" · ");
}

/** Adds as many whole lines of a section as there is room for. @returns whether that is all of it */
export function addSection(page: Page, section: MarkdownSection): boolean {
  if (!page.add(section.open, section.close)) return false;
  const first = section.lines.findIndex((line) => !page.add(line, section.close));
  page.end(section.close);
  if (first < 0) return true;
  if (section.leftOut) page.end(section.leftOut(section.lines.length - first));
  return false;
}

function cutNotice(missing: number, all: number): string {
  const what = missing > 0 ? `${missing} of ${all} findings and all that follows them are` : "The rest is";
  return `${what} not shown here: a page holds no more. The JSON result has everything.`;
}
