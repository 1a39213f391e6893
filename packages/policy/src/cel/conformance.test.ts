import { readFileSync } from "node:fs";
import { tests } from "@bufbuild/cel-spec/testdata/conformance.js";
import { describe, expect, it } from "vitest";
import { Budget } from "./budget.ts";
import { compileExpression } from "./compile-expression.ts";
import { type Case, readCase } from "./testing/conformance-case.ts";
import { LEFT_OUT } from "./testing/left-out-cases.ts";
import { kindOf } from "./value/cel-value.ts";
import { isEqual } from "./value/equal.ts";

type Suite = typeof tests;

interface PublicCase {
  readonly suite: string;
  readonly name: string;
  readonly expression: string;
  readonly read: Case;
}

function casesOf(suite: Suite, path: readonly string[]): readonly PublicCase[] {
  const own = (suite.tests ?? []).map(({ original }): PublicCase => {
    return {
      suite: path.join("/"),
      name: original.name ?? original.expr,
      expression: original.expr,
      read: readCase(original),
    };
  });
  return [...own, ...(suite.suites ?? []).flatMap((one) => casesOf(one, [...path, one.name]))];
}

/** Whether we say what the case says: its value, that it fails (at load or when it is evaluated), or that it can be read. */
function agrees({ expression, read }: PublicCase): boolean {
  if (!read.ok) return false;
  const { variables, bindings, expected } = read;
  const compiled = compileExpression(expression, { variables });
  if (!compiled.ok) return expected === "error";
  if (expected === "no flaw") return true;
  const found = compiled.expression.evaluate(bindings);
  if (expected === "error") return found.outcome === "fault";
  if (found.outcome !== "value") return false;
  const isSame = Number.isNaN(expected.value)
    ? Number.isNaN(found.value)
    : isEqual(found.value, expected.value, new Budget(1_000_000));
  return isSame && kindOf(found.value) === kindOf(expected.value);
}

describe("the public conformance cases", () => {
  const cases = casesOf(tests, []);
  const differing = cases.filter((one) => !agrees(one));
  const categories = differing.map((one) => ({
    one,
    category: LEFT_OUT.find(({ holds }) => holds({ ...one, why: one.read.ok ? undefined : one.read.why }))?.name,
  }));

  it("agree, or are left out under a name", () => {
    const unnamed = categories.filter(({ category }) => category === undefined);
    expect(unnamed.map(({ one }) => `${one.suite}/${one.name}: ${one.expression}`)).toEqual([]);
  });

  it("agree about patterns once matches() is written as re2()", () => {
    const patterns = categories.filter(({ category }) => category === "regular expressions by matches()");
    const rewritten = patterns.map(({ one }) => {
      const [, text = "", pattern = ""] = /^(.*)\.matches\((.*)\)$/s.exec(one.expression) ?? [];
      return { ...one, expression: `re2(${text}, ${pattern})` };
    });
    expect(rewritten.filter((one) => !agrees(one))).toEqual([]);
  });

  it("are as many as the docs say", () => {
    const counts = Object.fromEntries(
      LEFT_OUT.map(({ name }) => [name, categories.filter(({ category }) => category === name).length]),
    );
    const page = readFileSync(new URL("../../docs/cel.md", import.meta.url), "utf8").replaceAll(/ +/g, " ");
    const agree = cases.length - differing.length;
    expect(page).toContain(
      `Of the ${cases.length.toLocaleString("en")} public conformance cases of CEL, ${agree} come out`,
    );
    for (const [name, count] of Object.entries(counts)) expect(page).toContain(`| ${name} | ${count} |`);
    expect({ cases: cases.length, agree, ...counts }).toMatchInlineSnapshot(`
      {
        "agree": 926,
        "bindings": 27,
        "bytes": 107,
        "cases": 2344,
        "formatting": 75,
        "functions of the host": 18,
        "macros with two variables": 38,
        "mathematics": 182,
        "messages of protobuf": 646,
        "names with dots": 5,
        "numbers without a digit before the dot": 1,
        "optional values": 65,
        "quoted properties": 6,
        "quoting": 21,
        "regular expressions by matches()": 9,
        "slips that are said at load": 8,
        "time zones": 12,
        "types as values": 40,
        "unsigned numbers": 158,
      }
    `);
  });
});
