import type { Graph } from "@towpath/manifest";
import type { Action, Risk } from "@towpath/provisioning";
import { afterAll, describe, expect, test } from "vitest";
import { checkPolicy } from "../engine/check-policy.ts";
import type { PackRule } from "../engine/pack.ts";
import { changesOf, openExampleBench } from "../testing/example.ts";
import { now, planWith } from "../testing/subjects.ts";
import { recommended } from "./pack.ts";

const bench = openExampleBench();
afterAll(() => bench.close());

const isAction = (value: unknown): value is Action => ["replace", "update", "retain"].includes(String(value));
const isRisk = (value: unknown): value is Risk => ["data-loss", "restart", "none"].includes(String(value));

/** What a rule finds in an example of its page: a part of a manifest, or the changes of a plan. */
function check(entry: PackRule, example: string) {
  const request = { rules: [entry], levels: {}, now };
  if (entry.rule.phase !== "plan") {
    const { graph, text } = bench.graphOf(example, now);
    return { ...checkPolicy({ ...request, services: [{ graphs: [graph] }] }), text };
  }
  const graphs: readonly Graph[] = [];
  const changes = changesOf(example).map(({ address, type, action, risk }) => {
    if (!isAction(action) || !isRisk(risk)) throw new Error(`Neither an action nor a risk: ${action}, ${risk}`);
    return { address: String(address), type: String(type), action, risk };
  });
  return { ...checkPolicy({ ...request, services: [{ graphs }], plans: [planWith(changes)] }), text: undefined };
}

describe.each(recommended.rules)("the examples of $rule.id", (entry) => {
  const { bad, good } = entry.rule.meta.docs;

  test.each(bad)("fails:\n%s", (example) => {
    const { findings, text } = check(entry, example);
    expect(findings).toHaveLength(1);
    expect(findings).toMatchObject([{ code: entry.rule.id, outcome: "fail" }]);
    if (text === undefined) return;
    const range = findings[0]?.places[0]?.range;
    expect(findings[0]?.places[0]?.file).toBe("towpath.yaml");
    expect(range?.start.line).toBeLessThanOrEqual(text.split("\n").length);
  });

  test.each(good)("passes:\n%s", (example) => {
    expect(check(entry, example).findings).toEqual([]);
  });
});
