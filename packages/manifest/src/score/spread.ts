import { laidOver, mappingOf, memberOf, membersOf, type Sourced } from "./sourced.ts";

const BY_NAME = ["variables", "files", "volumes", "limits", "requests"] as const;
const WHOLE = ["liveness", "readiness"] as const;

/**
 * What a manifest says of a workload holds for each of its containers, and what a container says itself goes before that.
 * Where a Score file says the same of a container, the manifest has the last word: it is said of the container, too. In
 * the overlays as in the manifest itself.
 *
 * @param workload where the manifest has the workload
 * @param translated what the Score file says of it
 */
export function spread(over: Sourced, workload: readonly string[], translated: Sourced | undefined): Sourced {
  const containers = memberOf(translated, "containers");
  const environments = memberOf(over, "environments");
  const own = withSpread(over, workload, containers);
  if (!environments) return own;
  const each = membersOf(environments).map(
    ([name, one]) => [name, one.members ? withSpread(one, workload, containers) : one] as const,
  );
  return mappingOf(own.said, new Map(own.members).set("environments", mappingOf(environments.said, each)));
}

function withSpread(layer: Sourced, workload: readonly string[], containers: Sourced | undefined): Sourced {
  const said = workload.reduce<Sourced | undefined>(memberOf, layer);
  if (!said?.members) return layer;
  const lifted = membersOf(containers).flatMap(([name, container]) => {
    const parts = [
      ...BY_NAME.map((key) => {
        const there = memberOf(container, key);
        const shared = memberOf(said, key);
        const both = membersOf(shared).filter(([member]) => memberOf(there, member) !== undefined);
        return [key, shared && both.length > 0 ? mappingOf(shared.said, both) : undefined] as const;
      }),
      ...WHOLE.map((key) => [key, memberOf(container, key) ? memberOf(said, key) : undefined] as const),
    ].filter(([, part]) => part !== undefined);
    return parts.length === 0 ? [] : [[name, mappingOf(said.said, parts)] as const];
  });
  if (lifted.length === 0) return layer;
  const inside = mappingOf(said.said, [["containers", mappingOf(said.said, lifted)]]);
  const extra = workload.reduceRight<Sourced>((inner, key) => mappingOf(layer.said, [[key, inner]]), inside);
  return laidOver(extra, layer, true);
}
