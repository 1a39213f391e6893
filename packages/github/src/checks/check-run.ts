/** GitHub takes no more annotations in one request. GitHub's documentation, "Create a check run". */
export const ANNOTATIONS_AT_ONCE = 50;
/** Characters of a check run's summary, and of its text. */
export const MOST_OF_A_SUMMARY = 65_535;

/** A line of a file with something to say. Lines count from 1; columns stand only where both lines are one. */
export interface CheckAnnotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly startColumn?: number;
  readonly endColumn?: number;
  readonly level: "notice" | "warning" | "failure";
  readonly message: string;
  readonly title?: string;
  readonly details?: string;
}

/** How a check ended. */
export type CheckConclusion =
  | "success"
  | "failure"
  | "neutral"
  | "cancelled"
  | "skipped"
  | "timed_out"
  | "action_required";

/** What a check run shows. Markdown but for the title. */
export interface CheckOutput {
  readonly title: string;
  readonly summary: string;
  readonly text?: string;
  /** Any number: they are sent fifty at a time. */
  readonly annotations?: readonly CheckAnnotation[];
}

/** A check run to be made. Without a conclusion it goes on until it is updated with one. */
export interface NewCheckRun {
  readonly name: string;
  /** The commit, whole. */
  readonly commit: string;
  /** Tells this run from every other one, such as run, attempt and job: by it a run is found whose answer was lost. */
  readonly externalId: string;
  readonly conclusion?: CheckConclusion;
  readonly detailsUrl?: string;
  readonly output: CheckOutput;
}

/** What a check run becomes. Annotations are added to those that it has. */
export interface CheckRunChange {
  readonly conclusion?: CheckConclusion;
  readonly output?: CheckOutput;
}

/** A check run as GitHub keeps it. */
export interface CheckRun {
  readonly id: number;
  readonly url: string | undefined;
  /** How many annotations it has. */
  readonly annotations: number;
}

/** A check run that somebody made. Texts are untrusted; the app is a server's fact. */
export interface ListedCheckRun {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  readonly externalId: string;
  readonly isCompleted: boolean;
  readonly conclusion: string | undefined;
  /** The short name of the app that made it: `github-actions` for a workflow's own token. */
  readonly app: string | undefined;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
}

/** An annotation as the API names its parts. */
export function annotationBody(annotation: CheckAnnotation): Record<string, string | number> {
  const { path, startLine, endLine, startColumn, endColumn, level, message, title, details } = annotation;
  const isOneLine = startLine === endLine;
  return {
    path,
    start_line: startLine,
    end_line: endLine,
    ...(isOneLine && startColumn !== undefined ? { start_column: startColumn } : {}),
    ...(isOneLine && endColumn !== undefined ? { end_column: endColumn } : {}),
    annotation_level: level,
    message,
    ...(title === undefined ? {} : { title }),
    ...(details === undefined ? {} : { raw_details: details }),
  };
}
