import { isBlocking, type Place } from "@towpath/core";
import { type FindingFrame, findingLine, findingText } from "./finding-text.ts";
import { type Paint, palette } from "./palette.ts";
import { printable, withoutCommand } from "./printable.ts";
import type { Result } from "./result.ts";
import { sectionText } from "./section-text.ts";

/** How text is drawn. */
export interface TextOptions {
  readonly colour: boolean;
  /** Columns to wrap at; lines stay whole when absent. */
  readonly width?: number | undefined;
  /** The text of a file by its name in a place, to show the line that a finding is about. */
  readonly source?: ((file: string) => string | undefined) | undefined;
  /** Only what blocks or could not be evaluated, a line each, and the summary where the result is not `ok`. */
  readonly quiet?: boolean | undefined;
}

/**
 * A result for a person: findings in their order, a heading for each file where there are several; sections; the summary
 * last. Ends with a line break unless it is empty. Whatever the texts in it hold, the only controls printed are line
 * breaks and, with `colour`, our own colours; no line is a workflow command.
 */
export function renderText(result: Result, options: TextOptions): string {
  const paint = palette(options.colour);
  const blocks = options.quiet ? quietBlocks(result, paint) : fullBlocks(result, paint, options);
  const lines = blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? block : ["", ...block]));
  return lines.map((line) => `${withoutCommand(line)}\n`).join("");
}

function quietBlocks(result: Result, paint: Paint): readonly (readonly string[])[] {
  const lines = result.findings
    .filter((finding) => isBlocking(finding) || finding.outcome === "error")
    .map((finding) => findingLine(finding, paint));
  return [result.status === "ok" ? lines : [...lines, summaryLine(result, paint)]];
}

function fullBlocks(result: Result, paint: Paint, options: TextOptions): readonly (readonly string[])[] {
  const frame: FindingFrame = { paint, width: options.width, source: openSource(result, options.source) };
  const files = new Set(result.findings.map(({ places }) => places[0]?.file));
  const blocks: (readonly string[])[] = [];
  let last: string | undefined;
  for (const [index, finding] of result.findings.entries()) {
    const file = finding.places[0]?.file;
    const isNew = index === 0 || file !== last;
    if (files.size > 1 && isNew) blocks.push([heading(result, file, paint)]);
    blocks.push(findingText(finding, frame));
    last = file;
  }
  blocks.push(...result.sections.map((section) => sectionText(section, paint)));
  return [...blocks, [summaryLine(result, paint)]];
}

function heading(result: Result, file: string | undefined, paint: Paint): string {
  const count = result.findings.filter(({ places }) => places[0]?.file === file).length;
  const name = file === undefined ? "No file" : printable(file);
  return paint("bold", `── ${name} (${count === 1 ? "1 finding" : `${count} findings`})`);
}

function summaryLine(result: Result, paint: Paint): string {
  return paint(result.status === "ok" ? "green" : "red", printable(result.summary));
}

/** Reads a file once, and never for a line that any finding marks as a secret. */
function openSource(result: Result, read: TextOptions["source"]): (place: Place) => string | undefined {
  const texts = new Map<string, string | undefined>();
  const places = result.findings.flatMap((finding) => finding.places);
  const secrets = places.filter(({ isSecret }) => isSecret);
  return (place) => {
    if (!read || secrets.some((secret) => sharesLine(secret, place))) return undefined;
    if (!texts.has(place.file)) texts.set(place.file, read(place.file));
    return texts.get(place.file);
  };
}

/** Whether a line that would be drawn for `shown` is one of those that `secret` stands on. */
function sharesLine(secret: Place, shown: Place): boolean {
  if (secret.file !== shown.file) return false;
  if (!secret.range || !shown.range) return true;
  return secret.range.start.line <= shown.range.end.line && shown.range.start.line <= secret.range.end.line;
}
