import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UNKNOWN_RESOURCE } from "../module/render-inputs.ts";
import { driftsOf } from "./drifts-of.ts";
import { readPlan } from "./read-plan.ts";
import type { TerraformPlan } from "./terraform-plan.ts";
import { configurationWith, planWith, thingEntryWith } from "./testing/plan-sketch.ts";
import { type RealRoot, realRoot } from "./testing/real-root.ts";

const terraform = terraformHere();
const PASSWORD = "hunter2-in-the-clear";

/** One line for each difference: `path: before → after`. */
function lines(plan: Pick<TerraformPlan, "changes">): readonly string[] {
  return plan.changes.flatMap(({ diff }) =>
    diff.map(({ path, before, after, unknown, secret }) => {
      if (secret) return `${path}: secret`;
      const fresh = unknown ? "unknown" : JSON.stringify(after);
      return before === undefined ? `${path}: ${fresh}` : `${path}: ${JSON.stringify(before)} → ${fresh}`;
    }),
  );
}

// Without the real program there is no real plan.
describe.skipIf(terraform === undefined)("a plan of the real terraform", () => {
  let provider: RunningProvider;
  let root: RealRoot;

  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());
  beforeEach(async () => {
    for (const { id, type } of await provider.things()) await provider.remove(id, type);
    root = realRoot(terraform ?? "", provider);
    return () => root[Symbol.dispose]();
  });

  const MODULE = `
variable "size" { type = number }
variable "name" { type = string }
variable "password" {
  type      = string
  sensitive = true
}
variable "ports" {
  type    = list(number)
  default = []
}
resource "memory_thing" "this" {
  name                = var.name
  size                = var.size
  labels              = { team = "a.b", "dotted.key" = "yes" }
  secret              = var.password
  password_wo         = var.password
  password_wo_version = 1
  rule {
    port  = 80
    token = var.password
  }
  dynamic "rule" {
    for_each = var.ports
    content { port = rule.value }
  }
}
resource "memory_link" "to" {
  count    = 2
  name     = "\${var.name}-\${count.index}"
  thing_id = memory_thing.this.id
}
resource "terraform_data" "copy" {
  input = { endpoint = memory_thing.this.endpoint, url = "thing://user:\${var.password}@host" }
}
`;
  const inputs = { name: "one", size: 3, password: "${var.password}" };
  const variables = { variable: { password: { type: "string", sensitive: true, default: PASSWORD } } };

  test("of something new shows what is written down, and no secret", async () => {
    root.write(MODULE, inputs, variables);
    const { plan, text } = await root.plan();
    expect(text).toContain(PASSWORD);
    expect(JSON.stringify(plan)).not.toContain(PASSWORD);
    expect(lines(plan)).toMatchInlineSnapshot(`
      [
        "memory_link.to[0].name: "one-0"",
        "memory_link.to[0].thing_id: unknown",
        "memory_link.to[1].name: "one-1"",
        "memory_link.to[1].thing_id: unknown",
        "memory_thing.this.labels.dotted\\.key: "yes"",
        "memory_thing.this.labels.team: "a.b"",
        "memory_thing.this.name: "one"",
        "memory_thing.this.password_wo: secret",
        "memory_thing.this.password_wo_version: 1",
        "memory_thing.this.rule.0.port: 80",
        "memory_thing.this.rule.0.token: secret",
        "memory_thing.this.secret: secret",
        "memory_thing.this.size: 3",
        "terraform_data.copy.input.endpoint: unknown",
        "terraform_data.copy.input.url: secret",
      ]
    `);
    expect(plan).toMatchObject({ hasPriorResources: false, owner: undefined, isErrored: false, isComplete: true });

    await root.apply();
    const again = await root.plan();
    expect(again.plan.changes.map(({ action, diff }) => [action, diff])).toEqual([
      ["none", []],
      ["none", []],
      ["none", []],
      ["none", []],
    ]);
    expect(again.plan).toMatchObject({
      hasPriorResources: true,
      owner: { service: "orders", environment: "dev", engine: "azure" },
    });
    expect([...again.plan.addresses]).toContain("module.db.memory_link.to[1]");
  });

  test("of a change shows what differs, and why something is made anew", async () => {
    root.write(MODULE, inputs, variables);
    await root.plan();
    await root.apply();
    root.write(MODULE, { ...inputs, size: 4, ports: [443, 8080] }, variables);
    const { plan } = await root.plan();
    expect(lines(plan).map((line) => line.replace(/\d{13}/, "TIME"))).toMatchInlineSnapshot(`
      [
        "memory_thing.this.revision: TIME → unknown",
        "memory_thing.this.rule.1.number: unknown",
        "memory_thing.this.rule.1.port: 443",
        "memory_thing.this.rule.2.number: unknown",
        "memory_thing.this.rule.2.port: 8080",
        "memory_thing.this.size: 3 → 4",
      ]
    `);

    root.write(MODULE.replace("count    = 2", "count    = 1"), { ...inputs, name: "two" }, variables);
    const renamed = (await root.plan()).plan;
    expect(lines(renamed)).toMatchInlineSnapshot(`
      [
        "memory_link.to[0]: "links/one-0" → "made anew"",
        "memory_link.to[0].name: "one-0" → "two-0"",
        "memory_link.to[0].thing_id: "things/one" → unknown",
        "memory_link.to[1]: "links/one-1" → undefined",
        "memory_thing.this: "things/one" → "made anew"",
        "memory_thing.this.name: "one" → "two"",
        "terraform_data.copy.input.endpoint: "memory://one" → unknown",
        "terraform_data.copy.output: secret",
      ]
    `);
    expect(renamed.changes.map(({ local, action, reason }) => [local, action, reason])).toMatchInlineSnapshot(`
      [
        [
          "memory_link.to[0]",
          "replace",
          "name, thing_id cannot change in place",
        ],
        [
          "memory_link.to[1]",
          "delete",
          "is beyond the count that its module asks for",
        ],
        [
          "memory_thing.this",
          "replace",
          "name cannot change in place",
        ],
        [
          "terraform_data.copy",
          "update",
          undefined,
        ],
      ]
    `);
    expect(JSON.stringify([plan, renamed])).not.toContain(PASSWORD);
  });

  test("knows what was moved, what is taken over, and what is left", async () => {
    const thing = 'resource "memory_thing" "NAME" { name = "one" }\n';
    root.write(thing.replace("NAME", "old"), {});
    await root.plan();
    await root.apply();
    await provider.put("memory_thing", "things/two", { name: "two", size: 7 });
    root.write(
      `${thing.replace("NAME", "fresh")}moved {\n  from = memory_thing.old\n  to = memory_thing.fresh\n}\n${thing.replace("NAME", "second").replace("one", "two")}`,
      {},
      { import: [{ to: "module.db.memory_thing.second", id: "things/two" }] },
    );
    const { plan } = await root.plan();
    expect(plan.changes).toMatchObject([
      { local: "memory_thing.fresh", action: "none", previousAddress: "module.db.memory_thing.old", diff: [] },
      { local: "memory_thing.second", importing: "things/two" },
    ]);
    expect(lines(plan)).toMatchInlineSnapshot(`
      [
        "memory_thing.second: "taken over: things/two"",
      ]
    `);
    await root.apply();

    root.write(
      `${thing.replace("NAME", "fresh")}removed {\n  from = memory_thing.second\n  lifecycle { destroy = false }\n}\n`,
      {},
    );
    expect((await root.plan()).plan.changes).toMatchObject([
      { local: "memory_thing.fresh", action: "none" },
      { local: "memory_thing.second", action: "forget" },
    ]);
  });

  test("that only refreshes has what drifted, apart from what was never applied", async () => {
    root.write(MODULE, inputs, variables);
    await root.plan();
    await root.apply();
    await provider.change("things/one", { size: 9, secret: `${PASSWORD}-stolen` });
    await provider.remove("links/one-1");
    root.write(MODULE, { ...inputs, size: 100 }, variables);
    const { plan } = await root.plan("-refresh-only");
    expect(plan.changes).toEqual([]);
    const drifts = driftsOf(plan, { addressOf: () => "resources.db" });
    expect([...drifts]).toMatchInlineSnapshot(`
      [
        [
          "resources.db",
          [
            {
              "before": "links/one-1",
              "path": "actual.memory_link.to[1]",
              "secret": false,
              "unknown": false,
            },
            {
              "path": "actual.memory_thing.this.secret",
              "secret": true,
              "unknown": false,
            },
            {
              "after": 9,
              "before": 3,
              "path": "actual.memory_thing.this.size",
              "secret": false,
              "unknown": false,
            },
          ],
        ],
      ]
    `);
  });

  test("says which checks do not hold", async () => {
    const check = `variable "password" {
  type = string
  sensitive = true
}
check "size" {
  assert {
    condition     = memory_thing.this.size > 5
    error_message = "It is too small."
  }
}
resource "memory_thing" "this" {
  name = "one"
  size = 3
  lifecycle {
    postcondition {
      condition     = self.endpoint != ""
      error_message = "It has no endpoint."
    }
  }
}
`;
    root.write(check, { password: "${var.password}" }, variables);
    const { plan } = await root.plan();
    expect(plan.checks).toMatchObject([
      { label: "db", local: "check.size", status: "failed", messages: ["It is too small."] },
      { label: "db", local: "memory_thing.this", status: "unknown", messages: [] },
    ]);
  });

  test("says whose state it was planned on, whoever plans, and also where some things alone are planned", async () => {
    root.write('resource "memory_thing" "this" { name = "one" }\n', {});
    await root.plan();
    await root.apply();
    const other = { value: { service: "other", environment: "dev", engine: "azure" } };
    root.write('resource "memory_thing" "this" { name = "two" }\n', {}, { output: { towpath: other } });
    for (const args of [[], ["-target=module.db"], ["-refresh-only"]])
      expect((await root.plan(...args)).plan.owner?.service, args.join(" ")).toBe("orders");
  });

  test("of a destruction says what goes", async () => {
    root.write(MODULE, inputs, variables);
    await root.plan();
    await root.apply();
    const { plan } = await root.plan("-destroy");
    expect(lines(plan).map((line) => line.replace(/"[0-9a-f-]{36}"/, '"ID"'))).toMatchInlineSnapshot(`
      [
        "memory_link.to[0]: "links/one-0" → undefined",
        "memory_link.to[1]: "links/one-1" → undefined",
        "memory_thing.this: "things/one" → undefined",
        "terraform_data.copy: "ID" → undefined",
      ]
    `);
    expect(plan.owner).toMatchObject({ service: "orders" });
  });
});

