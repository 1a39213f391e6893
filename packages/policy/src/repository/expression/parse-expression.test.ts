import { data, Evaluator } from "@actions/expressions";
import { Lexer } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Expression } from "./expression.ts";
import { fold } from "./fold.ts";
import { parseExpression } from "./parse-expression.ts";
import { allIn, partsOf } from "./parts.ts";

function parse(source: string): Expression {
  const parsed = parseExpression(source);
  if ("expression" in parsed) return parsed.expression;
  throw new Error(`${parsed.message} in ${source}`);
}

test("white space of any kind stands between its parts, and stays in its texts", () => {
  for (const space of ["\u00a0", "\u0085", "\u2028", "\u3000", "\v", "\f"]) {
    const source = `${space}a.b${space}==${space}'${space}'${space}`;
    const [whole, left, , , right] = allIn(parse(source)).map(({ start, end }) => source.slice(start, end));
    expect([whole, left, right]).toEqual([source.slice(1, -1), "a.b", `'${space}'`]);
  }
});

describe("an expression", () => {
  test("is a tree whose parts know where they stand", () => {
    const source =
      " contains(github.event.labels.*.name, 'it''s ''so''') && !(env['A'] == 1.5 || needs.x.outputs[ 'y' ]) ";
    const parts = allIn(parse(source)).map(({ kind, start, end }) => [kind, source.slice(start, end)]);
    expect(parts).toEqual([
      ["logical", source.trim()],
      ["call", "contains(github.event.labels.*.name, 'it''s ''so''')"],
      ["index", "github.event.labels.*.name"],
      ["index", "github.event.labels.*"],
      ["index", "github.event.labels"],
      ["index", "github.event"],
      ["context", "github"],
      ["literal", "event"],
      ["literal", "labels"],
      ["literal", "name"],
      ["literal", "'it''s ''so'''"],
      ["unary", "!(env['A'] == 1.5 || needs.x.outputs[ 'y' ])"],
      ["group", "(env['A'] == 1.5 || needs.x.outputs[ 'y' ])"],
      ["logical", "env['A'] == 1.5 || needs.x.outputs[ 'y' ]"],
      ["binary", "env['A'] == 1.5"],
      ["index", "env['A']"],
      ["context", "env"],
      ["literal", "'A'"],
      ["literal", "1.5"],
      ["index", "needs.x.outputs[ 'y' ]"],
      ["index", "needs.x.outputs"],
      ["index", "needs.x"],
      ["context", "needs"],
      ["literal", "x"],
      ["literal", "outputs"],
      ["literal", "'y'"],
    ]);
  });

  test("keeps every quote of a text", () => {
    expect(parse("'a''b''c'")).toMatchObject({ kind: "literal", value: "a'b'c" });
  });

  test("may go over several lines", () => {
    const source = "\n  a.b\n  && 'c\nd'\n  || e\n";
    expect(allIn(parse(source)).map(({ start, end }) => source.slice(start, end))).toContain("'c\nd'");
  });

  test.each([
    ["1 + 1", "Unexpected symbol: '+'.", "+"],
    ['"hello"', "Unexpected symbol: '\"hello\"'.", '"hello"'],
    ["github.event.", "Unexpected symbol: 'EOF'.", ""],
    ["contains('a')", "Too few parameters supplied: 'contains'.", "contains"],
    ["a ||", "Unexpected end of expression: '||'.", "||"],
    ["", "It is empty.", ""],
    ["'open", "Unexpected symbol: ''open'.", "'open"],
  ])("that cannot be parsed says why and where: %s", (source, message, at) => {
    const parsed = parseExpression(source);
    if ("expression" in parsed) throw new Error("parsed");
    expect(parsed.message).toBe(message);
    expect(source.slice(parsed.start, parsed.end).trim()).toBe(at);
  });

  test("has no name that is not known: what is there depends on where it stands", () => {
    expect(parse("mystery(foo.bar)")).toMatchObject({ kind: "call", name: "mystery" });
  });

  test("that is too long or too deep is refused, at once", () => {
    expect(parseExpression(`'${"a".repeat(30_000)}'`)).toMatchObject({ message: "It is longer than GitHub reads." });
    expect(parseExpression(`${"(".repeat(60)}a${")".repeat(60)}`)).toMatchObject({
      message: expect.stringContaining("max expression depth"),
    });
  });
});

const literal = fc.oneof(
  fc.integer({ min: -20, max: 20 }).map(String),
  fc.constantFrom("true", "false", "null", "''", "'a'", "'A b'", "'1'", "'it''s'"),
);
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4, depthSize: "small", withCrossShrink: true },
    literal,
    fc
      .tuple(tie("expression"), fc.constantFrom("==", "!=", "<", ">=", "&&", "||"), tie("expression"))
      .map((all) => `(${all.join(" ")})`),
    tie("expression").map((of) => `!${of}`),
    fc
      .tuple(fc.constantFrom("contains", "startsWith", "ENDSWITH"), literal, literal)
      .map(([name, a, b]) => `${name}(${a}, ${b})`),
    fc.tuple(tie("expression"), literal).map(([a, b]) => `format('{0}-{1} {{}}', ${a}, ${b})`),
  ),
}));

test("what an expression without contexts comes to is what GitHub's evaluator says", () => {
  fc.assert(
    fc.property(expression, (source) => {
      const parsed = new Parser(new Lexer(source).lex().tokens, [], []).parse();
      const theirs = new Evaluator(parsed, new data.Dictionary()).evaluate();
      const ours = fold(parse(source));
      expect(ours).toBeDefined();
      const value = theirs.kind === data.Kind.Null ? null : "value" in theirs ? theirs.value : undefined;
      expect(ours?.value).toEqual(value);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 300 },
  );
});

test("parts of any expression lie within it, in order", () => {
  fc.assert(
    fc.property(expression, (source) => {
      for (const one of allIn(parse(source))) {
        let at = one.start;
        for (const part of partsOf(one)) {
          expect(part.start).toBeGreaterThanOrEqual(at);
          expect(part.end).toBeLessThanOrEqual(one.end);
          at = part.end;
        }
      }
    }),
    { numRuns: 200 },
  );
});
