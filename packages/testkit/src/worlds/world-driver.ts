import { randomUUID } from "node:crypto";
import { isJsonObject, type Json, Secret } from "@towpath/core";
import { type Driver, type DriverScope, generatePassword, isSameJson, type Observed } from "@towpath/provisioning";
import type { Faults } from "./faults.ts";
import type { Thing, World } from "./world.ts";

const STOPPED = "The thing is stopped.";

/** How a driver of a test's world works. */
export interface WorldDriverOptions {
  /** Another version is made beside the thing as it is, which is kept; otherwise the thing changes in its place. */
  readonly upgradesBeside?: boolean | undefined;
  /** A thing that is renamed gets its new name in the world as well; otherwise its old one stays taken there. */
  readonly followsNames?: boolean | undefined;
}

/**
 * A driver for the reconciler that makes things in a {@link World}. Each has an id, a port, a password and a secret URL. It finds
 * by its id what nobody made, to take it over.
 */
export function worldDriver(world: World, faults: Faults, options: WorldDriverOptions = {}): Driver {
  return {
    want: ({ version, variant, settings }) => ({ version: version ?? null, variant: variant ?? null, settings }),
    async read(scope, recorded) {
      const thing = find(world, scope, recorded?.have);
      if (!thing?.isStopped) return thing && observed(thing, false);
      const { id } = thing;
      return recorded && { want: recorded.want, have: { id }, status: "stopped", message: STOPPED, outputs: {} };
    },
    create: (scope, want, step) =>
      faults.around(
        step.signal,
        step.clock,
        () => {
          const there = find(world, scope, undefined);
          const thing: Thing = {
            id: there?.id ?? randomUUID(),
            owner: ownerOf(scope),
            type: "thing",
            isStateful: false,
            attributes: want,
            password: generatePassword().reveal(),
            idempotencyKey: step.idempotencyKey,
          };
          world.put(thing);
          return observed(thing, true);
        },
        () => observed({ ...blank(scope), attributes: want, idempotencyKey: step.idempotencyKey }, true),
      ),
    update: (scope, want, have, step) =>
      faults.around(
        step.signal,
        step.clock,
        () => {
          const there = find(world, scope, have.have);
          if (!there) throw new Error(`${scope.address} is not there.`);
          const isUnknown = step.recordedOutputs["password"] === undefined;
          if (options.upgradesBeside && versionOf(want) !== versionOf(there.attributes))
            return upgraded(world, scope, want, there);
          const { isStopped: _, ...rest } = there;
          const isOurs = !options.followsNames && there.owner.startsWith(ownerOf({ ...scope, address: "" }));
          const thing = { ...rest, attributes: want, ...(isOurs ? {} : { owner: ownerOf(scope) }) };
          world.put(thing);
          return observed(thing, isUnknown);
        },
        () => ({ ...have, want }),
      ),
    delete: (scope, have, step) =>
      faults.around(
        step.signal,
        step.clock,
        () => {
          const there = find(world, scope, have.have);
          if (there) world.remove(there.id);
        },
        () => undefined,
      ),
    async find(_, id) {
      const thing = world.things().find((each) => each.id === id);
      return thing && { want: thing.attributes, have: { id } };
    },
  };
}

/** Makes the new one beside the old one, which keeps its id; called again after a kill it goes on, and says the same. */
function upgraded(world: World, scope: DriverScope, want: Json, old: Thing): Observed {
  const name = versionOf(old.attributes);
  const kept = { ...old, owner: `${ownerOf(scope)}@${name}` };
  if (old.owner !== kept.owner) world.put(kept);
  const there = world.things().find((each) => each.owner === ownerOf(scope));
  const next = { ...old, id: there?.id ?? randomUUID(), owner: ownerOf(scope), attributes: want };
  world.put(next);
  const { id } = old;
  return { ...observed(next, false), kept: { name, version: name, want: old.attributes, have: { id } } };
}

function versionOf(attributes: Json): string {
  return isJsonObject(attributes) ? String(attributes["version"] ?? "") : "";
}

/** Whose a thing is, as the world writes it. */
export function ownerOf({ service, environment, address }: Omit<DriverScope, "name">): string {
  return `${service}/${environment}/${address}`;
}

/** True when a thing is as a test's graph wants it. */
export function hasAttributes(thing: Thing | undefined, settings: Readonly<Record<string, Json>>): boolean {
  return thing !== undefined && isJsonObject(thing.attributes) && isSameJson(thing.attributes["settings"], settings);
}

function find(world: World, scope: DriverScope, recorded: Json | undefined): Thing | undefined {
  const id = isJsonObject(recorded) ? recorded["id"] : undefined;
  const things = world.things();
  const byId = things.find((thing) => thing.id === id);
  // What an upgrade kept goes by its record alone: two of them may have had the same name.
  return byId || scope.address.includes("@") ? byId : things.find((thing) => thing.owner === ownerOf(scope));
}

function blank(scope: DriverScope): Thing {
  return {
    id: "no-such-thing",
    owner: ownerOf(scope),
    type: "thing",
    isStateful: false,
    attributes: null,
    password: "",
    idempotencyKey: "",
  };
}

function observed(thing: Thing, isNew: boolean): Observed {
  const { id, attributes, password } = thing;
  return {
    want: attributes,
    have: { id },
    status: "ready",
    outputs: {
      id,
      port: portOf(id),
      ...(isNew
        ? { password: new Secret(password), url: new Secret(`thing://user:${password}@127.0.0.1:${portOf(id)}/`) }
        : {}),
    },
    details: { id },
  };
}

/** Some port, the same for the same thing. */
export function portOf(id: string): number {
  return 20_000 + ((Number.parseInt(id.slice(0, 4), 16) || 0) % 10_000);
}
