import type { Json, Place } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";
import { labelOf } from "./label.ts";
import type { RootModuleRequest } from "./root-module.ts";

/**
 * The `moved` blocks of a root.
 *
 * @param labels of the modules that the root calls
 * @throws {TerraformError} `engine-terraform/exchanged-names` for what Terraform would take for something else: a name that
 *   one leaves and another takes at once
 */
export function movedBlocks(
  { graph, moved }: Pick<RootModuleRequest, "graph" | "moved">,
  labels: ReadonlySet<string>,
): readonly Json[] {
  const left = new Set(moved.map(({ from }) => from));
  return moved.map(({ from, to }) => {
    if (left.has(to) || labels.has(labelOf(from)))
      throw new TerraformError({
        code: "engine-terraform/exchanged-names",
        message: left.has(to)
          ? `${from} becomes ${to}, which gets another name at the same time; Terraform cannot tell the two apart.`
          : `${from} becomes ${to}, and something else becomes ${from} at the same time; Terraform cannot tell the two apart.`,
        place: moveOrigin(graph, { from, to }),
        hint: "Apply one rename after the other: take the second into the manifest when the first is done.",
      });
    return { from: `module.${labelOf(from)}`, to: `module.${labelOf(to)}` };
  });
}

/** Where a service declares a rename. */
export function moveOrigin(
  graph: Graph,
  { from, to }: { readonly from: string; readonly to: string },
): Place | undefined {
  const move = graph.moved.findLast((each) => each.to === to && each.from === from);
  return (move ?? graph.moved.findLast((each) => each.to === to))?.origin.place;
}
