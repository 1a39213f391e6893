import { isJsonObject, type Json } from "@towpath/core";
import type { Driver } from "@towpath/provisioning";
import type { ConformanceSubject } from "@towpath/provisioning/conformance";
import { TEST_OUTPUTS } from "../../graphs/graph-with.ts";
import { orderableFaults } from "../../worlds/faults.ts";
import { fileWorld, memoryWorld, type World } from "../../worlds/world.ts";
import { worldDriver } from "../../worlds/world-driver.ts";

/** The world driver as a subject of the conformance kit, as it is or with something broken in it. */
export function worldSubject(
  world: World = memoryWorld(),
  broken: (driver: Driver, world: World) => Driver = (driver) => driver,
): ConformanceSubject {
  return {
    driver: () => broken(worldDriver(world, orderableFaults()), world),
    type: {
      name: "thing",
      isStateful: true,
      outputs: TEST_OUTPUTS,
      settings: { size: { change: "update" }, collation: { change: "replace" } },
    },
    example: { version: "17", settings: { size: 1, collation: "C" } },
    changes: [
      { name: "settings.size", to: { version: "17", settings: { size: 2, collation: "C" } } },
      { name: "settings.collation", to: { version: "17", settings: { size: 1, collation: "de" } } },
      { name: "version 18", to: { version: "18", settings: { size: 1, collation: "C" } } },
    ],
    disturbances: [
      {
        name: "another size",
        disturb: async ({ have }) => {
          const thing = world.things().find(({ id }) => id === idOf(have));
          if (thing)
            world.put({
              ...thing,
              attributes: { version: "17", variant: null, settings: { size: 99, collation: "C" } },
            });
        },
      },
      {
        name: "stopped",
        disturb: async ({ have }) => {
          const thing = world.things().find(({ id }) => id === idOf(have));
          if (thing) world.put({ ...thing, isStopped: true });
        },
      },
    ],
    data: {
      put: async ({ have }) =>
        world.put({
          id: dataOf(have),
          owner: "data",
          type: "data",
          isStateful: true,
          attributes: null,
          password: "",
          idempotencyKey: "",
        }),
      isThere: async ({ have }) => world.things().some(({ id }) => id === dataOf(have)),
    },
    leftovers: async () => world.things().flatMap(({ owner, type }) => (type === "data" ? [] : [owner])),
    settleMs: 500,
    limitMs: 2_000,
  };
}

/** What the world calls the data of a thing. */
export function dataOf(have: Json): string {
  return `data of ${String(idOf(have))}`;
}

function idOf(have: Json): Json | undefined {
  return isJsonObject(have) ? have["id"] : undefined;
}

/** For a process of its own, with its world in a file. */
export default function subjectInFile(path: unknown): ConformanceSubject {
  if (typeof path !== "string") throw new TypeError("The path of a world is needed.");
  return worldSubject(fileWorld(path));
}
