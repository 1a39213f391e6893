import { rm } from "node:fs/promises";
import { applyEnvironment, isEmptyPlan, planEnvironment, readState, type StateStore } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { graphWith } from "../graphs/graph-with.ts";
import { reconciling, type Setup, setUp } from "../testing/set-up.ts";

const graph = (size: number) =>
  graphWith({
    resources: {
      db: { isStateful: true, settings: { size } },
      cache: { dependsOn: ["db"] },
      queue: { settings: { size, kind: { value: `k${size}`, change: "replace" } } },
    },
  });

describe("a store that fails", () => {
  let setup: Setup;
  beforeEach(async () => {
    setup = await setUp(reconciling);
  });
  afterEach(() => rm(setup.folder, { recursive: true, force: true }));

  /** Applies while some writes fail, as on a disk that is full; says how many writes there were. */
  const applyWith = async (size: number, fails: (write: number) => boolean): Promise<number> => {
    let writes = 0;
    const state: StateStore = {
      ...setup.store,
      async write(...request) {
        writes += 1;
        if (fails(writes)) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
        return setup.store.write(...request);
      },
    };
    const environment = setup.environment(graph(size));
    await applyEnvironment({ ...environment, state }).then(
      ({ outcome }) => {
        for (const change of outcome.changes.filter(({ status }) => status === "failed"))
          expect(change.message).toContain("no space left on device");
      },
      (error: unknown) => expect(error).toMatchObject({ message: expect.stringContaining("no space left on device") }),
    );
    return writes;
  };

  test.each([
    ["at one write", (at: number) => (write: number) => write === at],
    ["from one write on", (at: number) => (write: number) => write >= at],
  ])(
    "%s, whichever it is: the next apply converges, and nothing is made twice",
    { timeout: 120_000 },
    async (_, failing) => {
      for (let size = 1; ; size += 1) {
        const writes = await applyWith(size, failing(size));
        const { lock, ...unlocked } = await readState(setup.store, "orders/dev");
        // A lock that could not be given back is that of this process, which is alive: whoever waits gets it when it expires.
        if (lock) {
          const found = await setup.store.read("orders/dev");
          await setup.store.write("orders/dev", Buffer.from(JSON.stringify(unlocked)), found?.version ?? "absent");
        }
        expect((await setup.apply(graph(size))).outcome.status).toBe("done");
        expect(isEmptyPlan(await planEnvironment(setup.environment(graph(size)), "match"))).toBe(true);
        expect(
          setup.world
            .things()
            .map(({ owner }) => owner)
            .sort(),
        ).toEqual(["orders/dev/resources.cache", "orders/dev/resources.db", "orders/dev/resources.queue"]);
        expect((await readState(setup.store, "orders/dev")).journal).toEqual([]);
        if (size > writes) break;
      }
    },
  );
});
