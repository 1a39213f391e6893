import { digestJson, type Edit, type Finding } from "@towpath/core";
import { cutBytes } from "../cut-bytes.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { markdownCode, markdownText } from "../markdown-escape.ts";
import { repositoryPath } from "../repository-path.ts";
import { type Replacement, replacedLines } from "./replaced-lines.ts";

/** What suggestions are made of, beside the findings. */
export interface SuggestionOptions {
  /**
   * Whether lines of a file's new side can carry one comment: all of them in one hunk of the pull request's diff. The path is
   * from the repository's root, lines count from 1, the last one included.
   */
  readonly isInDiff: (path: string, first: number, last: number) => boolean;
  /** The text of a file by its name in an edit, as it stands in the commit that the review is of. */
  readonly source: (file: string) => string | undefined;
  /** The folder that files are relative to, seen from the repository's root, with `/`. The root itself when absent. */
  readonly folder?: string | undefined;
  /** Whether edits that need a person's look are suggested as well; only safe ones when absent. */
  readonly unsafe?: boolean | undefined;
}

/** A comment on lines of a pull request's new side. */
export interface LineComment {
  /** The same for the same findings in the next run, wherever their lines are. */
  readonly key: string;
  /** From the repository's root. */
  readonly path: string;
  /** The last line. */
  readonly line: number;
  /** The first line, where there are several. */
  readonly startLine?: number;
  /** Markdown, with a fence of the language `suggestion`. */
  readonly body: string;
}

/** The comments, and how many findings that could be mended have none. */
export interface Suggestions {
  readonly comments: readonly LineComment[];
  /** Findings whose lines are not all in the diff. */
  readonly outside: number;
  /** Findings past the most comments that a review gets, with edits that exclude one another, or too long to suggest. */
  readonly left: number;
  /** What has no comment and why, in a sentence; undefined where all have one. */
  readonly notice: string | undefined;
}

/**
 * The edits of findings as suggested changes, each on the lines that it replaces: edits on one line are one suggestion. Only
 * lines that the diff shows can be commented on; the rest is counted. A finding is suggested with all of its edits or not at
 * all, and no line that a finding marks as a secret is repeated.
 */
export function renderSuggestions(findings: readonly Finding[], options: SuggestionOptions): Suggestions {
  const wanted = findings.filter(({ outcome, edits = [] }) => {
    return outcome !== "waived" && edits.length > 0 && edits.every(({ safety }) => options.unsafe || safety === "safe");
  });
  const secrets = findings.flatMap(({ places }) => places.filter(({ isSecret }) => isSecret));
  const isSecret = ({ file, first, last }: Replacement) =>
    secrets.some(
      (place) =>
        place.file === file && (!place.range || (place.range.start.line <= last && first <= place.range.end.line)),
    );
  const isShown = ({ file, first, last }: Replacement) => {
    const path = repositoryPath(file, options.folder);
    return path !== undefined && options.isInDiff(path, first, last);
  };

  const { replacements, clashing } = replacedLines(wanted, options.source);
  const [left, outside] = [new Set<Finding>(clashing), new Set<Finding>()];
  for (const replacement of replacements) {
    if (!isShown(replacement)) for (const finding of replacement.findings) outside.add(finding);
    else if (isSecret(replacement)) for (const finding of replacement.findings) left.add(finding);
  }
  const comments: LineComment[] = [];
  for (const replacement of withoutFindings(replacements, new Set([...left, ...outside]))) {
    const comment = commentOf(replacement, options.folder);
    if (comment && comments.length < GITHUB_LIMITS.reviewComments) comments.push(comment);
    else for (const finding of replacement.findings) left.add(finding);
  }
  for (const finding of outside) left.delete(finding);
  return { comments, outside: outside.size, left: left.size, notice: noticeOf(outside.size, left.size) };
}

/** What stays when some findings are not suggested: neither is what shares a suggestion with them. */
function withoutFindings(replacements: readonly Replacement[], excluded: Set<Finding>): readonly Replacement[] {
  for (;;) {
    const before = excluded.size;
    for (const { findings } of replacements) {
      if (findings.some((finding) => excluded.has(finding))) for (const finding of findings) excluded.add(finding);
    }
    if (excluded.size === before) break;
  }
  return replacements.filter(({ findings }) => !findings.some((finding) => excluded.has(finding)));
}

function commentOf(
  { file, first, last, lines, findings }: Replacement,
  folder: string | undefined,
): LineComment | undefined {
  const path = repositoryPath(file, folder);
  if (path === undefined) return undefined;
  const said = [...new Set(findings)].map(
    (finding) =>
      `${markdownCode(cutBytes(finding.code, 300))}: ${markdownText(cutBytes(finding.message, 2_000))}${needsLook(finding.edits)}`,
  );
  const text = lines.join("\n");
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  const block = `${fence}suggestion\n${lines.length === 0 ? "" : `${text}\n`}${fence}`;
  const body = `${said.join("\n\n")}\n\n${block}\n`;
  if (body.length > GITHUB_LIMITS.commentCharacters) return undefined;
  return { key: keyOf(findings), path, line: last, ...(first === last ? {} : { startLine: first }), body };
}

function keyOf(findings: readonly Finding[]): string {
  const [first = "", ...rest] = [...new Set(findings.map(({ fingerprint }) => fingerprint))].sort();
  return rest.length === 0 ? first : digestJson([first, ...rest]).slice(-first.length);
}

function needsLook(edits: readonly Edit[] = []): string {
  return edits.some(({ safety }) => safety === "unsafe")
    ? " This changes what the document means: look at it first."
    : "";
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
}

function noticeOf(outside: number, left: number): string | undefined {
  const parts = [
    outside > 0 ? `${outside} ${outside === 1 ? "is" : "are"} on lines that this pull request does not show` : "",
    left > 0 ? `${left} could not be suggested on a line` : "",
  ].filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  return `Of the findings that towpath check --fix mends, ${parts.join(", and ")}.`;
}
