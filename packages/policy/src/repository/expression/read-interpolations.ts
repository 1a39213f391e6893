import type { Place } from "@towpath/core";
import type { Scalar } from "../source/source-value.ts";
import type { Expression } from "./expression.ts";
import { findInterpolations } from "./find-interpolations.ts";
import type { Interpolation } from "./interpolation.ts";
import { type ParsedExpression, parseExpression } from "./parse-expression.ts";

type Placed = Pick<Scalar, "text" | "placeOf">;

/** The `${{ }}` of a scalar. */
export function readInterpolations(scalar: Placed): readonly Interpolation[] {
  return findInterpolations(scalar.text).map(({ start, end, source, isOpen }) => {
    const parsed = isOpen ? { message: "The braces are not closed by }}.", start: -3, end: 0 } : parsedOnce(source);
    return interpolation(scalar, parsed, { source, start, end, from: start + 3 });
  });
}

/** The whole text of an `if` as an expression. */
export function readBareCondition(scalar: Placed): Interpolation {
  const { text } = scalar;
  return interpolation(scalar, parsedOnce(text), { source: text, start: 0, end: text.length, from: 0 });
}

function interpolation(
  scalar: Placed,
  parsed: ParsedExpression,
  { source, start, end, from }: { source: string; start: number; end: number; from: number },
): Interpolation {
  const isParsed = "expression" in parsed;
  return {
    source,
    start,
    end,
    expression: isParsed ? parsed.expression : undefined,
    get error(): { readonly message: string; readonly place: Place } | undefined {
      if (isParsed) return undefined;
      return { message: parsed.message, place: scalar.placeOf(from + parsed.start, from + parsed.end) };
    },
    get place(): Place {
      return scalar.placeOf(start, end);
    },
    placeOf: (part: Expression) => scalar.placeOf(from + part.start, from + part.end),
  };
}

/** The same few expressions stand all over a repository. */
const known = new Map<string, ParsedExpression>();
const MOST_KNOWN = 2_000;
const LONGEST_KNOWN = 200;

function parsedOnce(source: string): ParsedExpression {
  const before = known.get(source);
  if (before) return before;
  const parsed = parseExpression(source);
  if (source.length <= LONGEST_KNOWN && known.size < MOST_KNOWN) known.set(source, parsed);
  return parsed;
}
