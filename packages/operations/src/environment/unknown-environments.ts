import { nearest } from "@towpath/core";
import { OperationError } from "../errors.ts";

/**
 * Refuses an environment that none of several services is in.
 *
 * @param isPartlyUnknown some of them could not be read: theirs may be the one that is meant
 * @throws {OperationError} `operation/unknown-environment`
 */
export function refuseUnknownEnvironments(
  wanted: readonly string[],
  known: ReadonlySet<string>,
  isPartlyUnknown: boolean,
): void {
  if (isPartlyUnknown) return;
  for (const name of wanted) {
    if (known.has(name)) continue;
    const near = nearest(name, known);
    throw new OperationError({
      code: "operation/unknown-environment",
      message: `No service that was checked has an environment "${name}".`,
      hint: near ? `Did you mean "${near}"?` : `There are ${[...known].join(", ")}.`,
    });
  }
}
