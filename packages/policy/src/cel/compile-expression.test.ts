import { describe, expect, it } from "vitest";
import { compileExpression, type Evaluated } from "./compile-expression.ts";
import { UnknownHalt } from "./halt.ts";
import { listOf, mapOf, oneOf, types } from "./type/cel-type.ts";
import { viewType } from "./type/view-type.ts";
import { celOf } from "./value/json-value.ts";

interface Container {
  readonly image: string;
}
interface Thing {
  readonly name: string;
  readonly size?: string;
  readonly containers: readonly Container[];
}

const container = viewType<Container>("container", () => ({
  image: { type: types.string, read: ({ image }) => image },
}));
const thing = viewType<Thing>("thing", () => ({
  name: { type: types.string, read: ({ name }) => name },
  size: { type: oneOf("small", "large"), isOptional: true, read: ({ size }) => size },
  containers: {
    type: listOf(container),
    read: ({ containers }) => containers.map((one) => container.view(one)),
  },
  days: {
    type: types.int,
    read: () => {
      throw new UnknownHalt("it is an output of resources.db");
    },
  },
}));
const variables = { thing, labels: mapOf(types.string), anything: types.dyn };
const bindings = {
  thing: thing.view({ name: "orders", containers: [{ image: "a@sha256:1" }, { image: "b:latest" }] }),
  labels: celOf({ team: "checkout", toString: "text" }),
  anything: celOf({ list: [1, 2.5, "x", null], nested: { deep: true } }),
};

function flaws(source: string, result?: (typeof types)[keyof typeof types]) {
  const compiled = compileExpression(source, { variables, result });
  return compiled.ok
    ? []
    : compiled.flaws.map(
        ({ message, start, end, suggestions }) =>
          `${source.slice(start, end)}: ${message}${suggestions.map((one) => ` ${one}`).join("")}`,
      );
}

function evaluated(source: string): Evaluated {
  const compiled = compileExpression(source, { variables });
  if (!compiled.ok) throw new Error(compiled.flaws.map(({ message }) => message).join("\n"));
  return compiled.expression.evaluate(bindings);
}

function resultOf(source: string) {
  const found = evaluated(source);
  return found.outcome === "value" ? found.value : found;
}

describe("reading an expression", () => {
  it.each([
    ["thing.nam == 'x'", "nam: thing has no property nam; it has name, size, containers, days. Did you mean name?"],
    [
      "thng.name == 'x'",
      "thng: There is no variable thng here; there are thing, labels, anything. Did you mean thing?",
    ],
    ["thing.name.startWith('x')", "startWith: There is no function startWith. Did you mean startsWith?"],
    ["has(thing.sise)", "sise: thing has no property sise; it has name, size, containers, days. Did you mean size?"],
    ["thing.size == 'lrage'", '\'lrage\': This can never be "lrage": it is one of small, large. Did you mean "large"?'],
    ["thing.size in ['small', 'huge']", "['small', 'huge']: This can never be \"huge\": it is one of small, large."],
    ["thing.name == 1", "thing.name == 1: string never equals int. Convert the number: string(count)."],
    [
      "thing.containers.exists(c, c.imag == '')",
      "imag: container has no property imag; it has image. Did you mean image?",
    ],
    ["thing['nam']", "'nam': thing has no property nam; it has name, size, containers, days. Did you mean name?"],
    [
      "thing.name.matches('a+')",
      "matches: matches() is left out: how its patterns are tried can take for ever. Write re2(thing.name, 'a+').",
    ],
    ["re2(thing.name, '(a')", "'(a': The pattern cannot be used: missing closing ): `(a`."],
    ["thing.name.__proto__", "__proto__: string has no property __proto__."],
    ["thing.constructor", "constructor: thing has no property constructor; it has name, size, containers, days."],
    ["thing.name = 'x'", "=: A single = compares nothing. Write == to compare."],
    ["thing.name == 'x", "'x: The text that starts here does not end. Close its quotes."],
    ["thing.name ==", ": The expression ends too early."],
    ["", ": There is no expression here."],
    ["1 + 'a'", "1 + 'a': int + string is not defined. Convert the number: string(count)."],
    ["thing < 3", "thing < 3: thing and int have no order."],
    ["!thing.name", "thing.name: What stands behind ! is bool; this is string."],
    ["thing.containers.all(c, c.image)", "c.image: What all() asks is bool; this is string."],
    ["thing.name.all(c, true)", "thing.name: all() goes through a list or the keys of a map, not through string."],
    ["thing.?size", "?: ? cannot stand here: a name was expected."],
    ["18446744073709551616", "18446744073709551616: The number is too large: whole numbers have 64 bits."],
  ])("says what is wrong with %s", (source, said) => {
    expect(flaws(source)).toEqual([said]);
  });

  it("says all that is wrong at once", () => {
    expect(flaws("thing.nam == 'x' && thng.size == 'y' && labels.team.contain('z')")).toHaveLength(3);
  });

  it("sees to the type of the whole", () => {
    expect(flaws("thing.name", types.bool)).toEqual(["thing.name: This has to come to bool; it is string."]);
    expect(flaws("anything.flag", types.bool)).toEqual([]);
  });

  it("refuses macros that stand in two others, and more than ten of them", () => {
    const three = "thing.containers.all(a, thing.containers.all(b, thing.containers.all(c, a == b && b == c)))";
    expect(flaws(three)[0]).toContain("all() stands in 2 others");
    expect(flaws(`[1]${".map(x, x)".repeat(11)}`)[0]).toContain("more than 10 times");
  });

  it.each([
    "(".repeat(5000),
    "!".repeat(4000),
    "-".repeat(4000),
    `${"[".repeat(2000)}${"]".repeat(2000)}`,
    `a${".b".repeat(2000)}`,
    `${"1+".repeat(2000)}1`,
    `${"true?".repeat(800)}1`,
    "'".repeat(4096),
    `"${"\\".repeat(4000)}`,
    `{${"'a':1,".repeat(600)}}`,
    "\u0000",
    "\ud800",
    "/".repeat(4096),
  ])("refuses what is too deep or too long, and never throws", (source) => {
    expect(flaws(source)).not.toEqual([]);
  });
});

