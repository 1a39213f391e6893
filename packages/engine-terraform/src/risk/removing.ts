import type { Risk } from "@towpath/provisioning";
import type { TypeRisks } from "./type-risk.ts";

/** Types of which removing one has the same risk, and of whose updates nothing is known. */
export function removing(remove: Risk, types: readonly string[]): TypeRisks {
  return Object.fromEntries(types.map((type) => [type, { remove }]));
}
