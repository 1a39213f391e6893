import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { buildPlan, type Change, comparePlans, digestChanges } from "@towpath/provisioning";
import fc from "fast-check";
import { expect, test as once } from "vitest";
import { TerraformError } from "../errors.ts";
import { changesOf } from "./changes-of.ts";
import { driftsOf } from "./drifts-of.ts";
import { readPlan } from "./read-plan.ts";
import { attributes, type MarkedTree, SECRET } from "./testing/marked-trees.ts";
import { configurationWith, planWith, type ThingSketch } from "./testing/plan-sketch.ts";
import { requestWith } from "./testing/request-with.ts";

/** How many cases a law is tried with: many more in the long proof. */
const RUNS = process.env["TOWPATH_LONG"] ? 20_000 : 300;

function law<Values extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  holds: (...values: Values) => void,
): void {
  const property = fc.property(...arbitraries, (...values: Values): void => {
    holds(...values);
  });
  once(name, () => fc.assert(property, { numRuns: RUNS }), 600_000);
}

const action = fc.constantFrom(
  ["create"],
  ["update"],
  ["delete", "create"],
  ["create", "delete"],
  ["delete"],
  ["no-op"],
);

/** A thing that becomes what a tree says. */
function thingOf(actions: readonly string[], before: MarkedTree, after: MarkedTree, address?: string): ThingSketch {
  return {
    actions,
    ...(address === undefined ? {} : { address }),
    before: actions[0] === "create" && actions.length === 1 ? null : before.known,
    beforeSensitive: before.knownSensitive,
    after: actions.length === 1 && actions[0] === "delete" ? null : after.value,
    afterSensitive: after.sensitive,
    unknown: after.unknown,
  };
}

const NAMES = ["a", "b", "c", "a.b", "__proto__", "constructor", "0", "id", "x\\y", "name_wo", "size"];
const CONFIGURATION = {
  configuration: configurationWith({ "memory_thing.this": NAMES, "memory_thing.other": NAMES.slice(3) }),
};

function changesIn(plan: string, isRecorded: boolean, isUnknown = false): readonly Change[] {
  return changesOf(
    requestWith({
      plan,
      recorded: isRecorded ? { "resources.db": {} } : {},
      unknown: isUnknown ? ["resources.db"] : [],
    }),
  );
}

law(
  "nothing that is sensitive is shown, wherever it stands, also where it is copied to",
  [action, attributes, attributes, fc.boolean()],
  (actions, before, after, isRecorded) => {
    const thing = thingOf(actions, before, after);
    const isAlone = (name: string) => actions.length === 1 && actions[0] === name;
    // What is not in this plan is known to nobody who reads it.
    const there = [
      ...(isAlone("create") ? [] : textsIn(before.known)),
      ...(isAlone("delete") ? [] : textsIn(after.value)),
    ];
    const texts = there.filter((text) => text.includes(SECRET)).slice(0, 3);
    const copied: JsonObject = Object.fromEntries(
      texts.map((text, index) => [`copy${index}`, { [text]: `x${text}y` }]),
    );
    const copy: ThingSketch = {
      actions: ["update"],
      address: "module.db.memory_thing.copy",
      before: { id: texts[0] ?? "1" },
      after: { ...copied, id: "2" },
      change: { replace_paths: [["copy0", texts[0] ?? ""]] },
    };
    const text = planWith([thing, copy], CONFIGURATION);
    const drift = planWith([], { ...CONFIGURATION, resource_drift: JSON.parse(text)["resource_changes"] });
    const read = [
      readPlan(text),
      changesIn(text, isRecorded),
      [...driftsOf(readPlan(drift), { addressOf: () => "x" })],
    ];
    expect(JSON.stringify(read)).not.toContain(SECRET);
  },
);

law(
  "the same things in another order are the same changes",
  [fc.array(fc.tuple(action, attributes, attributes), { maxLength: 5 }), fc.infiniteStream(fc.nat())],
  (sketches, random) => {
    const things = sketches.map(([actions, before, after], index) =>
      thingOf(actions, before, after, `module.${index % 2 === 0 ? "db" : "other"}.memory_thing.t${index}`),
    );
    const shuffled = things
      .map((thing) => ({ thing, at: Number(random.next().value) }))
      .sort((a, b) => a.at - b.at)
      .map(({ thing }) => thing);
    expect(changesIn(planWith(shuffled), true)).toEqual(changesIn(planWith(things), true));
  },
);

