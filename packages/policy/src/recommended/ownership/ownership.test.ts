import type { Graph } from "@towpath/manifest";
import { expect, test } from "vitest";
import { checkPolicy } from "../../engine/check-policy.ts";
import { findingsOf, messagesOf } from "../../testing/found.ts";
import { graphWith, now, placeAt } from "../../testing/subjects.ts";
import { criticalityStated } from "./criticality-stated.ts";
import { description } from "./description.ts";
import { onCall } from "./on-call.ts";
import { uniqueName } from "./unique-name.ts";

const serviceWith = (facts: Partial<Graph["service"]>) => ({
  graph: graphWith({ service: { ...graphWith().service, ...facts } }),
});

test.each([
  [undefined, "orders does not say what it does."],
  ["  ", "orders does not say what it does."],
  ["Orders.", "The description of orders says no more than its name."],
  ["Takes orders.", undefined],
])("the description %j", (text, message) => {
  expect(messagesOf(description, serviceWith({ description: text }))).toEqual(message === undefined ? [] : [message]);
});

test("who is on call may be called otherwise", () => {
  const links = [{ title: "PAGER duty", url: "https://pager.example.com" }];
  expect(messagesOf(onCall, serviceWith({ criticality: "critical", links }))).toEqual([]);
  expect(
    messagesOf(onCall, { ...serviceWith({ criticality: "critical", links }), params: { titles: ["Rufbereitschaft"] } }),
  ).toHaveLength(1);
  expect(messagesOf(onCall, serviceWith({ criticality: "critical" }))).toHaveLength(1);
  expect(messagesOf(onCall, serviceWith({ criticality: "standard" }))).toEqual([]);
});

test.each([
  [{ kind: "Service", metadata: { name: "orders" } }, 1],
  [{ kind: "Service", metadata: { name: "orders", criticality: "standard" } }, 0],
  [{ kind: "Service", metadata: "orders" }, 0],
  [{ kind: "Service" }, 0],
  [{ kind: "Platform", metadata: { name: "acme" } }, 0],
])("%j is silent about how much hangs on it: %i", (raw, count) => {
  const document = { file: "towpath.yaml", raw, placeOf: (pointer: string) => ({ ...placeAt(2), pointer }) };
  const findings = findingsOf(criticalityStated, { document });
  expect(findings).toHaveLength(count);
  for (const { fix } of findings)
    expect(fix).toMatchObject({ safety: "unsafe", changes: [{ pointer: "/metadata/criticality", value: "standard" }] });
});

test("each copy of a name is told apart, with both places", () => {
  const service = (manifest: string, name = "orders") => ({ name, manifest, place: { file: manifest } });
  const fleet = { services: [service("a"), service("b"), service("c"), service("d", "prices")] };
  const { findings } = checkPolicy({
    services: [],
    fleet,
    rules: [{ rule: uniqueName, level: "mandatory" }],
    levels: {},
    now,
  });
  expect(findings.map(({ message }) => message)).toEqual([
    "b and a are both called orders.",
    "c and a are both called orders.",
  ]);
  expect(findings[0]?.places.map(({ file }) => file)).toEqual(["b", "a"]);
  expect(new Set(findings.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});
