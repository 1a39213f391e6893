import { errorMessage } from "@towpath/core";
import { RE2JS } from "re2js";
import type { Code, Frame, Scope } from "../compile/code.ts";
import { FaultHalt } from "../halt.ts";
import { types } from "../type/cel-type.ts";
import type { CelValue } from "../value/cel-value.ts";
import { globPattern } from "./glob.ts";
import { type Overload, textAt } from "./overload.ts";

/** How long a pattern may be, and how many of those that are not written out are kept. */
const LONGEST_PATTERN = 500;
const MOST_KEPT = 100;

type Kind = "re2" | "glob";

/** `re2(text, pattern)` finds the pattern anywhere in the text; `glob(text, pattern)` is about all of it. */
export const patternFunctions: readonly Overload[] = [
  {
    name: "re2",
    isMethod: false,
    takes: [types.string, types.string],
    gives: types.bool,
    pattern: "re2",
    run: () => false,
  },
  {
    name: "glob",
    isMethod: false,
    takes: [types.string, types.string],
    gives: types.bool,
    pattern: "glob",
    run: () => false,
  },
];

/** A pattern that was compiled. */
interface Compiled {
  test(text: string): boolean;
  /** How many instructions it has: the most that one character can cost. */
  readonly size: number;
}

/**
 * The test of a call: a pattern that is written out is compiled once and for all, and its flaw is said at once. The work that
 * is counted for it is less than the worst that it can be and more than what it mostly is.
 */
export function preparePattern(kind: Kind, pattern: Code, scope: Scope): (text: CelValue, frame: Frame) => boolean {
  const apply = ({ test, size }: Compiled, text: CelValue, { budget }: Frame) => {
    const found = textAt([text], 0);
    budget.spend(Math.floor((found.length * size) / 64) + 1);
    return test(found);
  };
  if (typeof pattern.literal === "string") {
    const written = pattern.literal;
    const compiled = compilePattern(kind, written);
    if (typeof compiled === "string") {
      const message = `The pattern cannot be used: ${compiled}.`;
      scope.flaw({ message, start: pattern.start, end: pattern.end, suggestions: hints(written) });
      return () => false;
    }
    return (text, frame) => apply(compiled, text, frame);
  }
  const kept = new Map<string, Compiled>();
  return (text, frame) => {
    const wanted = textAt([pattern.run(frame)], 0);
    let compiled = kept.get(wanted);
    if (!compiled) {
      frame.budget.spend(1000);
      const made = compilePattern(kind, wanted);
      if (typeof made === "string") throw new FaultHalt(`the pattern "${wanted.slice(0, 60)}" cannot be used: ${made}`);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(wanted, made);
      compiled = made;
    }
    return apply(compiled, text, frame);
  };
}

/** A pattern, or why it cannot be used. */
function compilePattern(kind: Kind, pattern: string): Compiled | string {
  if (pattern.length > LONGEST_PATTERN) return `it has more than ${LONGEST_PATTERN} characters`;
  try {
    const compiled = RE2JS.compile(kind === "glob" ? globPattern(pattern) : pattern);
    return { test: (text) => compiled.test(text), size: compiled.programSize() };
  } catch (thrown) {
    return errorMessage(thrown)
      .replace(/^error parsing regexp: /, "")
      .replace(/\.$/, "");
  }
}

function hints(pattern: string): readonly string[] {
  return /\(\?<?[=!]|\\[1-9]/.test(pattern)
    ? ["RE2 has no lookaround and no backreferences: https://github.com/google/re2/wiki/Syntax"]
    : [];
}
