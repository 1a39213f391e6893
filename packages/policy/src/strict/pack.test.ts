import { expect, test } from "vitest";
import { builtInPack } from "../built-in-pack.ts";
import { strictest } from "../engine/levels.ts";
import { recommended } from "../recommended/pack.ts";
import { strict } from "./pack.ts";

const levels = new Map(strict.rules.map(({ rule, level }) => [rule.id, level]));

test("is found by its name, sorted, each rule once", () => {
  expect(builtInPack("@towpath/policy/strict")).toBe(strict);
  const ids = strict.rules.map(({ rule }) => rule.id);
  expect(ids).toEqual([...new Set(ids)].sort());
});

test("has every recommended rule, none of them less strictly", () => {
  for (const { rule, level } of recommended.rules) {
    const here = levels.get(rule.id) ?? "off";
    expect([rule.id, strictest([level, here])]).toEqual([rule.id, here]);
  }
});
