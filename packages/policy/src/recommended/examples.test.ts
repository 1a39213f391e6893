import { isJsonObject, type JsonObject } from "@towpath/core";
import type { Action, Change, Risk } from "@towpath/provisioning";
import { afterAll, describe, expect, test } from "vitest";
import { checkPolicy } from "../engine/check-policy.ts";
import type { PackRule } from "../engine/pack.ts";
import { strict } from "../strict/pack.ts";
import { changesOf, fleetOf, openExampleBench } from "../testing/example.ts";
import { exampleRepository } from "../testing/repository.ts";
import { now, planWith } from "../testing/subjects.ts";
import { recommended } from "./pack.ts";

const bench = openExampleBench();
afterAll(() => bench.close());

const ACTIONS: readonly Action[] = [
  "create",
  "update",
  "upgrade",
  "migrate",
  "replace",
  "delete",
  "retain",
  "adopt",
  "none",
];
const RISKS: readonly Risk[] = ["none", "restart", "downtime", "unknown", "data-loss"];

/** What a rule finds in an example of its page: a part of a manifest, the changes of a plan, or a repository. */
function check(entry: PackRule, example: string) {
  const { id, meta } = entry.rule;
  const params = [{ by: "the example", isPlatform: true, values: { [id]: meta.docs.params ?? {} } }];
  const request = { rules: [{ ...entry, level: "mandatory" as const }], levels: {}, params, now };
  if (entry.rule.phase === "repository") {
    const { repository, findings } = exampleRepository(example);
    if (findings.length > 0) throw new Error(`${findings.map(({ message }) => message).join("\n")}\n${example}`);
    return { ...checkPolicy({ ...request, services: [], repository }), text: undefined };
  }
  if (entry.rule.phase === "fleet") {
    return { ...checkPolicy({ ...request, services: [], fleet: fleetOf(example) }), text: undefined };
  }
  if (entry.rule.phase !== "plan") {
    const { graph, document, text } = bench.graphOf(example, now);
    return { ...checkPolicy({ ...request, services: [{ document, graphs: [graph] }] }), text };
  }
  const { changes, manifest } = changesOf(example);
  const { graph } = bench.graphOf(manifest, now);
  const plan = planWith(changes.map(changeOf));
  return { ...checkPolicy({ ...request, services: [{ graphs: [graph] }], plans: [plan] }), text: undefined };
}

/** A change as an example writes it: what is not said is as in {@link planWith}. */
function changeOf({ address, type, action, risk, diff = [] }: JsonObject): Partial<Change> {
  const known = ACTIONS.find((one) => one === action);
  const weighed = RISKS.find((one) => one === risk);
  if (!known || !weighed) throw new Error(`Neither an action nor a risk: ${action}, ${risk}`);
  const differences = Array.isArray(diff) ? diff.filter(isJsonObject) : [];
  return {
    address: String(address),
    type: String(type),
    action: known,
    risk: weighed,
    diff: differences.map(({ path, before, after }) => ({
      path: String(path),
      before,
      after,
      unknown: false,
      secret: false,
    })),
  };
}

const everyRule = new Map([...recommended.rules, ...strict.rules].map((entry) => [entry.rule.id, entry]));

describe.each([...everyRule.values()])("the examples of $rule.id", (entry) => {
  const { bad, good } = entry.rule.meta.docs;

  test.each(bad)("fails:\n%s", (example) => {
    const { findings, text } = check(entry, example);
    expect(findings).toHaveLength(1);
    expect(findings).toMatchObject([{ code: entry.rule.id, outcome: "fail" }]);
    if (text === undefined) return;
    const range = findings[0]?.places[0]?.range;
    expect(["towpath.yaml", "platform/platform.yaml"]).toContain(findings[0]?.places[0]?.file);
    expect(range?.start.line).toBeLessThanOrEqual(text.split("\n").length);
  });

  test.each(good)("passes:\n%s", (example) => {
    expect(check(entry, example).findings).toEqual([]);
  });
});
