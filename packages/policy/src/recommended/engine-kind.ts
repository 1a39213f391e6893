import type { Graph } from "@towpath/manifest";

/** What kind of engine a thing of the graph is made by: `local`, `kubernetes`. */
export function engineKind({ environment }: Graph, made: { readonly engine: string }): string | undefined {
  return environment.engines.find(({ name }) => name === made.engine)?.kind;
}
