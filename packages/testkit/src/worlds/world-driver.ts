import { randomUUID } from "node:crypto";
import { isJsonObject, type Json, Secret } from "@towpath/core";
import { type Driver, type DriverScope, generatePassword, isSameJson, type Observed } from "@towpath/provisioning";
import type { Faults } from "./faults.ts";
import type { Thing, World } from "./world.ts";

const STOPPED = "The thing is stopped.";

/** A driver for the reconciler that makes things in a {@link World}. Each has an id, a port, a password and a secret URL. */
export function worldDriver(world: World, faults: Faults): Driver {
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
          const { isStopped: _, ...rest } = there;
          const thing = { ...rest, attributes: want };
          world.put(thing);
          return observed(thing, false);
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
  };
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
  return things.find((thing) => thing.id === id) ?? things.find((thing) => thing.owner === ownerOf(scope));
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
