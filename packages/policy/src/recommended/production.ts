import type { Graph } from "@towpath/manifest";

/** The parameter of a rule that asks more of environments whose users are real. */
export const productionEnvironments = { type: "list", default: ["live", "prod", "production"] } as const;

/** Whether a graph is of an environment whose users are real. */
export function isProduction({ environment }: Graph, names: readonly string[]): boolean {
  return names.includes(environment.name);
}
