import { rm } from "node:fs/promises";
import { errorMessage, Secret, TowpathError } from "@towpath/core";
import {
  adoptResource,
  applyEnvironment,
  createReconcilingEngine,
  type Driver,
  isEmptyPlan,
  observeEnvironment,
  planEnvironment,
  prepareEnvironment,
  readState,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { reconciling, type Setup, setUp } from "../testing/set-up.ts";
import { portOf, worldDriver } from "../worlds/world-driver.ts";

/** Whoever hangs costs a test this long, in milliseconds. */
const LIMITS = { stepMs: 60, readMs: 60, graceMs: 20, settleMs: 20, attempts: 2, backoffMs: 1 };

const circle = new Error("a circle");
circle.cause = circle;

/** What somebody's code may throw. */
const thrown: readonly (readonly [name: string, value: unknown, said: RegExp])[] = [
  ["a text", "just a text", /just a text/],
  ["null", null, /no error was thrown \(null\)/],
  ["undefined", undefined, /no error was thrown \(undefined\)/],
  ["a number", 42, /no error was thrown \(42\)/],
  ["a symbol", Symbol("x"), /no error was thrown \(Symbol\(x\)\)/],
  ["an object", {}, /no error was thrown \(object\)/],
  ["an empty error", new Error(), /Error without a message/],
  ["a frozen error", Object.freeze(new Error("frozen")), /frozen/],
  ["a circle of causes", circle, /a circle/],
  ["a huge message", new Error("x".repeat(5_000_000)), /^[\s\S]{1,5000}characters more\)[\s\S]{0,500}$/],
  ["commands for a terminal", new Error("\u001b[2J\u001b]0;owned\u0007red\u0000"), /(^|: )red/],
  ["commands for a workflow", new Error("no\n::set-output name=x::owned"), /no\n::set-output/],
  ["half a character", new Error("half \ud800"), /half \ufffd/],
  [
    "what cannot be looked at",
    new Proxy({}, { get: refuse, getPrototypeOf: refuse, has: refuse }),
    /cannot even be looked at/,
  ],
];

function refuse(): never {
  throw new Error("Do not look at me.");
}

const graph = (size = 1) =>
  graphWith({ resources: { db: { isStateful: true, settings: { size } }, cache: { dependsOn: ["db"] } } });
const CONSENT = { allowed: ["data-loss:resources.db"] };

