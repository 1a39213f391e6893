import { rm } from "node:fs/promises";
import { nodeClock, Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { applyEnvironment, contextFor, isEmptyPlan, planEnvironment, readState } from "@towpath/provisioning";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GraphSketch, graphWith, type ResourceSketch } from "../graphs/graph-with.ts";
import { planning, reconciling, setUp } from "../testing/set-up.ts";
import { type Fault, orderableFaults } from "../worlds/faults.ts";
import { memoryStore } from "../worlds/memory-store.ts";
import { memoryWorld } from "../worlds/world.ts";
import { hasAttributes } from "../worlds/world-driver.ts";

const NAMES = ["a", "b", "c", "d", "e"];

/** Resources that depend only on those before them, so that no graph has a cycle. */
const sketches: fc.Arbitrary<GraphSketch> = fc
  .subarray(NAMES)
  .chain((names) =>
    fc.tuple(
      ...names.map((name, index) =>
        fc
          .record({
            size: fc.integer({ min: 1, max: 3 }),
            kind: fc.constantFrom("x", "y"),
            dependsOn: fc.subarray(names.slice(0, index)),
            isTemplated: fc.boolean(),
          })
          .map(({ size, kind, dependsOn, isTemplated }): [string, ResourceSketch] => {
            const [first] = dependsOn;
            const target = isTemplated && first ? { target: { template: `\${resources.${first}.id}` } } : {};
            return [
              name,
              {
                isStateful: name < "c",
                dependsOn,
                settings: { size, kind: { value: kind, change: "replace" }, ...target },
              },
            ];
          }),
      ),
    ),
  )
  .map((entries) => ({ resources: Object.fromEntries(entries) }));

const faults: fc.Arbitrary<readonly Fault[]> = fc.array(
  fc.record({
    at: fc.integer({ min: 1, max: 8 }),
    kind: fc.constantFrom("fail" as const, "transient" as const, "crash" as const, "lie" as const),
  }),
  { maxLength: 3 },
);

const CONSENT = { allowed: NAMES.map((name) => `data-loss:resources.${name}`) };

describe.each([
  { name: "the reconciler", make: reconciling },
  { name: "an engine with a planner of its own", make: planning },
])("$name", ({ make }) => {
  test("comes from any graph to any other, whatever goes wrong on the way", { timeout: 600_000 }, async () => {
    const { secretBox, folder } = await setUp(make);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(sketches, faults), { minLength: 1, maxLength: 4 }), async (steps) => {
        const world = memoryWorld();
        const trouble = orderableFaults();
        const state = memoryStore();
        const engines = new Map([["local", make("local", world, trouble, secretBox)]]);
        const environment = (graph: Graph) => ({
          graph,
          engines,
          state,
          context: contextFor({
            clock: nodeClock,
            signal: new AbortController().signal,
            variables: {},
            secrets: async () => new Secret("none"),
            holder: { who: "anna", run: "1", since: "" },
            graph,
            state,
            secretBox,
          }),
        });
        for (const [sketch, wrong] of steps) {
          const graph = graphWith(sketch);
          const there = environment(graph);
          trouble.order(...wrong);
          // Each failure costs a run at most, and a fault that was ordered for later may come in a later one.
          for (let run = 0; run < 12; run += 1) {
            const { outcome } = await applyEnvironment(there, { consent: CONSENT });
            if (outcome.status === "done" && isEmptyPlan(await planEnvironment(there, "match"))) break;
          }
          expect(isEmptyPlan(await planEnvironment(there, "match"))).toBe(true);
          const document = await readState(state, "orders/dev");
          expect(Object.keys(document.resources).sort()).toEqual(graph.resources.map((each) => each.address));
          expect(document.journal).toEqual([]);
          const owners = world.things().map((thing) => thing.owner.slice("orders/dev/".length));
          expect(owners.toSorted()).toEqual(
            [...Object.keys(document.resources), ...Object.keys(document.orphans)].sort(),
          );
          for (const [name, resource] of Object.entries(sketch.resources ?? {})) {
            const thing = world.things().find((each) => each.owner.endsWith(`.${name}`));
            const { size, kind, target } = resource.settings ?? {};
            const plain = { size: Number(size), kind: typeof kind === "object" && "value" in kind ? kind.value : "" };
            const [first] = resource.dependsOn ?? [];
            const id = world.things().find((each) => each.owner.endsWith(`.${first}`))?.id ?? "";
            expect(hasAttributes(thing, target ? { ...plain, target: id } : plain)).toBe(true);
          }
          const changes = world.changes();
          await applyEnvironment(there, { consent: CONSENT });
          expect(world.changes()).toBe(changes);
          trouble.forget();
        }
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 2_000 : 60 },
    );
    await rm(folder, { recursive: true });
  });
});
