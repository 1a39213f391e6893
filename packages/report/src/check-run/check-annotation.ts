import type { Finding } from "@towpath/core";
import { annotationLines, annotationText } from "../annotations.ts";
import { cutBytes } from "../cut-bytes.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { printable } from "../printable.ts";
import { repositoryPath } from "../repository-path.ts";
import { verdictOf, type Weight } from "../verdict.ts";

/** A line of a file with something to say. Lines and columns count from 1; ends are inclusive. */
export interface CheckAnnotation {
  /** From the repository's root. */
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  /** Only where all is on one line: GitHub refuses columns otherwise. */
  readonly startColumn?: number;
  readonly endColumn?: number;
  readonly level: "failure" | "warning" | "notice";
  readonly message: string;
  readonly title: string;
}

const LEVELS = {
  error: "failure",
  warning: "warning",
  notice: "notice",
  none: "notice",
} as const satisfies Record<Weight, CheckAnnotation["level"]>;

/** A finding as an annotation; undefined where it stands in no file of the repository. */
export function checkAnnotation(finding: Finding, folder: string | undefined): CheckAnnotation | undefined {
  const [place] = finding.places;
  const path = place && repositoryPath(place.file, folder);
  if (path === undefined) return undefined;
  const { line = 1, endLine = 1, col, endColumn } = annotationLines(place?.range);
  const { word, weight } = verdictOf(finding);
  return {
    path,
    startLine: line,
    endLine,
    ...(col === undefined || endColumn === undefined ? {} : { startColumn: col, endColumn }),
    level: LEVELS[weight],
    message: cutBytes(annotationText(finding), GITHUB_LIMITS.annotationMessageBytes),
    title: [...`${printable(finding.code)} (${word})`].slice(0, GITHUB_LIMITS.annotationTitle).join(""),
  };
}
