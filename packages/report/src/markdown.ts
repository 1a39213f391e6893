import { type Finding, formatPlace } from "@towpath/core";
import { byteLength, cutBytes } from "./cut-bytes.ts";
import { docsAddress } from "./docs-address.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { markdownCode, markdownText } from "./markdown-escape.ts";
import type { Result } from "./result.ts";
import { markdownSection } from "./section-markdown.ts";
import { verdictOf } from "./verdict.ts";

/** Bytes that stay free for the sentence that says what was cut. */
const RESERVE = 1_000;
/** Bytes of one text in a cell, before escaping: the whole of it is in the JSON. */
const CELL = 4_000;

/** How Markdown is drawn. */
export interface MarkdownOptions {
  /** Bytes of UTF-8 at most; a job summary's limit when absent. */
  readonly limit?: number | undefined;
}

/**
 * A result for a job summary: a heading, the summary, a table with a row for each finding, the sections. What does not
 * fit is left out by whole findings and whole lines, and the end says so.
 */
export function renderMarkdown(result: Result, options: MarkdownOptions = {}): string {
  const page = new Page((options.limit ?? GITHUB_LIMITS.summaryBytes) - RESERVE);
  const subject = [result.service, result.environment].filter((name) => name !== undefined).map(markdownCode);
  page.add(
    `## ${[`towpath ${result.verb}`, ...subject].join(" · ")}\n\n${markdownText(cutBytes(result.summary, CELL))}\n`,
  );

  const head = "\n| Level | Where | Rule | What |\n| --- | --- | --- | --- |\n";
  const rows = result.findings.map(findingRow);
  const shown = rows.length > 0 && page.add(head) ? rows.findIndex((row) => !page.add(row)) : 0;
  const missing = shown === -1 ? 0 : rows.length - shown;

  const hasRoom = missing === 0 && result.sections.every((section) => addSection(page, markdownSection(section)));
  if (!hasRoom) page.end(`\n_${cutNotice(missing, rows.length)}_\n`);
  return page.text();
}

function findingRow(finding: Finding): string {
  const where = finding.places.map(
    (place) => `${place.note === undefined ? "" : `${markdownText(place.note)}: `}${markdownCode(formatPlace(place))}`,
  );
  const cells = [
    finding.environments.length > 0
      ? `${verdictOf(finding).word} in ${finding.environments.map(markdownText).join(", ")}`
      : verdictOf(finding).word,
    where.length > 0 ? where.join("<br>") : markdownText(finding.address),
    markdownCode(finding.code),
    [finding.message, ...finding.suggestions, finding.docs && `See ${docsAddress(finding.docs)}`]
      .filter((line) => line !== "")
      .map((line) => markdownText(cutBytes(line, CELL)))
      .join("<br>"),
  ];
  return `| ${cells.join(" | ")} |\n`;
}

function addSection(page: Page, section: ReturnType<typeof markdownSection>): boolean {
  if (!page.add(section.open, section.close)) return false;
  const isWhole = section.lines.every((line) => page.add(line, section.close));
  page.end(section.close);
  return isWhole;
}

function cutNotice(missing: number, all: number): string {
  const what = missing > 0 ? `${missing} of ${all} findings and all that follows them are` : "The rest is";
  return `${what} not shown here: a job summary holds no more. The JSON result has everything.`;
}

/** Parts that are taken whole or not at all. */
class Page {
  readonly #parts: string[] = [];
  #room: number;

  constructor(room: number) {
    this.#room = room;
  }

  /** Adds a part if there is room for it and for what will have to follow it. */
  add(part: string, following = ""): boolean {
    const size = byteLength(part);
    if (size + byteLength(following) > this.#room) return false;
    this.#parts.push(part);
    this.#room -= size;
    return true;
  }

  /** Adds what must stand whatever the room. */
  end(part: string): void {
    this.#parts.push(part);
    this.#room -= byteLength(part);
  }

  text(): string {
    return this.#parts.join("");
  }
}
