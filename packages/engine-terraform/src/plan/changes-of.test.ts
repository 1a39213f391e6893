import type { Json } from "@towpath/core";
import type { Change, StateDocument } from "@towpath/provisioning";
import { describe, expect, test } from "vitest";
import { changesOf } from "./changes-of.ts";
import { configurationWith, planWith, type ThingSketch, thingEntryWith } from "./testing/plan-sketch.ts";
import { ENGINE, type RequestSketch, recordWith, requestWith } from "./testing/request-with.ts";

const changes = (sketch: RequestSketch): readonly Change[] => changesOf(requestWith(sketch));
const thing = (actions: readonly string[], rest: Omit<ThingSketch, "actions"> = {}): ThingSketch => ({
  actions,
  ...rest,
});
const created = thing(["create"], { after: { name: "db" } });
const same = thing(["no-op"], { before: { id: "1" }, after: { id: "1" } });
const second = "module.db.memory_link.second";
const recorded = { "resources.db": {} };
const begun: StateDocument["journal"] = [
  { address: "resources.db", action: "create", resource: recordWith(), at: "2026-01-01T00:00:00Z" },
];

describe("a resource that is wanted", () => {
  test.each<[string, readonly ThingSketch[], Partial<RequestSketch>, Partial<Change>]>([
    ["is made", [created], {}, { action: "create", risk: "none", reasons: [] }],
    [
      "is made again",
      [created],
      { recorded },
      { action: "create", reasons: ["It is on record, but no longer there."] },
    ],
    ["stays", [same], { recorded }, { action: "none", risk: "none", reasons: [], diff: [] }],
    [
      "changes in place",
      [thing(["update"], { before: { size: 1 }, after: { size: 2 } })],
      { recorded },
      { action: "update", risk: "none", reasons: [] },
    ],
    [
      "gets a further part",
      [same, thing(["create"], { address: second, after: { name: "x" } })],
      { recorded },
      { action: "update", risk: "none", reasons: ["1 of 2 parts are there already."] },
    ],
    [
      "is made anew",
      [
        thing(["delete", "create"], {
          before: { name: "a" },
          after: { name: "b" },
          change: { replace_paths: [["name"]] },
          entry: { action_reason: "replace_because_cannot_update" },
        }),
      ],
      { recorded },
      {
        action: "replace",
        risk: "data-loss",
        reasons: ["memory_thing.this is made anew: name cannot change in place."],
      },
    ],
    [
      "has a part made anew that holds nothing",
      [
        same,
        thing(["create", "delete"], {
          address: "module.db.random_pet.name",
          entry: { action_reason: "replace_by_request" },
        }),
      ],
      { recorded },
      { action: "update", risk: "none", reasons: ["random_pet.name is made anew: it is asked to be made anew."] },
    ],
    [
      "loses a part",
      [
        same,
        thing(["delete"], {
          address: second,
          before: { id: "x" },
          entry: { action_reason: "delete_because_count_index" },
        }),
      ],
      { recorded },
      {
        action: "update",
        risk: "data-loss",
        reasons: ["memory_link.second goes: it is beyond the count that its module asks for."],
      },
    ],
    [
      "has a part that may be called otherwise now",
      [
        same,
        thing(["delete"], {
          address: second,
          before: { id: "x" },
          entry: { action_reason: "delete_because_no_resource_config" },
        }),
        thing(["create"], { address: "module.db.memory_link.next", after: { name: "x" } }),
      ],
      { recorded },
      {
        action: "update",
        risk: "data-loss",
        reasons: [
          "2 of 3 parts are there already.",
          "memory_link.second goes: it is in its module no longer.",
          "Where memory_link.next is the same thing by another name, a moved block in the module keeps it.",
        ],
      },
    ],
    [
      "is there, and on no record",
      [same],
      {},
      { action: "adopt", risk: "none", reasons: ["It is there already, but on no record."] },
    ],
    [
      "was half made",
      [same, thing(["create"], { address: second, after: { name: "x" } })],
      {},
      {
        action: "create",
        risk: "none",
        reasons: [
          "It is on no record: a run that began to make it did not come to its end.",
          "1 of 2 parts are there already.",
        ],
      },
    ],
    [
      "was begun and is tainted",
      [thing(["delete", "create"], { before: { id: "1" }, entry: { action_reason: "replace_because_tainted" } })],
      { journal: begun },
      { action: "create", risk: "none" },
    ],
    [
      "is tainted, and nobody knows since when",
      [thing(["delete", "create"], { before: { id: "1" }, entry: { action_reason: "replace_because_tainted" } })],
      {},
      { action: "replace", risk: "data-loss" },
    ],
    [
      "is taken over",
      [thing(["update"], { before: { size: 1 }, after: { size: 2 }, change: { importing: { id: "things/db" } } })],
      {},
      {
        action: "adopt",
        risk: "none",
        reasons: ["memory_thing.this is there and is taken over by its id."],
      },
    ],
    [
      "was kept",
      [same],
      { orphans: recorded },
      { action: "adopt", reasons: ["It was kept when it left the manifest, and is taken over again."] },
    ],
    [
      "is left alone by its module",
      [same, thing(["forget"], { address: second, before: { id: "x" } })],
      { recorded },
      { action: "update", risk: "none", reasons: ["memory_link.second is left where it is, and minded no longer."] },
    ],
  ])("and %s", (_, things, sketch, expected) => {
    expect(changes({ plan: planWith(things), ...sketch })).toMatchObject([
      { address: "resources.db", type: "postgres", engine: ENGINE, ...expected },
    ]);
  });

  test("shows first what the manifest says, with its place, then what the parts become", () => {
    const [change] = changes({
      plan: planWith([thing(["update"], { before: { size: 1 }, after: { size: 2 } })]),
      recorded: { "resources.db": { version: "16", settings: { size: 1, gone: true } } },
      resources: { db: { version: "17", settings: { size: 2, url: { template: "${resources.db.id}" } } } },
    });
    expect(change).toMatchObject({ action: "upgrade", risk: "downtime", reasons: ["Another version is wanted."] });
    expect(change?.diff).toMatchObject([
      { path: "version", before: "16", after: "17", origin: { place: { file: "towpath.yaml" } } },
      { path: "settings.size", before: 1, after: 2, origin: { place: { file: "towpath.yaml" } } },
      { path: "settings.url", unknown: true, origin: { place: { file: "towpath.yaml" } } },
      { path: "settings.gone", before: true },
      { path: "memory_thing.this.size", before: 1, after: 2 },
    ]);
  });

  test("is recorded anew where nothing changes in what is there", () => {
    expect(changes({ plan: planWith([same]), recorded, resources: { db: { settings: { note: "a" } } } })).toMatchObject(
      [{ action: "update", risk: "none", reasons: ["It is recorded; nothing changes in what is there."] }],
    );
  });

  test("restarts where its type says that a setting restarts it", () => {
    const resources = { db: { settings: { size: { value: 2, change: "restart" as const } } } };
    const plan = planWith([thing(["update"], { before: { size: 1 }, after: { size: 2 } })]);
    expect(changes({ plan, recorded, resources })).toMatchObject([{ action: "update", risk: "restart" }]);
  });

  test("shows nothing of a secret setting", () => {
    const resources = { db: { settings: { key: { value: "hunter2", isSecret: true } } } };
    const made = changes({ plan: planWith([created]), resources });
    expect(made[0]?.diff).toContainEqual(expect.objectContaining({ path: "settings.key", secret: true }));
    expect(JSON.stringify([made, changes({ plan: planWith([same]), recorded, resources })])).not.toContain("hunter2");
  });

  test("was renamed, and the thing stays", () => {
    const moved = new Map([["resources.db", "resources.old"]]);
    expect(changes({ plan: planWith([same]), recorded, moved })).toMatchObject([
      {
        action: "update",
        risk: "none",
        reasons: ["Renamed from resources.old; the thing stays."],
        diff: [{ path: "address", before: "resources.old", after: "resources.db" }],
      },
    ]);
  });

  test("was renamed, and does not stay where its module cannot rename it in place", () => {
    const moved = new Map([["resources.db", "resources.old"]]);
    const sides = { before: { name: "old" }, after: { name: "db" }, change: { replace_paths: [["name"]] } };
    const [change] = changes({ plan: planWith([thing(["delete", "create"], sides)]), recorded, moved });
    expect(change).toMatchObject({
      action: "replace",
      reasons: ["memory_thing.this is made anew: name cannot change in place.", "Renamed from resources.old."],
    });
  });

  test("is of unknown risk while it depends on what is not there yet", () => {
    const resources = { db: { settings: { url: { template: "${resources.other.id}" } } } };
    const plan = planWith([thing(["update"], { before: { url: "a" }, unknown: { url: true } })]);
    expect(changes({ plan, recorded, resources, unknown: ["resources.db"] })).toMatchObject([
      {
        action: "update",
        risk: "unknown",
        reasons: ["It depends on values that are known only when others are there."],
        diff: [{ path: "settings.url" }, { path: "memory_thing.this.url", before: "a", unknown: true }],
      },
    ]);
  });

  test("says what waits for another plan, and which checks do not hold", () => {
    const plan = planWith([same], {
      complete: false,
      deferred_changes: [
        { reason: "absent_prereq", resource_change: thingEntryWith({ address: second, actions: ["create"] }) },
      ],
      checks: [
        {
          address: { kind: "check", to_display: "module.db.check.size" },
          status: "fail",
          instances: [{ problems: [{ message: "It is too small." }] }],
        },
      ],
    });
    expect(changes({ plan, recorded })).toMatchObject([
      {
        action: "update",
        risk: "unknown",
        reasons: [
          "memory_link.second waits for another plan: what it needs is not there yet.",
          "check.size does not hold: It is too small.",
        ],
      },
    ]);
  });

  test("shows what providers are asked to do beside it, and nothing of what they are given", () => {
    const plan = planWith([same], {
      action_invocations: [
        {
          address: "module.db.action.memory_dump.now",
          config_values: { token: "hunter2" },
          lifecycle_action_trigger: {
            triggering_resource_address: "module.db.memory_thing.this",
            action_trigger_event: "AfterCreate",
          },
        },
      ],
    });
    const read = changes({ plan, recorded });
    expect(read).toMatchObject([
      {
        action: "update",
        diff: [{ path: "action.memory_dump.now", after: "runs after create of memory_thing.this" }],
      },
    ]);
    expect(JSON.stringify(read)).not.toContain("hunter2");
  });

  test("is one change, however many parts it has", () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      thing(["update"], {
        address: `module.db.memory_thing.x${String(index).padStart(3, "0")}`,
        before: { a: index, b: 1 },
        after: { a: -1, b: 2 },
      }),
    );
    const [change, ...others] = changes({ plan: planWith(many), recorded });
    expect(others).toEqual([]);
    expect(change?.diff).toHaveLength(200 * 2 + 100);
    expect(change?.diff.at(-1)).toMatchObject({
      path: "memory_thing.x299",
      after: expect.stringMatching(/^update: 2 differences \(sha256:/),
    });
  });
});

