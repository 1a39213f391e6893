import { isCelError, run } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { mapOf, types } from "./type/cel-type.ts";
import { type CelValue, isList } from "./value/cel-value.ts";
import { celOf } from "./value/json-value.ts";

const RUNS = process.env["TOWPATH_LONG"] ? 20_000 : 600;

type Kind = "bool" | "int" | "double" | "string" | "list";

/**
 * Expressions of the profile, well-typed, over a few variables and literals. No characters beyond U+FFFF: the other
 * implementation cuts them in half.
 */
const expressions = fc.letrec<Record<Kind, string>>((tie) => {
  const text = fc
    .array(fc.constantFrom("a", "b", "Z", "ü", "→", " ", "-"), { maxLength: 4 })
    .map((all) => JSON.stringify(all.join("")));
  const [bool, int, double, string, list] = [tie("bool"), tie("int"), tie("double"), tie("string"), tie("list")];
  const join = (left: fc.Arbitrary<string>, operators: readonly string[], right: fc.Arbitrary<string>) =>
    fc.tuple(left, fc.constantFrom(...operators), right).map(([a, operator, b]) => `(${a} ${operator} ${b})`);
  const order = ["<", "<=", ">", ">=", "==", "!="];
  const shape = { maxDepth: 4, depthIdentifier: "cel" } as const;
  return {
    bool: fc.oneof(
      shape,
      fc.constantFrom("true", "false"),
      join(int, order, int),
      join(double, order, double),
      join(string, order, string),
      join(bool, ["&&", "||", "==", "!="], bool),
      bool.map((one) => `!${one}`),
      join(list, ["==", "!="], list),
      join(int, ["in"], list),
      fc
        .tuple(list, fc.constantFrom("all", "exists", "exists_one"), bool)
        .map(([of, name, test]) => `${of}.${name}(x, x > 1 || ${test})`),
      fc
        .tuple(string, fc.constantFrom("contains", "startsWith", "endsWith"), string)
        .map(([a, name, b]) => `${a}.${name}(${b})`),
      fc.constantFrom("has(m.a)", "has(m.missing)", "('a' in m)", "(m.a == m.b)", "(m.missing == 1)"),
      fc.tuple(bool, bool, bool).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
    int: fc.oneof(
      shape,
      fc.integer({ min: -5, max: 5 }).map((one) => (one < 0 ? `(${one})` : String(one))),
      fc.constantFrom("n", "9223372036854775807", "m.a", "m.b", "m.missing"),
      join(int, ["+", "-", "*", "/", "%"], int),
      string.map((one) => `size(${one})`),
      list.map((one) => `${one}.size()`),
      fc.tuple(list, int).map(([of, index]) => `${of}[${index}]`),
      double.map((one) => `int(${one})`),
      fc.tuple(string, string).map(([a, b]) => `${a}.indexOf(${b})`),
      fc.tuple(bool, int, int).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    ),
    double: fc.oneof(
      shape,
      fc.constantFrom("0.0", "1.5", "-2.25", "1e10", "d"),
      join(double, ["+", "-", "*", "/"], double),
      int.map((one) => `double(${one})`),
    ),
    string: fc.oneof(
      shape,
      text,
      fc.constant("s"),
      join(string, ["+"], string),
      int.map((one) => `string(${one})`),
      string.map((one) => `${one}.trim()`),
      string.map((one) => `${one}.lowerAscii()`),
      fc.tuple(string, int).map(([a, b]) => `${a}.substring(${b})`),
      fc.tuple(string, text, text).map(([a, b, c]) => `${a}.replace(${b === '""' ? '"a"' : b}, ${c})`),
      fc.tuple(string, text).map(([a, b]) => `${a}.split(${b === '""' ? '"a"' : b}).join("+")`),
    ),
    list: fc.oneof(
      shape,
      fc.array(int, { maxLength: 3 }).map((all) => `[0, ${all.join(", ")}]`.replace(", ]", "]")),
      fc.constant("l"),
      join(list, ["+"], list),
      fc.tuple(list, bool).map(([of, test]) => `${of}.filter(x, x != 2 || ${test})`),
      fc.tuple(list, int).map(([of, value]) => `${of}.map(x, x + ${value})`),
    ),
  };
});

const json = { n: 3, s: "Zaü →b", l: [1, 2, 3], m: { a: 1, b: 2 } } as const;
const variables = {
  n: types.int,
  d: types.double,
  s: types.string,
  l: { kind: "list", item: types.int },
  m: mapOf(types.int),
} as const;

function ours(source: string): unknown {
  const compiled = compileExpression(source, { variables });
  if (!compiled.ok) return { flaws: compiled.flaws };
  const map = celOf(json.m, variables.m);
  const bindings = { n: 3n, d: 0.5, s: json.s, l: [1n, 2n, 3n], m: map };
  const found = compiled.expression.evaluate(bindings);
  return found.outcome === "value" ? plain(found.value) : "error";
}

function theirs(source: string): unknown {
  const map = new Map(Object.entries(json.m).map(([key, value]) => [key, BigInt(value)]));
  const bindings = { n: 3n, d: 0.5, s: json.s, l: [1n, 2n, 3n], m: map };
  const found = run(source, bindings, { funcs: strings });
  if (isCelError(found)) return "error";
  return typeof found === "object" && found !== null && Symbol.iterator in found ? [...found] : found;
}

function plain(value: CelValue): unknown {
  return isList(value) ? value.map(plain) : value;
}

describe("against another implementation", () => {
  it("comes to the same", () => {
    const any = fc.oneof(expressions.bool, expressions.int, expressions.double, expressions.string, expressions.list);
    // What nests macros deeper than we allow is refused at load.
    const allowed = any.filter((source) => {
      const compiled = compileExpression(source, { variables });
      return (
        compiled.ok ||
        !compiled.flaws.some(({ message }) =>
          /stands in 2 others|10 times|too (?:many|long|deep)|characters; it/.test(message),
        )
      );
    });
    fc.assert(
      fc.property(allowed, (source) => {
        expect(ours(source), source).toEqual(theirs(source));
      }),
      { numRuns: RUNS },
    );
  });
});
