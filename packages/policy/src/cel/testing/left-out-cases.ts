/** A public case, with what came of it. */
export interface Outcome {
  /** The suites around it, joined with `/`. */
  readonly suite: string;
  readonly expression: string;
  /** Why the case cannot be told in our terms at all. */
  readonly why: string | undefined;
}

/** What evaluates to something where types are not checked, and is refused where they are. */
const SLIPS: readonly string[] = [
  "x || true",
  "f_unknown(17) || true",
  "['one'] == [2, 3]",
  "true ? 'cows' : 17",
  "false && 32",
  "'horses' && false",
  "true || 32",
  "'horses' || true",
];

/** Cases that expressions leave out on purpose: by name, with a test for it. The first that fits counts. */
export const LEFT_OUT: readonly { readonly name: string; readonly holds: (one: Outcome) => boolean }[] = [
  {
    name: "messages of protobuf",
    holds: ({ suite, expression, why = "" }) =>
      /^(?:proto[23]|proto2_ext|enums|wrappers|dynamic)(?:\/|$)/.test(suite) ||
      /messages|messageType|enumValue|wrapper/.test(why) ||
      /TestAllTypes|google\.protobuf|cel\.expr/.test(expression),
  },
  { name: "mathematics", holds: ({ expression }) => /\bmath\./.test(expression) },
  { name: "optional values", holds: ({ expression }) => /\boptional\.|\.\?|\[\?|\?['"\w]+:|\.opt/.test(expression) },
  { name: "bindings", holds: ({ expression }) => /\bcel\.(?:bind|block|index|iterVar)\b/.test(expression) },
  { name: "formatting", holds: ({ expression }) => /\.format\(/.test(expression) },
  { name: "quoting", holds: ({ expression }) => /strings\.quote/.test(expression) },
  { name: "time zones", holds: ({ suite }) => suite === "timestamps/timestamp_selectors_tz" },
  {
    name: "macros with two variables",
    holds: ({ suite }) => suite.startsWith("macros2/"),
  },
  { name: "regular expressions by matches()", holds: ({ expression }) => /\.matches\(/.test(expression) },
  {
    name: "types as values",
    holds: ({ expression, why = "" }) => why === "typeValue" || /\btype\(/.test(expression) || /^\w+$/.test(expression),
  },
  {
    name: "bytes",
    holds: ({ expression, why = "" }) =>
      /bytes/i.test(why) || /\bbytes\(|\bbase64\.|(?<![\w'"])(?:[bB][rR]?|[rR][bB])['"]/.test(expression),
  },
  {
    name: "unsigned numbers",
    holds: ({ expression, why = "" }) => /uint/i.test(why) || /\buint\(|\d[uU]\b|[0-9a-fA-F]u\b/.test(expression),
  },
  { name: "names with dots", holds: ({ suite }) => /^namespace|qualified_identifier/.test(suite) },
  { name: "quoted properties", holds: ({ expression }) => expression.includes("`") },
  {
    name: "functions of the host",
    holds: ({ expression, why }) => why === "functions of its own" || /a\.\w+\(\)/.test(expression),
  },
  { name: "numbers without a digit before the dot", holds: ({ expression }) => /(?:^|\D)\.\d/.test(expression) },
  {
    name: "slips that are said at load",
    holds: ({ expression }) => SLIPS.includes(expression),
  },
];
