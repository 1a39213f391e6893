import { type Finding, isBlocking, type Place } from "@towpath/core";
import { type FindingFrame, findingLine, findingText } from "./finding-text.ts";
import { heaviestFirst } from "./heaviest.ts";
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
  /** Whether findings that are waived are shown and not only counted. */
  readonly waived?: boolean | undefined;
}

/** Findings that are shown: more than these nobody reads, and a text may not be as long as one likes. */
const MOST = 10_000;

/**
 * A result for a person: findings in their order, a heading for each file where there are several; sections; the summary
 * last. What is waived is counted and not shown, unless asked for. Ends with a line break unless it is empty. Whatever the texts in it hold, the only controls printed are line
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
  const wanted = result.findings.filter((finding) => isBlocking(finding) || finding.outcome === "error");
  const lines = [...shownOf(wanted).map((finding) => findingLine(finding, paint)), ...leftOut(wanted.length, 0)];
  return [result.status === "ok" ? lines : [...lines, summaryLine(result, paint)]];
}

function fullBlocks(result: Result, paint: Paint, options: TextOptions): readonly (readonly string[])[] {
  const frame: FindingFrame = { paint, width: options.width, source: openSource(result, options.source) };
  const wanted = options.waived ? result.findings : result.findings.filter(({ outcome }) => outcome !== "waived");
  const files = new Map<string | undefined, number>();
  for (const { places } of wanted) files.set(places[0]?.file, (files.get(places[0]?.file) ?? 0) + 1);
  const blocks: (readonly string[])[] = [];
  let last: string | undefined;
  for (const [index, finding] of shownOf(wanted).entries()) {
    const file = finding.places[0]?.file;
    const isNew = index === 0 || file !== last;
    if (files.size > 1 && isNew) blocks.push([heading(file, files.get(file) ?? 0, paint)]);
    blocks.push(findingText(finding, frame));
    last = file;
  }
  blocks.push(leftOut(wanted.length, result.findings.length - wanted.length));
  for (const section of result.sections) blocks.push(sectionText(section, paint));
  return [...blocks, [summaryLine(result, paint)]];
}

/** The heaviest where there are too many, in the order that they had. */
function shownOf(findings: readonly Finding[]): readonly Finding[] {
  if (findings.length <= MOST) return findings;
  const heaviest = new Set(heaviestFirst(findings).slice(0, MOST));
  return findings.filter((finding) => heaviest.has(finding)).slice(0, MOST);
}

/** What is not shown, and where it is. */
function leftOut(wanted: number, waived: number): readonly string[] {
  return [
    ...(wanted > MOST ? [`${wanted - MOST} more findings are not shown here. The JSON result has everything.`] : []),
    ...(waived > 0 ? [`${waived} waived ${waived === 1 ? "finding is" : "findings are"} not shown.`] : []),
  ];
}

function heading(file: string | undefined, count: number, paint: Paint): string {
  const name = file === undefined ? "No file" : printable(file);
  return paint("bold", `── ${name} (${count === 1 ? "1 finding" : `${count} findings`})`);
}

function summaryLine(result: Result, paint: Paint): string {
  return paint(result.status === "ok" ? "green" : "red", printable(result.summary));
}

/** Reads a file once, and never for a line that any finding marks as a secret. */
function openSource(result: Result, read: TextOptions["source"]): (place: Place) => string | undefined {
  const texts = new Map<string, string | undefined>();
  const secrets = new Map<string, Place[]>();
  for (const place of result.findings.flatMap(({ places }) => places.filter(({ isSecret }) => isSecret))) {
    const known = secrets.get(place.file);
    if (known) known.push(place);
    else secrets.set(place.file, [place]);
  }
  return (place) => {
    if (!read || secrets.get(place.file)?.some((secret) => sharesLine(secret, place))) return undefined;
    if (!texts.has(place.file)) texts.set(place.file, read(place.file));
    return texts.get(place.file);
  };
}

/** Whether a line that would be drawn for `shown` is one of those that `secret` of the same file stands on. */
function sharesLine(secret: Place, shown: Place): boolean {
  if (!secret.range || !shown.range) return true;
  return secret.range.start.line <= shown.range.end.line && shown.range.start.line <= secret.range.end.line;
}