describe("a plan", () => {
  test.each([
    ["", "engine-terraform/plan-damaged"],
    ["{", "engine-terraform/plan-damaged"],
    ["[]", "engine-terraform/plan-damaged"],
    ["{}", "engine-terraform/plan-damaged"],
    ['{"format_version":1.2}', "engine-terraform/plan-damaged"],
    ['{"format_version":"0.1"}', "engine-terraform/plan-damaged"],
    ['{"format_version":"2.0"}', "engine-terraform/plan-newer"],
    ['{"format_version":"1.2","resource_changes":{}}', "engine-terraform/plan-damaged"],
    [planWith([{ actions: ["teleport"] }]), "engine-terraform/plan-newer"],
    [planWith([{ actions: [] }]), "engine-terraform/plan-damaged"],
    [deep(20_000), "engine-terraform/plan-damaged"],
  ])("%.60s is refused by name", (text, code) => {
    expect(() => readPlan(text)).toThrow(expect.objectContaining({ name: "TerraformError", code }));
  });

  test("of a newer minor version is read, and what is new in it left aside", () => {
    const text = planWith([{ before: { size: 1 }, after: { size: 2 } }], {
      format_version: "1.99",
      action_invocations: [{ address: "action.x" }],
    });
    expect(lines(readPlan(text))).toEqual(["memory_thing.this.size: 1 → 2"]);
  });

  test("names what is damaged without a piece of it", () => {
    expect(() => readPlan(`{"format_version":"1.2","secret":"${PASSWORD}"`)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("hunter2") }),
    );
  });

  test("has no data source, and nothing that stands for what is not known", () => {
    const { changes } = readPlan(
      planWith([
        { address: `terraform_data.${UNKNOWN_RESOURCE}`, actions: ["create"] },
        { entry: { mode: "data" }, actions: ["read"] },
        { address: "memory_thing.root" },
      ]),
    );
    expect(changes.map(({ address }) => address)).toEqual(["memory_thing.root"]);
  });

  test("shows the version of a write-only argument, and that it is sent again", () => {
    const text = planWith(
      [
        {
          before: { password_wo: null, password_wo_version: 1, other_wo: null },
          after: { password_wo: null, password_wo_version: 2, other_wo: null },
        },
      ],
      { configuration: configurationWith({ "memory_thing.this": ["password_wo", "password_wo_version", "other_wo"] }) },
    );
    expect(lines(readPlan(text))).toEqual([
      "memory_thing.this.password_wo: secret",
      "memory_thing.this.password_wo_version: 1 → 2",
    ]);
  });

  test("of a new thing leaves out what the provider computes, also within blocks", () => {
    const text = planWith(
      [
        {
          actions: ["create"],
          after: { name: "x", size: 1, rule: [{ port: 1, description: null }], made: [{ port: 5 }], tags: {} },
          unknown: { id: true, rule: [{ number: true }], config: true },
        },
      ],
      {
        configuration: configurationWith({
          "memory_thing.this": { name: {}, tags: {}, config: { references: ["x"] }, rule: [{ port: {} }] },
        }),
      },
    );
    expect(lines(readPlan(text))).toEqual([
      "memory_thing.this.config: unknown",
      "memory_thing.this.made.0.port: 5",
      'memory_thing.this.name: "x"',
      "memory_thing.this.rule.0.port: 1",
    ]);
  });

  test("tells what waits for another plan", () => {
    const resource_change = thingEntryWith({ actions: ["create"] });
    const plan = readPlan(
      planWith([], { complete: false, deferred_changes: [{ reason: "provider_config_unknown", resource_change }] }),
    );
    expect(plan).toMatchObject({
      isComplete: false,
      deferred: [{ label: "db", reason: "its provider can be configured only when others are there" }],
    });
  });

  test("tells apart what is left of a replacement", () => {
    const { changes } = readPlan(
      planWith([
        { actions: ["no-op"] },
        { actions: ["delete"], before: { id: "old" }, entry: { deposed: "ab12" } },
        { actions: ["delete", "create"], entry: { action_reason: "replace_because_tainted" } },
      ]),
    );
    expect(changes).toMatchObject([
      { action: "none" },
      { action: "replace", isTainted: true, reason: "was not made to its end, or was marked as damaged" },
      { address: "module.db.memory_thing.this (deposed ab12)", action: "delete" },
    ]);
  });

  test("cuts what is long, and shows that something secret differs where nothing else does", () => {
    const [before, after] = ["a", "b"].map((letter) => letter.repeat(5000));
    const { changes } = readPlan(
      planWith([
        { before: { text: before ?? "" }, after: { text: after ?? "" } },
        { address: "module.db.memory_thing.b", before: { x: 1 }, after: { x: 1 }, afterSensitive: { x: true } },
      ]),
    );
    expect(lines({ changes })).toEqual([
      "memory_thing.b: secret",
      expect.stringMatching(/^memory_thing\.this\.text: "sha256:\w{12} \(5000 characters\)" → "sha256:\w{12} \(5000/),
    ]);
  });

  test("hides what a check says where it says a secret of its module", () => {
    const checks = [
      {
        address: { to_display: "module.db.check.x" },
        status: "fail",
        instances: [{ problems: [{ message: `It is ${PASSWORD}.` }] }],
      },
    ];
    const text = planWith([{ after: { secret: PASSWORD }, afterSensitive: { secret: true } }], { checks });
    expect(readPlan(text).checks).toMatchObject([{ messages: ["(secret)"] }]);
  });

  test("hides a name that is a secret elsewhere, whatever it is the name of", () => {
    const before = { secret: PASSWORD, config: "none" };
    const after = { secret: PASSWORD, config: { [PASSWORD]: 1 }, labels: { [PASSWORD]: 2 } };
    const plan = readPlan(
      planWith([{ before, after, beforeSensitive: { secret: true }, afterSensitive: { secret: true } }]),
    );
    expect(lines(plan)).toEqual(["memory_thing.this.config: secret", "memory_thing.this.labels.(secret): 2"]);
  });

  test("tells many differences in one attribute as one", () => {
    const labels = (value: number) =>
      Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`l${index}`, value]));
    const text = planWith([{ before: { labels: labels(1), size: 1 }, after: { labels: labels(2), size: 2 } }]);
    expect(readPlan(text).changes[0]?.diff.map(({ path }) => path)).toEqual([
      "memory_thing.this.labels",
      "memory_thing.this.size",
    ]);
  });
});

/** Lists in lists, as text: the writer of JSON cannot write so many. */
function deep(levels: number): string {
  return planWith([{ after: { x: "DEEP" } }]).replace('"DEEP"', "[".repeat(levels) + "]".repeat(levels));
}
