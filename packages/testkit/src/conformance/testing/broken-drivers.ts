import { randomUUID } from "node:crypto";
import { isJsonObject, Secret } from "@towpath/core";
import { type Driver, type DriverScope, generatePassword, type Observed } from "@towpath/provisioning";
import type { Check, ConformanceSubject } from "@towpath/provisioning/conformance";
import { fileWorld, type Thing, type World } from "../../worlds/world.ts";
import { ownerOf } from "../../worlds/world-driver.ts";
import { dataOf, worldSubject } from "./world-subject.ts";

/** A driver with one thing wrong in it. */
export interface BrokenDriver {
  readonly name: string;
  /** The one check that finds it. */
  readonly check: Check;
  readonly broken: (driver: Driver, world: World) => Driver;
  readonly more?: Partial<ConformanceSubject>;
}

/** One driver, and more, for each check. */
export const BROKEN: readonly BrokenDriver[] = [
  {
    name: "makes something while it looks for its tools",
    check: "prepare",
    broken: (driver, world) => ({
      ...driver,
      async prepare() {
        world.put(thingOf("somebody/dev/resources.else"));
        return [];
      },
    }),
  },
  {
    name: "wants something else each time",
    check: "want",
    broken: (driver) => ({ ...driver, want: (request) => ({ ...request.settings, nonce: randomUUID() }) }),
  },
  {
    name: "refuses a setting that the type allows",
    check: "want",
    broken: (driver) => ({
      ...driver,
      want(request) {
        if (request.settings["collation"] === "de") throw new Error("de is not known here.");
        return driver.want(request);
      },
    }),
  },
  {
    name: "wants what JSON cannot say",
    check: "want",
    broken: (driver) => ({ ...driver, want: () => ({ at: Number.NaN }) }),
  },
  {
    name: "makes the thing when it is read",
    check: "absent",
    broken: (driver, world) => ({
      ...driver,
      async read(scope, recorded, context) {
        const seen = await driver.read(scope, recorded, context);
        if (!seen) world.put(thingOf(ownerOf(scope)));
        return seen;
      },
    }),
  },
  {
    name: "says that it made what it did not make",
    check: "create",
    broken: (driver, world) => ({
      ...driver,
      async create(scope, want, step) {
        const made = await driver.create(scope, want, step);
        for (const { id } of world.things()) world.remove(id);
        return made;
      },
    }),
  },
  {
    name: "fails to make it",
    check: "create",
    broken: (driver) => ({ ...driver, create: () => Promise.reject(new Error("No room.")) }),
  },
  {
    name: "finds only what is on record",
    check: "read",
    broken: (driver) => ({
      ...driver,
      read: async (scope, recorded, context) => recorded && driver.read(scope, recorded, context),
    }),
  },
  {
    name: "gives an output that the type does not have",
    check: "outputs",
    broken: (driver) => withObserved(driver, (seen) => ({ ...seen, outputs: { ...seen.outputs, region: "here" } })),
  },
  {
    name: "leaves an output out",
    check: "outputs",
    broken: (driver) =>
      withObserved(driver, (seen) => {
        const { port: _, ...outputs } = seen.outputs;
        return { ...seen, outputs };
      }),
  },
  {
    name: "gives an output of another type",
    check: "outputs",
    broken: (driver) => withObserved(driver, (seen) => ({ ...seen, outputs: { ...seen.outputs, port: "5432" } })),
  },
  {
    name: "shows a secret in its details",
    check: "secrets",
    broken: (driver) => withPassword(driver, (seen, password) => ({ ...seen, details: { login: `it:${password}` } })),
  },
  {
    name: "records a secret",
    check: "secrets",
    broken: (driver) => withPassword(driver, (seen, password) => ({ ...seen, have: { have: seen.have, password } })),
  },
  {
    name: "says a secret in an event",
    check: "secrets",
    broken: (driver) => ({
      ...driver,
      async create(scope, want, step) {
        const made = await driver.create(scope, want, step);
        step.events({ type: "notice", message: `Log in with ${passwordOf(made)}.` });
        return made;
      },
    }),
  },
  {
    name: "gives a secret as a plain value",
    check: "secrets",
    broken: (driver) => withPassword(driver, (seen, password) => ({ ...seen, outputs: { ...seen.outputs, password } })),
  },
  {
    name: "never is as it is wanted",
    check: "no-op",
    broken: (driver) => ({
      ...driver,
      async read(...args) {
        const seen = await driver.read(...args);
        return seen && { ...seen, want: { ...(isJsonObject(seen.want) ? seen.want : {}), zone: 1 } };
      },
    }),
  },
  {
    name: "does not take it down",
    check: "destroy",
    broken: (driver) => ({ ...driver, delete: async () => undefined }),
  },
  {
    name: "leaves something of it",
    check: "destroy",
    broken: (driver, world) => ({
      ...driver,
      async delete(scope, have, step) {
        await driver.delete(scope, have, step);
        world.put(thingOf(`${ownerOf(scope)}.log`));
      },
    }),
  },
  {
    name: "replaces what the type changes in place",
    check: "update",
    broken: (driver) => ({
      ...driver,
      assess: (want, { want: is }) =>
        settingOf(want, "size") === 2 && settingOf(is, "size") === 1
          ? { action: "replace", risk: "data-loss", reasons: ["It is made anew."] }
          : undefined,
    }),
  },
  {
    name: "gives other secrets at an update",
    check: "update",
    broken: (driver, world) => ({
      ...driver,
      async update(scope, want, have, step) {
        const updated = await driver.update(scope, want, have, step);
        if (settingOf(want, "size") !== 2) return updated;
        const password = generatePassword().reveal();
        for (const thing of world.things()) if (thing.owner === ownerOf(scope)) world.put({ ...thing, password });
        const url = new Secret(`thing://user:${password}@127.0.0.1:1/`);
        return { ...updated, outputs: { ...updated.outputs, password: new Secret(password), url } };
      },
    }),
  },
  {
    name: "says that it changed what can only be replaced, and did not",
    check: "replace",
    broken: (driver) => ({
      ...driver,
      assess: (want, { want: is }) =>
        settingOf(want, "collation") === settingOf(is, "collation")
          ? undefined
          : { action: "update", risk: "none", reasons: [] },
      update: async (scope, want, have, step) =>
        settingOf(want, "collation") === settingOf(have.want, "collation")
          ? driver.update(scope, want, have, step)
          : { ...have, want },
    }),
  },
  {
    name: "loses the data of an upgrade",
    check: "upgrade",
    broken: (driver, world) => ({
      ...driver,
      async update(scope, want, have, step) {
        const updated = await driver.update(scope, want, have, step);
        if (isJsonObject(want) && want["version"] === "18") world.remove(dataOf(have.have));
        return updated;
      },
    }),
  },
  {
    name: "does not look at what is there",
    check: "drift",
    broken: (driver) => ({
      ...driver,
      async read(scope, recorded, context) {
        const seen = await driver.read(scope, recorded, context);
        return seen && recorded ? { ...seen, want: recorded.want } : seen;
      },
    }),
  },
  {
    name: "goes by the address alone",
    check: "rename",
    broken: (driver) => ({
      ...driver,
      read: async (scope, _recorded, context) => driver.read(scope, undefined, context),
    }),
  },
  {
    name: "has one thing for all of a service",
    check: "neighbours",
    broken: (driver) => withScope(driver, (scope) => ({ ...scope, address: "resources.one" })),
  },
  {
    name: "has one thing for all services",
    check: "services",
    broken: (driver) => withScope(driver, (scope) => ({ ...scope, service: "all" })),
  },
  {
    name: "has one thing for all environments",
    check: "services",
    broken: (driver) => withScope(driver, (scope) => ({ ...scope, environment: "all" })),
  },
  {
    name: "makes another one each time",
    check: "partial-failure",
    broken: (driver, world) => ({
      ...driver,
      async create(scope, want, step) {
        const hidden = world.things().filter(({ owner }) => owner === ownerOf(scope));
        for (const each of hidden) world.put({ ...each, owner: `${each.owner}.lost` });
        return driver.create(scope, want, step);
      },
    }),
  },
  {
    name: "does not stop when it is told to",
    check: "cancellation",
    broken: (driver) => ({
      ...driver,
      async create(scope, want, step) {
        for (let waited = 0; waited < (step.signal.aborted ? 1_500 : 20); waited += 20) await pause(20);
        return driver.create(scope, want, { ...step, signal: new AbortController().signal });
      },
    }),
  },
  {
    name: "remembers what it made in its own process",
    check: "kill",
    broken: (driver, world) => ({
      ...driver,
      async create(scope, want, step) {
        const known = remembered.has(step.idempotencyKey);
        remembered.add(step.idempotencyKey);
        const hidden = world.things().filter(({ owner }) => !known && owner === ownerOf(scope));
        for (const each of hidden) world.put({ ...each, owner: `${each.owner}.lost` });
        return driver.create(scope, want, step);
      },
    }),
  },
  {
    name: "hangs",
    check: "time-limit",
    broken: (driver) => ({
      ...driver,
      create: (_scope, _want, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
    }),
    more: { limitMs: 200 },
  },
  {
    name: "hangs, and hears nothing",
    check: "time-limit",
    broken: (driver) => ({ ...driver, read: () => new Promise(() => undefined) }),
    more: { limitMs: 200, settleMs: 100 },
  },
];

const remembered = new Set<string>();

/** The subject with the driver of that name; for a process of its own, too. */
export function brokenSubject(name: string, world: World): ConformanceSubject {
  const found = BROKEN.find((each) => each.name === name);
  if (!found) throw new TypeError(`No driver ${name}.`);
  return { ...worldSubject(world, found.broken), ...found.more };
}

/** @param argument the path of a world and a name */
export default function subjectInFile(argument: unknown): ConformanceSubject {
  if (!Array.isArray(argument)) throw new TypeError("The path of a world and a name are needed.");
  return brokenSubject(String(argument[1]), fileWorld(String(argument[0])));
}

function withObserved(driver: Driver, change: (observed: Observed) => Observed): Driver {
  return {
    ...driver,
    async read(...args) {
      const seen = await driver.read(...args);
      return seen && change(seen);
    },
    create: async (...args) => change(await driver.create(...args)),
    update: async (...args) => change(await driver.update(...args)),
  };
}

function withPassword(driver: Driver, change: (observed: Observed, password: string) => Observed): Driver {
  return {
    ...driver,
    async create(...args) {
      const made = await driver.create(...args);
      return change(made, passwordOf(made));
    },
  };
}

function withScope(driver: Driver, change: (scope: DriverScope) => DriverScope): Driver {
  return {
    ...driver,
    read: (scope, ...rest) => driver.read(change(scope), ...rest),
    create: (scope, ...rest) => driver.create(change(scope), ...rest),
    update: (scope, ...rest) => driver.update(change(scope), ...rest),
    delete: (scope, ...rest) => driver.delete(change(scope), ...rest),
  };
}

function passwordOf({ outputs }: Observed): string {
  const { password } = outputs;
  return password instanceof Secret ? password.reveal() : "";
}

function settingOf(want: unknown, name: string): unknown {
  const settings = isJsonObject(want) ? want["settings"] : undefined;
  return isJsonObject(settings) ? settings[name] : undefined;
}

function thingOf(owner: string): Thing {
  return {
    id: randomUUID(),
    owner,
    type: "thing",
    isStateful: false,
    attributes: null,
    password: generatePassword().reveal(),
    idempotencyKey: "",
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
