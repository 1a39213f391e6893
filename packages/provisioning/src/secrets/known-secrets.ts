import { Secret } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import type { TemplateContext } from "../templates/render-template.ts";

/**
 * Every secret of an environment that a command or a workload could print: outputs on record and the service's own secrets,
 * each for itself. A variable holds them as parts of other texts, such as the password within an address.
 */
export async function knownSecrets(
  graph: {
    readonly resources: readonly Pick<Graph["resources"][number], "address" | "outputs">[];
    readonly secrets: readonly Pick<Graph["secrets"][number], "address">[];
  },
  context: TemplateContext,
): Promise<readonly Secret[]> {
  const outputs = graph.resources.flatMap(({ address, outputs: contract }) =>
    Object.keys(contract).map((output) => context.outputs(address, output)),
  );
  // One that has no value here cannot be printed either.
  const own = graph.secrets.map(({ address }) => context.secrets(address).catch(() => undefined));
  const values = await Promise.all([...outputs, ...own]);
  return values.filter((value) => value instanceof Secret);
}
