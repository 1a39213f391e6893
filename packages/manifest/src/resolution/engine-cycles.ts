import type { GraphResource } from "../graph/graph-resource.ts";
import type { GraphWorkload } from "../graph/graph-workload.ts";
import { type Resolution, report } from "./request.ts";

interface Crossing {
  readonly from: string;
  readonly to: string;
  readonly by: GraphResource | GraphWorkload;
  readonly needs: GraphResource;
}

/**
 * Reports engines that wait for one another: what one engine makes is made in one go, so that of two engines one is always
 * the first.
 */
export function reportEngineCycles(
  resources: readonly GraphResource[],
  workloads: readonly GraphWorkload[],
  resolution: Resolution,
): void {
  const crossings = crossingsOf(resources, workloads);
  const state = new Map<string, "open" | "done">();
  const path: Crossing[] = [];
  const visit = (engine: string): void => {
    if (state.get(engine) === "done") return;
    if (state.get(engine) === "open") {
      reportRing(path.slice(path.findIndex(({ from }) => from === engine)), resolution);
      return;
    }
    state.set(engine, "open");
    for (const crossing of crossings.get(engine)?.values() ?? []) {
      path.push(crossing);
      visit(crossing.to);
      path.pop();
    }
    state.set(engine, "done");
  };
  for (const engine of crossings.keys()) visit(engine);
}

/** By engine, and by the engine that it waits for: the first thing that makes it wait. */
function crossingsOf(
  resources: readonly GraphResource[],
  workloads: readonly GraphWorkload[],
): ReadonlyMap<string, ReadonlyMap<string, Crossing>> {
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const found = new Map<string, Map<string, Crossing>>();
  for (const by of [...resources, ...workloads])
    for (const address of by.dependsOn) {
      const needs = byAddress.get(address);
      if (!needs || needs.engine === by.engine) continue;
      const waits = found.get(by.engine) ?? new Map<string, Crossing>();
      found.set(by.engine, waits);
      if (!waits.has(needs.engine)) waits.set(needs.engine, { from: by.engine, to: needs.engine, by, needs });
    }
  return found;
}

function reportRing(ring: readonly Crossing[], resolution: Resolution): void {
  const [first] = ring;
  if (!first) return;
  const said = ring.map(({ from, to, by, needs }) => `${from} waits for ${to} (${by.address} needs ${needs.address})`);
  report(resolution, {
    code: "manifest/cycle",
    message: `The engines of ${resolution.environment} wait for one another: ${said.join(", ")}.`,
    address: first.by.address,
    places: ring.map(({ by }) => by.origin.place),
    suggestions: ["Place one of them on the engine of what it needs, or take a reference out."],
  });
}
