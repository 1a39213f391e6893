import { type Finding, formatPlace, type Place } from "@towpath/core";
import { codeFrame, type FrameLine } from "./code-frame.ts";
import { docsAddress } from "./docs-address.ts";
import type { Colour, Paint } from "./palette.ts";
import { printable } from "./printable.ts";
import { verdictOf, type Weight } from "./verdict.ts";
import { wrap } from "./wrap.ts";

const COLOURS: Readonly<Record<Weight, Colour>> = { error: "red", warning: "yellow", notice: "cyan", none: "dim" };

/** What drawing a finding needs. */
export interface FindingFrame {
  readonly paint: Paint;
  readonly width: number | undefined;
  /** The text of a file whose line at this place may be shown. */
  readonly source: (place: Place) => string | undefined;
}

/** A finding as a person reads it: place, level, code; what is wrong; the line with carets; what to do next. */
export function findingText(finding: Finding, context: FindingFrame): readonly string[] {
  const { paint, width } = context;
  const [main, ...others] = finding.places;
  const colour = COLOURS[verdictOf(finding).weight];
  const where = finding.environments.length === 0 ? "" : ` in ${finding.environments.map(printable).join(", ")}`;
  const head = main ? formatPlace(main) : (finding.service ?? finding.address);

  const lines = [
    `${head === "" ? "" : `${paint("bold", printable(head))}  `}${paint(colour, verdictOf(finding).word)}  ${paint("dim", printable(finding.code) + where)}`,
    ...wrap(printable(finding.message), width && width - 2).map((line) => `  ${line}`),
  ];
  const frame = main ? frameOf(main, context) : [];
  const further = others.map((place) => ({ place, lines: frameOf(place, context) }));
  const besides = further.filter((one) => one.place.file === main?.file && isSameLine(one.lines, frame));
  lines.push(
    ...painted(
      withMarks(
        frame,
        besides.map((one) => one.lines),
      ),
      paint,
      colour,
    ),
  );
  for (const one of further) {
    const { note } = one.place;
    const isDrawn = besides.includes(one);
    if (isDrawn && note === undefined) continue;
    lines.push(
      `  ${paint("dim", note === undefined ? "and" : `${printable(note)}:`)} ${printable(formatPlace(one.place))}`,
    );
    if (!isDrawn) lines.push(...painted(one.lines, paint, "dim"));
  }
  for (const suggestion of finding.suggestions) {
    const wrapped = wrap(printable(suggestion), width && width - 4);
    lines.push(...wrapped.map((line, index) => `  ${index === 0 ? paint("cyan", ">") : " "} ${line}`));
  }
  if (finding.docs !== "") lines.push(`  ${paint("dim", `see ${printable(docsAddress(finding.docs))}`)}`);
  return lines;
}

/** A finding in one line, for `--quiet` and for tools that read `file:line:column: message`. */
export function findingLine(finding: Finding, paint: Paint): string {
  const [main] = finding.places;
  const where = finding.environments.length === 0 ? "" : ` (${finding.environments.map(printable).join(", ")})`;
  const { word, weight } = verdictOf(finding);
  const head = printable(main ? formatPlace(main) : (finding.service ?? finding.address));
  return `${head === "" ? "" : `${head}: `}${paint(COLOURS[weight], word)} ${printable(finding.code)}: ${printable(finding.message)}${where}`;
}

function frameOf(place: Place, { width, source }: FindingFrame): readonly FrameLine[] {
  const text = place.range && source(place);
  return !place.range || text === undefined ? [] : codeFrame(text, place.range, width && width - 4);
}

/** Whether a frame shows one line, and the same as another. */
function isSameLine(frame: readonly FrameLine[], other: readonly FrameLine[]): boolean {
  return frame.length === 2 && other.length === 2 && frame[0]?.text === other[0]?.text;
}

/** The frame of a line with the carets of other frames of that line beside its own. */
function withMarks(frame: readonly FrameLine[], others: readonly (readonly FrameLine[])[]): readonly FrameLine[] {
  const [line, own] = frame;
  if (!line || !own || others.length === 0) return frame;
  const all = [own.text, ...others.map((other) => other[1]?.text ?? "")];
  const length = Math.max(...all.map((marks) => marks.length));
  const marks = Array.from({ length }, (_, at) => (all.some((one) => one[at] === "^") ? "^" : (own.text[at] ?? " ")));
  return [line, { text: marks.join(""), isMarks: true }];
}

function painted(frame: readonly FrameLine[], paint: Paint, colour: Colour): readonly string[] {
  return frame.map((line) => `    ${paint(line.isMarks ? colour : "dim", line.text)}`);
}
