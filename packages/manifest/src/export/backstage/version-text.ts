import type { Graph } from "../../graph/graph.ts";

/** `PostgreSQL 17 in dev and int, 16 in prod.` */
export function versionText(title: string, resource: string, graphs: readonly Graph[]): string {
  const environments = new Map<string, string[]>();
  for (const { environment, resources } of graphs) {
    const found = resources.find(({ name }) => name === resource);
    if (!found) continue;
    const version = found.version?.known ? found.version.value : "";
    environments.set(version, [...(environments.get(version) ?? []), environment.name]);
  }
  const parts = [...environments].map(([version, names], index) => {
    const what = index === 0 ? [title, version] : [version === "" ? "no version" : version];
    return `${what.filter((word) => word !== "").join(" ")} in ${listed(names)}`;
  });
  return `${parts.join(", ")}.`;
}

function listed(names: readonly string[]): string {
  const [last = "", ...others] = [...names].reverse();
  return others.length === 0 ? last : `${others.reverse().join(", ")} and ${last}`;
}