describe("evaluating", () => {
  it.each([
    ["thing.name == 'orders'", true],
    ["thing.containers.all(c, c.image.contains('@sha256:'))", false],
    ["thing.containers.filter(c, c.image.endsWith(':latest')).map(c, c.image)", ["b:latest"]],
    ["has(thing.size)", false],
    ["has(thing.days)", true],
    ["'days' in thing", true],
    ["has(labels.team) && labels.team == 'checkout'", true],
    ["'toString' in labels && !('valueOf' in labels) && !('__proto__' in anything)", true],
    ["size(labels)", 2n],
    ["anything.list[0] == 1 && anything.list[1] == 2.5 && anything.list[3] == null", true],
    ["re2(thing.name, '^or')", true],
    [
      "glob('ghcr.io/acme/orders', 'ghcr.io/*/orders') && !glob('a/b', '*') && glob('a/b/c', '**') && glob('a\\nb', '**')",
      true,
    ],
    ["glob('a.b(c)', 'a.b(?)') && !glob('axb(c)', 'a.b(c)') && !glob('xab', 'ab') && !glob('abx', 'ab')", true],
    ["timestamp('2026-11-22T00:00:00Z') + duration('24h') > timestamp('2026-11-22T23:59:59Z')", true],
    ["'ü😀'.size()", 2n],
  ])("%s", (source, value) => {
    expect(resultOf(source)).toEqual(value);
  });

  it("says that a value is not known yet, and never takes it for false", () => {
    const unknown = { outcome: "unknown", why: "it is an output of resources.db", place: undefined };
    expect(evaluated("thing.days >= 7")).toEqual(unknown);
    expect(evaluated("!(thing.days >= 7)")).toEqual(unknown);
    expect(evaluated("thing.days >= 7 || thing.name == 'other'")).toEqual(unknown);
    expect(evaluated("thing.name == 'orders' && thing.days >= 7")).toEqual(unknown);
    expect(evaluated("[thing.name].exists(n, thing.days == 1)")).toEqual(unknown);
    expect(evaluated("thing.size == 'small' && thing.days >= 7")).toEqual(unknown);
  });

  it("does without it where it does not matter", () => {
    expect(resultOf("thing.name == 'other' && thing.days >= 7")).toBe(false);
    expect(resultOf("thing.days >= 7 || thing.name == 'orders'")).toBe(true);
    expect(resultOf("['a', 'orders'].exists(n, n == thing.name || thing.days == 1)")).toBe(true);
  });

  it.each([
    ["thing.size == 'small'", "thing.size is not there; ask has(thing.size) first"],
    ["anything.missing", "anything.missing is not there; ask has(anything.missing) first"],
    ["anything.constructor", "anything.constructor is not there; ask has(anything.constructor) first"],
    ["anything['__proto__']", "anything['__proto__'] is not there"],
    [
      "anything.list['length']",
      "anything.list['length'] cannot be read: an item of a list is asked for by a whole number",
    ],
    ["anything.list[9]", "anything.list[9] is not there: the list has 4 items"],
    ["1 / 0", "division by zero"],
    ["9223372036854775807 + 1", "the number is too large: whole numbers have 64 bits"],
    ["anything.nested < 3", "map < int is not defined"],
  ])("says why %s has no value", (source, message) => {
    expect(evaluated(source)).toEqual({ outcome: "fault", message });
  });

  it.each([
    // A hundred million steps, were they taken.
    "anything.big.all(a, anything.big.all(b, a != b || a == b))",
    "anything.big.all(a, anything.big.all(b, a != b || a == b)) || true",
    // Lists and texts that double with each step.
    `anything.big.exists(x, ['${"a".repeat(100)}']${".map(t, t + t + t + t + t + t + t + t)".repeat(8)}[0] == '')`,
    `[[1]]${".map(t, t + t + t + t + t + t + t + t + t + t)".repeat(10)} == []`,
    `dyn([anything.big]${".map(t, [t, t, t, t, t, t, t, t])".repeat(4)}) == dyn([anything.big]${".map(t, [t, t, t, t, t, t, t, t])".repeat(4)})`,
    "anything.big.all(x, re2(anything.text, '(a*)*(a*)*(a*)*b') || true)",
    "re2(anything.mixed, '[ab]*a[ab]{900}[xy]')",
    "glob(anything.mixed, '*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*ax')",
    "anything.big.all(x, anything.text.split('').size() > 0)",
    "anything.big.all(x, anything.text.contains('b') || anything.text.replace('a', 'bb') != '')",
  ])("ends early where an expression asks for too much", (source) => {
    const compiled = compileExpression(source, { variables });
    if (!compiled.ok) throw new Error(JSON.stringify(compiled.flaws));
    const big = celOf({
      big: Array.from({ length: 10_000 }, (_, index) => index),
      text: "a".repeat(50_000),
      // Halves that a pattern cannot tell apart for long.
      mixed: Array.from({ length: 500_000 }, (_, index) => "ab"[(index * index * 7 + (index >> 3)) % 2]).join(""),
    });
    const started = process.cpuUsage();
    const found = compiled.expression.evaluate({ anything: big });
    const { user, system } = process.cpuUsage(started);
    expect(found.outcome).toBe("fault");
    expect((user + system) / 1000).toBeLessThan(1000);
  });
});
