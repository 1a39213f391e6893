/** A text with one thing changed in it. */
export interface TextMutant {
  /** `>= is >`, `"a" is "b"`: what stands there, and what stands in its place. */
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Where in the text before. */
  readonly start: number;
  readonly end: number;
}

/** What may stand in the place of an operator. */
const OTHER_OPERATOR: Readonly<Record<string, string>> = {
  ">": ">=",
  ">=": ">",
  "<": "<=",
  "<=": "<",
  "==": "!=",
  "!=": "==",
  "===": "!==",
  "!==": "===",
  "+": "-",
  "-": "+",
};

/** Changes one place of a text. */
export function replaced(text: string, start: number, end: number, to: string): TextMutant {
  return { from: text.slice(start, end), to, text: text.slice(0, start) + to + text.slice(end), start, end };
}

/** The text with another operator, where there is one to put in its place. @param from where the operator's left side ends */
export function withOtherOperator(text: string, operator: string, from: number, to: number): readonly TextMutant[] {
  const other = Object.hasOwn(OTHER_OPERATOR, operator) ? OTHER_OPERATOR[operator] : undefined;
  const at = text.indexOf(operator, from);
  return other === undefined || at === -1 || at >= to ? [] : [replaced(text, at, at + operator.length, other)];
}
