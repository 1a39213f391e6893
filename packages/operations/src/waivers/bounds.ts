import { address, addressSegments } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";
import type { CompiledBound } from "@towpath/policy/cel";
import type { WaiverOptions } from "@towpath/policy/waivers";

/**
 * Evaluates the bounds of waivers for what findings are about. What evaluates them is loaded here: only where a waiver has
 * one.
 */
export async function boundsOf(graphs: readonly Graph[], now: Date): Promise<NonNullable<WaiverOptions["holds"]>> {
  const { compileBound } = await import("@towpath/policy/cel");
  const read = new Map<Waiver, CompiledBound>();
  const boundOf = (waiver: Waiver): CompiledBound => {
    const place = waiver.places.allow ?? waiver.place;
    const known = read.get(waiver) ?? compileBound(waiver.allow ?? "true", () => place);
    read.set(waiver, known);
    return known;
  };
  return (waiver, finding, environment) => {
    const compiled = boundOf(waiver);
    if (!compiled.ok) return compiled.flaws.map(({ message }) => message).join(" ");
    const concerned = graphs.filter((graph) => environment === undefined || graph.environment.name === environment);
    if (concerned.length === 0) return "There is nothing here that it could be about.";
    let holds: boolean | string = true;
    for (const graph of concerned) {
      const about = aboutOf(finding.address, graph);
      const one = compiled.bound.covers({ ...about, graph, now });
      if (one !== true && holds !== false) holds = one;
    }
    return holds;
  };
}

function aboutOf(of: string, graph: Graph) {
  const [kind = "", name = ""] = addressSegments(of);
  const whole = address(kind, name);
  return {
    resource: graph.resources.find((one) => one.address === whole),
    workload: graph.workloads.find((one) => one.address === whole),
  };
}
