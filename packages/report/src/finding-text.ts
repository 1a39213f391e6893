import { type Finding, formatPlace, type Place } from "@towpath/core";
import { codeFrame } from "./code-frame.ts";
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
export function findingText(finding: Finding, frame: FindingFrame): readonly string[] {
  const { paint, width } = frame;
  const [main, ...others] = finding.places;
  const colour = COLOURS[verdictOf(finding).weight];
  const where = finding.environments.length === 0 ? "" : ` in ${finding.environments.map(printable).join(", ")}`;
  const head = main ? formatPlace(main) : (finding.service ?? finding.address);

  const lines = [
    `${paint("bold", printable(head))}  ${paint(colour, verdictOf(finding).word)}  ${paint("dim", printable(finding.code) + where)}`,
    ...wrap(printable(finding.message), width && width - 2).map((line) => `  ${line}`),
  ];
  if (main) lines.push(...drawn(main, frame, colour));
  for (const other of others) {
    const what = other.note === undefined ? "and" : `${printable(other.note)}:`;
    lines.push(`  ${paint("dim", what)} ${printable(formatPlace(other))}`, ...drawn(other, frame, "dim"));
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
  return `${head}: ${paint(COLOURS[weight], word)} ${printable(finding.code)}: ${printable(finding.message)}${where}`;
}

function drawn(place: Place, { paint, width, source }: FindingFrame, colour: Colour): readonly string[] {
  const text = place.range && source(place);
  if (!place.range || text === undefined) return [];
  const lines = codeFrame(text, place.range, width && width - 4);
  return lines.map((line) => `    ${paint(line.isMarks ? colour : "dim", line.text)}`);
}