describe("a hostile driver", () => {
  let setup: Setup;
  let good: Driver;
  beforeEach(async () => {
    setup = await setUp(reconciling);
    good = worldDriver(setup.world, setup.faults);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  const environment = (change: Partial<Driver>, of = graph()) => {
    const { secretBox } = setup;
    const thing: Driver = { ...good, ...change };
    const parts = { name: "local", kind: "local", drivers: { thing }, secretBox, limits: LIMITS };
    return setup.environment(of, { engines: [createReconcilingEngine(parts)] });
  };
  const apply = (change: Partial<Driver>, of = graph(), options = {}) =>
    applyEnvironment(environment(change, of), options);

  /** What a run says that goes wrong, whether it throws or tells it of a change. */
  const saidOf = async (running: () => Promise<unknown>): Promise<string> => {
    try {
      const ended = await running();
      if (typeof ended !== "object" || ended === null || !("outcome" in ended)) return "";
      const { outcome } = ended as Awaited<ReturnType<typeof apply>>;
      expect(outcome.status).toBe("failed");
      return outcome.changes.find(({ status }) => status === "failed")?.message ?? "";
    } catch (error) {
      expect(error).toBeInstanceOf(TowpathError);
      return errorMessage(error);
    }
  };

  /** The next run, by a driver that is well, comes where this one should have. */
  const expectConverging = async (of = graph()) => {
    const state = await readState(setup.store, "orders/dev");
    expect(state.lock).toBeUndefined();
    expect((await apply({}, of)).outcome.status).toBe("done");
    expect(isEmptyPlan(await planEnvironment(environment({}, of), "match"))).toBe(true);
    const owners = setup.world.things().map(({ owner }) => owner);
    expect(owners.toSorted()).toEqual(["orders/dev/resources.cache", "orders/dev/resources.db"]);
    expect(await readState(setup.store, "orders/dev")).toMatchObject({ journal: [], orphans: {} });
  };

  describe.each(thrown)("that throws %s", (_, value, said) => {
    const reject = async () => {
      throw value;
    };
    const blow = () => {
      throw value;
    };
    test.each<[string, Partial<Driver>, number]>([
      ["reading", { read: reject }, 1],
      ["reading at once", { read: blow }, 1],
      ["asked what it makes of it", { want: blow }, 1],
      ["asked what a change does", { assess: blow }, 2],
      ["making", { create: reject }, 0],
      ["making at once", { create: blow }, 0],
      ["changing", { update: reject }, 2],
    ])("when %s", async (_call, change, size) => {
      if (size > 0) await apply({}, graph(1));
      const of = graph(size || 1);
      expect(await saidOf(() => apply(change, of))).toMatch(said);
      await expectConverging(of);
    });

    test("when deleting, finding, or preparing", async () => {
      await apply({});
      expect(await saidOf(() => apply({ delete: reject }, graph(), { goal: "destroy", consent: CONSENT }))).toMatch(
        said,
      );
      await expectConverging();
      const empty = graphWith({ resources: { ...{ db: {} }, more: {} } });
      expect(await saidOf(() => adoptResource(environment({ find: reject }, empty), "resources.more", "x"))).toMatch(
        said,
      );
      expect(await saidOf(() => prepareEnvironment(environment({ prepare: reject })))).toMatch(said);
      expect(await saidOf(() => observeEnvironment(environment({ read: blow })))).toMatch(said);
    });
  });

  const never = () => new Promise<never>(() => undefined);
  test.each<[string, Partial<Driver>, number, RegExp]>([
    ["reading", { read: never }, 1, /Reading resources\.\w+ was not done after/],
    ["making", { create: never }, 0, /Creating resources\.db was not done after/],
    ["changing", { update: never }, 2, /Updating resources\.db was not done after/],
  ])("that hangs and hears no signal, when %s", async (_, change, size, said) => {
    if (size > 0) await apply({}, graph(1));
    const of = graph(size || 1);
    expect(await saidOf(() => apply(change, of))).toMatch(said);
    await expectConverging(of);
  });

  test("that hangs when deleting, finding, preparing or observing", async () => {
    await apply({});
    const destroying = { goal: "destroy", consent: CONSENT } as const;
    expect(await saidOf(() => apply({ delete: never }, graph(), destroying))).toMatch(
      /Deleting resources\.cache was not done/,
    );
    await expectConverging();
    const more = graphWith({ resources: { more: {} } });
    expect(await saidOf(() => adoptResource(environment({ find: never }, more), "resources.more", "x"))).toMatch(
      /Looking for/,
    );
    expect(await saidOf(() => prepareEnvironment(environment({ prepare: never })))).toMatch(/Preparing driver "thing"/);
    expect(await saidOf(() => observeEnvironment(environment({ read: never })))).toMatch(/was not done/);
  });

  test("whose late effect comes after it was given up on", async () => {
    const late: Promise<unknown>[] = [];
    const create: Driver["create"] = (...request) => {
      const effect = new Promise((resolve) => setTimeout(resolve, 150)).then(() => good.create(...request));
      late.push(effect.catch(() => undefined));
      return effect;
    };
    expect(await saidOf(() => apply({ create }))).toMatch(/was not done/);
    await Promise.all(late);
    await expectConverging();
  });

  describe("that lies", () => {
    const made = {
      want: { version: null, variant: null, settings: { size: 1 } },
      have: { id: "x" },
      status: "ready",
    } as const;
    const outputs = { id: "x", port: 1, password: new Secret("none of the kind"), url: new Secret("nowhere at all") };

    test("of what it made", async () => {
      expect(await saidOf(() => apply({ create: async () => ({ ...made, outputs }) }))).toMatch(
        /resources\.db was made, its driver says, but is not there/,
      );
      expect((await readState(setup.store, "orders/dev")).resources).toEqual({});
      await expectConverging();
    });

    test("of what it changed", async () => {
      await apply({});
      const update: Driver["update"] = async (_, want, have) => ({ ...have, want });
      expect(await saidOf(() => apply({ update }, graph(2)))).toMatch(
        /was changed, its driver says, but is as it was before/,
      );
      await expectConverging(graph(2));
    });

    test("of what it took away", async () => {
      await apply({});
      const said = await saidOf(() =>
        apply({ delete: async () => undefined }, graph(), { goal: "destroy", consent: CONSENT }),
      );
      expect(said).toMatch(/resources\.cache was deleted, but is still there/);
      await expectConverging();
    });

    test("unless it says that it looks itself, which costs no look", async () => {
      let reads = 0;
      const read: Driver["read"] = (...request) => {
        reads += 1;
        return good.read(...request);
      };
      await apply({ read });
      const looking = reads;
      await apply({}, graph(), { goal: "destroy", consent: CONSENT });
      reads = 0;
      await apply({ read, verifiesItself: true });
      expect(looking - reads).toBe(2);
    });

    test("is believed as soon as it can be seen, for what takes a moment to show", async () => {
      let looks = 0;
      const read: Driver["read"] = async (scope, recorded, context) => {
        looks += scope.name === "db" && recorded ? 1 : 0;
        return recorded && looks === 1 ? undefined : good.read(scope, recorded, context);
      };
      expect((await apply({ read })).outcome.status).toBe("done");
      expect(looks).toBe(2);
      expect(setup.events).toContainEqual({
        type: "notice",
        message: expect.stringMatching(/^Reading resources\.db failed, and is tried again in 0\.001 s \(2 of 2\)/),
      });
    });
  });

  describe("whose answers are none", () => {
    const deep = (): unknown => {
      let value: unknown = 1;
      for (let depth = 0; depth < 10_000; depth += 1) value = [value];
      return value;
    };
    const round: { self?: unknown } = {};
    round.self = round;
    let bomb: unknown = "x";
    for (let level = 0; level < 60; level += 1) bomb = [bomb, bomb];
    const whole = { want: {}, have: {}, status: "ready", outputs: {} };
    const answers: readonly (readonly [string, unknown, RegExp])[] = [
      ["a text", "ready", /the answer is "ready"/],
      ["a list", [], /the answer is a object/],
      ["nothing", {}, /status is missing/],
      ["without a want", { ...whole, want: undefined }, /want is missing/],
      ["without a have", { ...whole, have: undefined }, /have is missing/],
      ["without outputs", { ...whole, outputs: undefined }, /outputs is missing/],
      ["in an unknown state", { ...whole, status: "fine" }, /status is "fine", not one of ready, stopped, failed/],
      ["in a circle", { ...whole, have: round }, /nested too deep, or leads in a circle/],
      ["too deep", { ...whole, want: deep() }, /nested too deep/],
      ["that grows without end", { ...whole, want: bomb }, /makes more than|nested too deep/],
      ["huge", { ...whole, have: { text: "x".repeat(2_000_000) } }, /have\.text makes more than/],
      ["of a class", { ...whole, have: { at: new Date(0) } }, /have\.at is a Date/],
      ["a function", { ...whole, have: { id: () => 1 } }, /have\.id is a function/],
      ["a big number", { ...whole, have: { id: 1n } }, /have\.id is a bigint/],
      ["no number", { ...whole, want: { size: Number.NaN } }, /want\.size is NaN/],
      ["half a character", { ...whole, want: { name: "\ud800" } }, /want\.name holds half of a character/],
      ["an output that is none", { ...whole, outputs: { port: new Map() } }, /outputs\.port is a Map/],
      [
        "a secret in the open",
        { ...whole, want: { password: new Secret("hunter2hunter2") } },
        /want\.password is a Secret/,
      ],
      ["kept under no name", { ...whole, kept: { name: "../x", want: {}, have: {} } }, /kept\.name is "\.\.\/x"/],
      ["that refuses to be read", Object.defineProperty({ ...whole }, "want", { get: refuse }), /Do not look at me/],
    ];
    test.each(answers)("%s", async (_, answer, said) => {
      const give = async () => answer as never;
      const created = await saidOf(() => apply({ create: give }));
      expect(created).toMatch(/gave no answer that can be used when creating resources\.db/);
      expect(created).toMatch(said);
      expect(created).not.toContain("hunter2");
      expect((await readState(setup.store, "orders/dev")).resources).toEqual({});
      await apply({});
      expect(await saidOf(() => planEnvironment(environment({ read: give }), "match"))).toMatch(said);
      expect(await saidOf(() => observeEnvironment(environment({ read: give })))).toMatch(said);
      expect(await saidOf(() => apply({ update: give }, graph(2)))).toMatch(said);
      await expectConverging(graph(2));
    });

    test("what it makes of a resource, and what a change of it does", async () => {
      expect(await saidOf(() => apply({ want: () => round as never }))).toMatch(/resources\.\w+: .*want\.self\.self/);
      await apply({});
      expect(await saidOf(() => apply({ assess: () => ({ action: "explode" }) as never }, graph(2)))).toMatch(
        /no assessment/,
      );
      await expectConverging(graph(2));
    });

    test("null counts as nothing there, and another copy's secrets as secrets", async () => {
      const foreign = class Secret {
        reveal = () => "hunter2hunter2";
      };
      const create: Driver["create"] = async (...request) => {
        const made = await good.create(...request);
        return { ...made, outputs: { ...made.outputs, password: new foreign() as never } };
      };
      expect(
        (await apply({ create, read: async (...request) => (await good.read(...request)) ?? (null as never) })).outcome
          .status,
      ).toBe("done");
      const password = await environment({}).context.outputs("resources.db", "password");
      expect(password instanceof Secret && password.reveal()).toBe("hunter2hunter2");
      const bytes = (await setup.store.read("orders/dev"))?.bytes ?? [];
      expect(Buffer.from(bytes).toString()).not.toContain("hunter2");
    });
  });

  test("that answers for another address", async () => {
    await apply({});
    const [db] = setup.world.things();
    const read: Driver["read"] = (scope, recorded, context) =>
      good.read(scope, recorded && { ...recorded, have: { id: db?.id ?? "" } }, context);
    expect(await saidOf(() => planEnvironment(environment({ read }), "match"))).toMatch(
      /Driver "thing" shows for resources\.cache what belongs to resources\.db/,
    );
    const more = graphWith({
      resources: { db: { isStateful: true, settings: { size: 1 } }, cache: { dependsOn: ["db"] }, more: {} },
    });
    const create: Driver["create"] = async (_scope, want, { recordedOutputs }) => ({
      want,
      have: { id: db?.id ?? "" },
      status: "ready",
      outputs: { ...recordedOutputs, id: db?.id ?? "", port: portOf(db?.id ?? ""), password: "x", url: "x" },
    });
    expect(await saidOf(() => apply({ create, verifiesItself: true }, more))).toMatch(
      /says of resources\.more what belongs to resources\.db/,
    );
    const update: Driver["update"] = async (...request) => ({
      ...(await good.update(...request)),
      have: { id: setup.world.things().find(({ owner }) => owner.endsWith("cache"))?.id ?? "" },
    });
    expect(await saidOf(() => apply({ update }, graph(2)))).toMatch(
      /says of resources\.db what belongs to resources\.cache/,
    );
    await expectConverging(graph(2));
  });

  test("that changes what it was given, or what it gave", async () => {
    const spoil = (...given: unknown[]) => {
      for (const each of given)
        if (typeof each === "object" && each !== null) {
          Reflect.set(each, "owned", true);
          for (const member of Object.values(each))
            if (typeof member === "object" && member !== null) Reflect.set(member, "owned", true);
        }
    };
    const gave: object[] = [];
    const spoiling: Partial<Driver> = {
      want: (request) => {
        const want = good.want(request);
        spoil(request, request.settings, request.options);
        return want;
      },
      read: async (scope, recorded, context) => {
        spoil(scope, recorded);
        const seen = await good.read(scope, recorded, context);
        if (seen) gave.push(seen);
        return seen;
      },
      create: async (scope, want, step) => {
        const made = await good.create(scope, want, step);
        spoil(scope, want, step.recordedOutputs);
        gave.push(made);
        return made;
      },
      update: async (scope, want, have, step) => {
        const made = await good.update(scope, want, have, step);
        spoil(scope, want, have, step.recordedOutputs);
        gave.push(made);
        return made;
      },
    };
    const of = graph(1);
    const text = JSON.stringify(of);
    for (const each of [of, graph(2)]) {
      expect((await apply(spoiling, each)).outcome.status).toBe("done");
      spoil(...gave);
    }
    expect(JSON.stringify(of)).toBe(text);
    expect(Buffer.from((await setup.store.read("orders/dev"))?.bytes ?? []).toString()).not.toContain("owned");
    await expectConverging(graph(2));
  });

  test("that tells secrets, in every way that it has", async () => {
    await apply({});
    const password = setup.world.things()[0]?.password ?? "";
    const update: Driver["update"] = async (_, __, ___, step) => {
      step.events({ type: "notice", message: `connecting with ${password}` });
      step.events({ type: "output", source: "x", stream: "stdout", line: Buffer.from(password).toString("base64") });
      throw new Error(`cannot connect with ${password}`);
    };
    const said = await saidOf(() => apply({ update }, graph(2)));
    expect(said).toBe("cannot connect with ***");
    const failed: Driver["read"] = async (...request) => {
      const seen = await good.read(...request);
      if (!seen || request[0].name !== "db") return seen;
      return { ...seen, status: "failed", message: `It does not take ${password}.`, details: { password } };
    };
    const observed = await observeEnvironment(environment({ read: failed }));
    const plan = await planEnvironment(environment({ read: failed }), "match");
    const thrown = await saidOf(() =>
      planEnvironment(
        environment({
          read: async (scope, _recorded, context) => {
            await context.outputs("resources.db", "password");
            throw new Error(`${scope.name}: ${password}`);
          },
        }),
        "match",
      ),
    );
    const showing: Driver["read"] = async (...request) => {
      const seen = await good.read(...request);
      return seen && request[0].name === "db" ? { ...seen, want: { password } } : seen;
    };
    expect(await saidOf(() => planEnvironment(environment({ read: showing }), "match"))).toMatch(
      /shows the secret output "password"/,
    );
    expect(JSON.stringify([setup.events, observed, plan, thrown])).not.toContain(password);
    expect(JSON.stringify(setup.events)).toContain("connecting with ***");
    await expectConverging(graph(2));
  });
});
