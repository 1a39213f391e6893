import { compareText, type Finding, formatPlace, type Place } from "@towpath/core";
import { lastLine } from "./blob-link.ts";
import { cutBytes } from "./cut-bytes.ts";
import { docsAddress } from "./docs-address.ts";
import { GITHUB_LIMITS } from "./github-limits.ts";
import { printable } from "./printable.ts";
import { repositoryPath } from "./repository-path.ts";
import type { Result } from "./result.ts";
import { verdictOf, type Weight } from "./verdict.ts";

/** Where annotations stand. */
export interface AnnotationOptions {
  /** The folder that places are relative to, seen from the repository's root, with `/`. The root itself when absent. */
  readonly folder?: string | undefined;
  /** Whether there is such a file, by its path from {@link AnnotationOptions.folder}. All are taken to be there when absent. */
  readonly isThere?: ((file: string) => boolean) | undefined;
}

type Shown = Exclude<Weight, "none">;
const WEIGHTS: readonly Shown[] = ["error", "warning", "notice"];
/** Further places that are named: an annotation stands at one only. */
const MOST_NOTES = 5;
/** Files that are named with what they have more. */
const MOST_FILES = 100;
const PLURALS: Readonly<Record<Shown, string>> = { error: "errors", warning: "warnings", notice: "notices" };

/**
 * A result's findings as workflow commands of GitHub Actions, one line each: errors for what blocks, warnings for advice,
 * notices for what is not yet due. Past ten of a level GitHub shows none, so the tenth says how many more there are.
 *
 * Format and escapes: actions/toolkit, packages/core/src/command.ts.
 */
export function renderAnnotations(result: Result, options: AnnotationOptions = {}): string {
  return WEIGHTS.flatMap((weight) => {
    const findings = result.findings.filter((finding) => verdictOf(finding).weight === weight);
    const limit = GITHUB_LIMITS.annotationsOfALevel;
    const shown = findings.length > limit ? findings.slice(0, limit - 1) : findings;
    const rest = findings.slice(shown.length);
    return [
      ...shown.map((finding) => annotation(weight, finding, options)),
      ...(rest.length > 0 ? [remainder(weight, rest)] : []),
    ];
  })
    .map((line) => `${line}\n`)
    .join("");
}

function annotation(weight: Shown, finding: Finding, { folder, isThere }: AnnotationOptions): string {
  const [place] = finding.places;
  const file = place && (isThere?.(place.file) ?? true) ? repositoryPath(place.file, folder) : undefined;
  const properties = {
    // GitHub drops what stands in a file that the repository does not have: the text names it.
    ...(file === undefined ? {} : { file: printable(file), ...annotationLines(place?.range) }),
    title: [...printable(titleOf(finding))].slice(0, GITHUB_LIMITS.annotationTitle).join(""),
  };
  const where = place && file === undefined ? `${printable(formatPlace(place))}: ` : "";
  return command(weight, properties, `${where}${annotationText(finding)}`);
}

/** The code, and where more than its level decides, what becomes of it. */
function titleOf(finding: Finding): string {
  const { word, group } = verdictOf(finding);
  const isPlain = group === "blocking" || group === "advisory" || group === "error";
  return isPlain ? finding.code : `${finding.code} (${word})`;
}

/** What an annotation says of a finding: lines of printable text. */
export function annotationText(finding: Finding): string {
  const environments = finding.environments.length > 0 ? [`In ${finding.environments.join(", ")}.`] : [];
  const further = finding.places
    .slice(1)
    .flatMap((place) => (place.note === undefined ? [] : [`${place.note}: ${formatPlace(place)}`]))
    .slice(0, MOST_NOTES);
  return [
    finding.message,
    ...environments,
    ...further,
    ...finding.suggestions,
    finding.docs && `See ${docsAddress(finding.docs)}`,
  ]
    .filter((line) => line !== "")
    .map(printable)
    .join("\n");
}

/** A range as annotations have it: columns only where all is on one line, for GitHub refuses them otherwise. Ends are inclusive. */
export function annotationLines(range: Place["range"]): {
  readonly line?: number;
  readonly endLine?: number;
  readonly col?: number;
  readonly endColumn?: number;
} {
  if (!range) return {};
  const { start, end } = range;
  const lines = { line: start.line, endLine: lastLine(range) };
  if (start.line !== end.line) return lines;
  return { ...lines, col: start.column, endColumn: Math.max(start.column, end.column - 1) };
}

function remainder(weight: Shown, rest: readonly Finding[]): string {
  const files = new Map<string, number>();
  for (const { places } of rest) {
    const file = places[0]?.file ?? "no file";
    files.set(file, (files.get(file) ?? 0) + 1);
  }
  const counted = [...files]
    .sort(([a], [b]) => compareText(a, b))
    .slice(0, MOST_FILES)
    .map(([file, count]) => `${printable(file)}: ${count}`);
  if (files.size > MOST_FILES) counted.push(`and ${files.size - MOST_FILES} more files`);
  const title = `${rest.length} more ${PLURALS[weight]}`;
  return command(weight, { title }, `${title}, not shown here:\n${counted.join("\n")}\nThe job summary lists them.`);
}

function command(name: Shown, properties: Readonly<Record<string, string | number>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${name} ${written.join(",")}::${escapeData(cutBytes(message, GITHUB_LIMITS.annotationMessageBytes))}`;
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
