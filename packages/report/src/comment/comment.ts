import { blobLinks, type CommitFacts } from "../blob-link.ts";
import { cutBytes } from "../cut-bytes.ts";
import { addFindings } from "../finding-table.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { addSection, titleOf } from "../markdown.ts";
import { markdownText } from "../markdown-escape.ts";
import { Page } from "../page.ts";
import type { Result, Section } from "../result.ts";
import { markdownSection } from "../section-markdown.ts";
import { type Group, groupFindings } from "../verdict.ts";
import { commentMarker, markerLine } from "./comment-marker.ts";

/** How a comment is written. */
export interface CommentOptions extends CommitFacts {
  /** Which of several comments on one pull request it is: the service, or the workflow's choice. */
  readonly key: string;
  /** Where the whole result is, told where something is left out, in words that stand behind "The whole result is": `in the artifact "towpath"`. */
  readonly whole?: string | undefined;
  /** Characters at most; GitHub's limit when absent. */
  readonly limit?: number | undefined;
}

/** A comment of which a pull request has one. */
export interface StickyComment {
  /** What it is found again by. */
  readonly marker: string;
  /** Markdown, without the marker. */
  readonly body: string;
  /** The body below its marker, as GitHub keeps it. */
  readonly text: string;
}

/** Characters that stay free for what must stand at the end. */
const RESERVE = 1_000;
/** Bytes of a message and of any other text in a cell, before escaping: a comment holds less than a page. */
const CELL = { messageBytes: 1_000, textBytes: 300 } as const;

/** What keeps a comment from being one line. */
const UNWELL: readonly Group[] = ["error", "blocking", "pending", "advisory", "indeterminate"];

/**
 * A result as a comment that stays one and the same on a pull request: its first line is a hidden marker by which it is
 * found again and edited in place. Where all is well it is one line, with the rest in a fold. What does not fit
 * is left out by whole findings, the lightest first, and the end says so.
 */
export function renderComment(result: Result, options: CommentOptions): StickyComment {
  const page = new Page((options.limit ?? GITHUB_LIMITS.commentCharacters) - RESERVE, (text) => text.length);
  const groups = groupFindings(result.findings);
  const isWell =
    result.status === "ok" && UNWELL.every((group) => groups[group].length === 0) && !result.sections.some(isWeighty);
  const body = isWell ? well(page, result, options) : unwell(page, result, options);
  const marker = commentMarker(result.verb, options.key);
  return {
    marker,
    body,
    text: `${markerLine(marker)}
${body}`,
  };
}

function well(page: Page, result: Result, options: CommentOptions): string {
  const line = `✅ ${titleOf(result)} · ${markdownText(cutBytes(result.summary, CELL.messageBytes))}`;
  if (result.findings.length === 0 && result.sections.length === 0) {
    page.end(`${line}\n`);
    return page.text();
  }
  page.end(`<details>\n<summary>${line}</summary>\n`);
  addRest(page, result, options);
  page.end("\n</details>\n");
  return page.text();
}

function unwell(page: Page, result: Result, options: CommentOptions): string {
  page.end(`### ${result.status === "ok" ? "⚠️" : "❌"} ${titleOf(result)}\n\n`);
  page.end(`${markdownText(cutBytes(result.summary, CELL.messageBytes))}\n`);
  addRest(page, result, options);
  return page.text();
}

/** Findings and sections as far as there is room, and what else there is to say. */
function addRest(page: Page, result: Result, options: CommentOptions): void {
  const missing = addFindings(page, result.findings, { ...CELL, link: blobLinks(options) });
  const isWhole = missing === 0 && result.sections.every((section) => addFold(page, section));
  const notice = isWhole ? "" : cutNotice(missing, result.findings.length);
  const { whole: place } = options;
  const whole =
    place === undefined
      ? "The JSON result has everything."
      : `The whole result is ${markdownText(cutBytes(place, 300))}.`;
  const commit = options.sha === undefined ? "" : `Commit ${markdownText(options.sha.slice(0, 12))}.`;
  const said = [notice, notice && whole, commit].filter((text) => text !== "");
  if (said.length > 0) page.end(`\n_${said.join(" ")}_\n`);
}

/** Whether something would be lost or interrupted: that is not folded away. */
function isWeighty(section: Section): boolean {
  return section.kind === "changes" && section.changes.some(({ weight }) => weight !== undefined);
}

function addFold(page: Page, section: Section): boolean {
  // Each change is a fold already, and a table without a title is what all else comes to.
  const isOpen = section.kind === "changes" || (section.kind === "table" && section.title === undefined);
  if (isOpen) return addSection(page, markdownSection(section));
  const { title, ...untitled } = section;
  const body = markdownSection(untitled);
  const head = markdownText(cutBytes(title ?? "More", CELL.textBytes));
  return addSection(page, {
    open: `\n<details>\n<summary>${head}</summary>\n${body.open}`,
    lines: body.lines,
    close: `${body.close}\n</details>\n`,
    leftOut: body.leftOut,
  });
}

function cutNotice(missing: number, all: number): string {
  const what = missing > 0 ? `${missing} of ${all} findings and all that follows them are` : "The rest is";
  return `${what} not shown here: a comment holds no more.`;
}