law(
  "what was approved as unknown is the same plan when it is known, whatever it is",
  [fc.constantFrom(["create"], ["update"], ["delete", "create"]), attributes, attributes, fc.boolean()],
  (actions, before, after, isRecorded) => {
    // Something in it differs for certain, or Terraform would not say that it changes.
    const sized = (value: Json | undefined, size: number) =>
      isJsonObject(value) ? { ...value, size } : (value ?? null);
    const plan = (sketch: ThingSketch, isUnknown: boolean) => {
      const thing = { ...sketch, before: sized(sketch.before, 1), after: sized(sketch.after, 2) };
      const changes = changesIn(planWith([thing], CONFIGURATION), isRecorded, isUnknown);
      const inputs = { manifest: "sha256:m", platform: "sha256:p", state: "absent" } as const;
      return buildPlan({ service: "s", environment: "e", goal: "match", inputs, changes, createdAt: new Date(0) });
    };
    const approved = plan(thingOf(actions, before, after), true);
    const fresh = plan(
      { ...thingOf(actions, before, after), after: after.known, afterSensitive: after.knownSensitive, unknown: {} },
      false,
    );
    expect(comparePlans(approved, fresh).changes).toEqual([]);
  },
);

law(
  "nothing but a refusal by name comes of a plan that is damaged",
  [
    action,
    attributes,
    attributes,
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.jsonValue(), fc.constantFrom("module.db.a.b\ud800", "\ud800"))), {
      minLength: 1,
      maxLength: 4,
    }),
  ],
  (actions, before, after, mutations) => {
    const checks = [
      { address: { to_display: "module.db.check.x" }, status: "fail", instances: [{ problems: [{ message: "no" }] }] },
    ];
    const whole = planWith([thingOf(actions, before, after), thingOf(["no-op"], before, before, "module.x.a.b")], {
      ...CONFIGURATION,
      checks,
      variables: { a: { value: "x" } },
      output_changes: { towpath: { before: { service: "a", environment: "b", engine: "c" } } },
      prior_state: { values: { root_module: { child_modules: [{ resources: [{ address: "a", mode: "managed" }] }] } } },
      resource_drift: [JSON.parse(planWith([thingOf(["update"], before, after)]))["resource_changes"][0]],
      deferred_changes: [{ reason: "absent_prereq", resource_change: { address: "module.db.x.y" } }],
    });
    let document: Json = JSON.parse(whole);
    for (const [at, value] of mutations) document = mutated(document, at, JSON.parse(JSON.stringify(value)));
    const text = JSON.stringify(document);
    expectRefusal(() => {
      digestChanges({ service: "s", environment: "e", goal: "match", changes: changesIn(text, true) });
      driftsOf(readPlan(text), { addressOf: () => undefined });
    });
    const cut = text.slice(0, (mutations[0]?.[0] ?? 0) % text.length);
    expectRefusal(() => readPlan(cut));
  },
);

function expectRefusal(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof TerraformError)) throw error;
    expect(["engine-terraform/plan-damaged", "engine-terraform/plan-newer"]).toContain(error.code);
  }
}

/** The document with another value at one of its places. */
function mutated(document: Json, at: number, value: Json): Json {
  const places: (readonly string[])[] = [];
  const visit = (node: Json, path: readonly string[]): void => {
    places.push(path);
    if (typeof node === "object" && node !== null)
      for (const [name, member] of Object.entries(node)) visit(member, [...path, name]);
  };
  visit(document, []);
  return replaced(document, places[at % places.length] ?? [], value);
}

function replaced(node: Json, [name, ...rest]: readonly string[], value: Json): Json {
  if (name === undefined) return value;
  if (Array.isArray(node))
    return node.map((item: Json, index) => (String(index) === name ? replaced(item, rest, value) : item));
  if (!isJsonObject(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, member]) => [key, key === name ? replaced(member, rest, value) : member]),
  );
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
