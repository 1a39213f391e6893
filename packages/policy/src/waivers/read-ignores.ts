import type { Place } from "@towpath/core";
import type { CommentText } from "./comment-text.ts";

/** A comment that says that a rule does not count for what stands beside or below it: `# towpath-ignore RULE until:DATE -- reason`. */
export interface Ignore {
  /** What it says; empty where it does not. */
  readonly rule: string;
  readonly until: string;
  readonly reason: string;
  /** Words that say nothing. */
  readonly rest: readonly string[];
  /** The line that it is about, counting from 1. */
  readonly target: number;
  readonly place: Place;
  /** The service whose manifest it stands in. */
  readonly service?: string | undefined;
}

/** The word that such a comment begins with. */
const IGNORE_WORD = "towpath-ignore";

/**
 * The comments of a file that ignore rules. One at the end of a line is about that line, one on a line of its own about the
 * next line that is no comment.
 *
 * @param text of the whole file
 * @param comments of the file, in order; nothing within a scalar is one
 */
export function readIgnores(
  file: string,
  text: string,
  comments: readonly CommentText[],
  service?: string,
): readonly Ignore[] {
  if (!text.includes(IGNORE_WORD)) return [];
  const alone = new Set(comments.filter(({ isAlone }) => isAlone).map(({ line }) => line));
  return comments.flatMap((comment) => {
    const said = /^#+[ \t]*towpath-ignore(?:[ \t]+(.*))?$/.exec(comment.text.trimEnd());
    if (!said) return [];
    let target = comment.line;
    if (comment.isAlone) while (alone.has(target)) target += 1;
    const start = { line: comment.line, column: comment.column };
    const end = { line: comment.line, column: comment.column + comment.text.trimEnd().length };
    return [{ ...parts(said[1] ?? ""), target, place: { file, range: { start, end } }, service }];
  });
}

function parts(text: string): Pick<Ignore, "rule" | "until" | "reason" | "rest"> {
  const dashes = /(?:^|[ \t])--(?:[ \t]|$)/.exec(text);
  const words = (dashes ? text.slice(0, dashes.index) : text).split(/[ \t]+/).filter((word) => word !== "");
  const reason = dashes ? text.slice(dashes.index + dashes[0].length).trim() : "";
  const until = words.find((word) => word.startsWith("until:"));
  const others = words.filter((word) => word !== until);
  const [rule = "", ...rest] = others;
  return { rule, until: until?.slice("until:".length) ?? "", reason, rest };
}
