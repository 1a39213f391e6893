import type { Address } from "@towpath/core";
import type { Graph } from "@towpath/manifest";
import { TerraformError } from "../errors.ts";

/**
 * Refuses renames that Terraform cannot carry out at once: it would take two that change places, and one that takes the name that
 * another is just leaving, for one rename after the other of the same thing.
 *
 * @param moved address before, by address now
 * @throws {TerraformError} `engine-terraform/exchanged-names`
 */
export function requireNoExchange(moved: ReadonlyMap<Address, Address>, { moved: declared, environment }: Graph): void {
  for (const [now, before] of moved) {
    const leavesFor = [...moved].find(([, each]) => each === now)?.[0];
    if (leavesFor === undefined) continue;
    const move = declared.findLast(({ to }) => to === now);
    throw new TerraformError({
      code: "engine-terraform/exchanged-names",
      message:
        leavesFor === before
          ? `${before} and ${now} change places, which Terraform cannot do at once.`
          : `${before} becomes ${now} while ${now} becomes ${leavesFor}, which Terraform cannot do at once.`,
      place: move?.origin.place,
      hint: `Rename in two steps: first ${now} to another name, apply that with -e ${environment.name}, and then ${before} to ${now}.`,
    });
  }
}
