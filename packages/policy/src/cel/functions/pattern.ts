import { errorMessage } from "@towpath/core";
import { RE2JS } from "re2js";
import type { Code, Frame, Scope } from "../compile/code.ts";
import { FaultHalt } from "../halt.ts";
import { types } from "../type/cel-type.ts";
import type { CelValue } from "../value/cel-value.ts";
import { globTest } from "./glob.ts";
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

/** The test of a call: a pattern that is written out is compiled once and for all, and its flaw is said at once. */
export function preparePattern(kind: Kind, pattern: Code, scope: Scope): (text: CelValue, frame: Frame) => boolean {
  const cost = (text: string, length: number) => ((text.length * length) >> 8) + 1;
  if (typeof pattern.literal === "string") {
    const [written] = [pattern.literal];
    const test = compilePattern(kind, written);
    if (typeof test === "string") {
      const message = `The pattern cannot be used: ${test}.`;
      scope.flaw({ message, start: pattern.start, end: pattern.end, suggestions: hints(written) });
      return () => false;
    }
    return (text, { budget }) => {
      const found = textAt([text], 0);
      budget.spend(cost(found, written.length));
      return test(found);
    };
  }
  const kept = new Map<string, (text: string) => boolean>();
  return (text, frame) => {
    const [found, wanted] = [textAt([text], 0), textAt([pattern.run(frame)], 0)];
    let test = kept.get(wanted);
    if (!test) {
      frame.budget.spend(wanted.length * 10);
      const made = compilePattern(kind, wanted);
      if (typeof made === "string") throw new FaultHalt(`the pattern "${wanted.slice(0, 60)}" cannot be used: ${made}`);
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(wanted, made);
      test = made;
    }
    frame.budget.spend(cost(found, wanted.length));
    return test(found);
  };
}

/** A test for a pattern, or why there is none. */
function compilePattern(kind: Kind, pattern: string): ((text: string) => boolean) | string {
  if (pattern.length > LONGEST_PATTERN) return `it has more than ${LONGEST_PATTERN} characters`;
  if (kind === "glob") return globTest(pattern);
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.test(text);
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
