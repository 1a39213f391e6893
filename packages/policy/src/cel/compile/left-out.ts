const MATHS = "Mathematics beyond + - * / % are not part of these expressions.";
const OPTIONAL = "Optional values are not part of these expressions.";
const BYTES = "Bytes are not part of these expressions.";

/** Functions that other users of CEL know, and why they are not here. */
const REASONS: Readonly<Record<string, string>> = {
  matches: "matches() is left out: how its patterns are tried can take for ever.",
  uint: "Unsigned numbers are not part of these expressions.",
  bytes: BYTES,
  base64: BYTES,
  hex: BYTES,
  json: BYTES,
  at: BYTES,
  type: "Types are not values of these expressions: they are known before anything is evaluated.",
  bind: "cel.bind() is left out: with it, few words can ask for work without end.",
  block: "cel.block() is left out: with it, few words can ask for work without end.",
  format: "format() is left out: join texts with +.",
  optMap: OPTIONAL,
  optFlatMap: OPTIONAL,
  orValue: OPTIONAL,
  hasValue: OPTIONAL,
  greatest: MATHS,
  least: MATHS,
  ceil: MATHS,
  floor: MATHS,
  round: MATHS,
  abs: MATHS,
};

/** Why a function is left out on purpose; undefined where it is not. */
export function leftOut(name: string): string | undefined {
  return Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
}
