import type { GraphResource, GraphWorkload } from "../graph.ts";
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
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]));
  const crossings: Crossing[] = [];
  for (const by of [...resources, ...workloads])
    for (const address of by.dependsOn) {
      const needs = byAddress.get(address);
      const isKnown = crossings.some(({ from, to }) => from === by.engine && to === needs?.engine);
      if (needs && needs.engine !== by.engine && !isKnown)
        crossings.push({ from: by.engine, to: needs.engine, by, needs });
    }
  const reported = new Set<string>();
  const visit = (engine: string, path: readonly Crossing[]): void => {
    const start = path.findIndex(({ from }) => from === engine);
    if (start !== -1) {
      const ring = path.slice(start);
      const name = ring
        .map(({ from }) => from)
        .toSorted()
        .join(" ");
      if (!reported.has(name)) reportRing(ring, resolution);
      reported.add(name);
      return;
    }
    for (const crossing of crossings) if (crossing.from === engine) visit(crossing.to, [...path, crossing]);
  };
  for (const { from } of crossings) visit(from, []);
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
