import fc from "fast-check";
import { expect, it } from "vitest";
import { compileExpression } from "./compile-expression.ts";
import { mapOf, types } from "./type/cel-type.ts";
import { celOf } from "./value/json-value.ts";

const RUNS = process.env["TOWPATH_LONG"] ? 100_000 : 2000;

const tokens = fc.constantFrom(
  ..."a b m ( ) [ ] { } . , : ? ! - + * / % < > == != && || in true false null 0 1 2.5 'x' \"y\" r'\\' has size".split(
    " ",
  ),
  ...".all(x,|.map(x,|.filter(x,|.exists(x,|re2(|glob(|int(|string(|timestamp(|duration(|.size()|.split('')".split("|"),
  "__proto__",
  "constructor",
  "9223372036854775807",
  "'1970-01-01T00:00:00Z'",
);
const variables = { a: types.dyn, b: types.int, m: mapOf(types.dyn) };
const bindings = {
  a: celOf({ list: [1, [2, { c: null }]], text: "xyz", __proto__: null }),
  b: 3n,
  m: celOf({ k: [1, 2, 3], constructor: "text" }),
};

it("refuses or evaluates any sequence of tokens, and says where it is wrong", () => {
  let evaluated = 0;
  fc.assert(
    fc.property(fc.array(tokens, { maxLength: 14 }), fc.constantFrom("", " "), (parts, between) => {
      const source = parts.join(between);
      const compiled = compileExpression(source, { variables });
      if (compiled.ok) {
        evaluated += 1;
        const found = compiled.expression.evaluate(bindings);
        if (found.outcome === "fault") expect(found.message).not.toMatch(/undefined|\[object|TypeError/);
        return;
      }
      expect(compiled.flaws.length).toBeGreaterThan(0);
      for (const { message, start, end } of compiled.flaws) {
        expect(message).toMatch(/\.$/);
        expect(message).not.toMatch(/undefined|\[object|TypeError/);
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeLessThanOrEqual(Math.max(source.length, 0));
        expect(end).toBeGreaterThanOrEqual(start);
      }
    }),
    { numRuns: RUNS },
  );
  expect(evaluated).toBeGreaterThan(0);
});
