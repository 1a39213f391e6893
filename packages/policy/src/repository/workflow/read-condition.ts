import { readBareCondition } from "../expression/read-interpolations.ts";
import type { Scalar } from "../source/source-value.ts";
import type { Condition } from "./condition.ts";

/** An `if`. Without `${{ }}` all of it is an expression. */
export function readCondition(scalar: Scalar | undefined): Condition | undefined {
  if (!scalar || scalar.raw === null) return undefined;
  const isBare = !scalar.text.includes("${{");
  let bare: Condition["interpolations"] | undefined;
  return {
    scalar,
    isBare,
    get interpolations() {
      if (!isBare) return scalar.interpolations;
      bare ??= [readBareCondition(scalar)];
      return bare;
    },
  };
}