describe("what is not wanted", () => {
  const gone = thing(["delete"], { before: { id: "1" } });
  const none = { resources: {} };

  test.each<[string, readonly ThingSketch[], Partial<RequestSketch>, readonly Partial<Change>[]]>([
    [
      "holds data and is kept",
      [same],
      { recorded, kept: new Set(["resources.db"]) },
      [{ action: "retain", risk: "none", reasons: ["It left the manifest and holds data, which is kept."] }],
    ],
    [
      "holds none and goes",
      [gone],
      { recorded: { "resources.db": { isStateful: false } } },
      [{ action: "delete", risk: "downtime", reasons: ["It left the manifest."] }],
    ],
    ["is an orphan and stays one", [same], { orphans: recorded, kept: new Set(["resources.db"]) }, []],
    [
      "is an orphan and would be changed",
      [thing(["update"], { before: { size: 1 }, after: { size: 2 } })],
      { orphans: recorded, kept: new Set(["resources.db"]) },
      [
        {
          action: "update",
          risk: "none",
          reasons: ["It shall stay as it is, and Terraform would change it."],
          diff: [{ path: "memory_thing.this.size", before: 1, after: 2, unknown: false, secret: false }],
        },
      ],
    ],
    [
      "is kept and would be lost",
      [gone],
      { recorded, kept: new Set(["resources.db"]) },
      [{ action: "delete", risk: "data-loss" }],
    ],
    [
      "is on record, and no longer there",
      [],
      { recorded },
      [
        {
          action: "delete",
          risk: "none",
          reasons: ["It is on record, and Terraform's state holds nothing of it: where it is still there, it stays."],
        },
      ],
    ],
    [
      "goes with the service",
      [gone],
      { recorded, goal: "destroy" },
      [{ action: "delete", risk: "data-loss", reasons: ["The service is taken out."] }],
    ],
    [
      "goes by name",
      [gone],
      { orphans: recorded, goal: "destroy", kept: new Set(["resources.other"]) },
      [{ action: "delete", risk: "data-loss", reasons: ["It is destroyed by name."] }],
    ],
    ["is kept when the service goes", [same], { recorded, goal: "destroy", kept: new Set(["resources.db"]) }, []],
    [
      "is in no document and on no record",
      [{ ...gone, address: "module.stray.memory_thing.this" }],
      {},
      [{ address: "resources.stray", action: "delete", risk: "downtime" }],
    ],
    [
      "is the root's own",
      [{ ...gone, address: "memory_thing.root" }],
      {},
      [{ address: "terraform.memory_thing\\.root", type: "terraform", action: "delete" }],
    ],
    [
      "is left where it is",
      [thing(["forget"], { before: { id: "1" } })],
      { recorded },
      [{ action: "retain", risk: "none" }],
    ],
    ["is another engine's", [], { recorded: { "resources.x": { engine: "other" } } }, []],
  ])("and %s", (_, things, sketch, expected) => {
    expect(changes({ plan: planWith(things), ...none, ...sketch })).toMatchObject(expected);
  });

  test("goes when the service goes, with what the graph says of it", () => {
    expect(changes({ plan: planWith([gone]), goal: "destroy" })).toMatchObject([
      { type: "postgres", action: "delete", risk: "data-loss" },
    ]);
  });
});

test("what the platform says of a type holds", () => {
  const replaced = thing(["delete", "create"]);
  const risks = { memory_thing: { replace: "restart", attributes: { size: "downtime" } } } as const;
  expect(changes({ plan: planWith([replaced]), recorded, risks })).toMatchObject([
    { action: "replace", risk: "restart" },
  ]);
  const resized = thing(["update"], { before: { size: 1 }, after: { size: 2 } });
  expect(changes({ plan: planWith([resized]), recorded, risks })).toMatchObject([
    { action: "update", risk: "downtime" },
  ]);
});

test("thousands of resources are read in their stride", () => {
  const size = 2000;
  const names = Array.from({ length: size }, (_, index) => `r${index}`);
  const attributes = (value: number): Json =>
    Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`a${at}`, value]));
  const plan = planWith(
    names.map((name) =>
      thing(["update"], { address: `module.${name}.memory_thing.this`, before: attributes(1), after: attributes(2) }),
    ),
    { configuration: configurationWith({}) },
  );
  const started = performance.now();
  const read = changes({ plan, resources: Object.fromEntries(names.map((name) => [name, {}])) });
  expect(read).toHaveLength(size);
  expect(performance.now() - started).toBeLessThan(10_000);
});
