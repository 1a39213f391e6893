import { type Address, address, addressSegments } from "@towpath/core";
import { identifier } from "./identifier.ts";

/** The output that says whose the state is; no resource's may be called so. */
export const OWNER_OUTPUT = "towpath";

/** What the call of a resource's module is labelled: its name, with `_` before a digit, which no label may begin with. */
export function labelOf(of: Address): string {
  const name = addressSegments(of).at(-1) ?? of;
  return /^[0-9]/.test(name) || name === OWNER_OUTPUT ? identifier(`_${name}`) : identifier(name);
}

/** The resource that an address of Terraform's is of: the inverse of {@link labelOf}. Undefined for the root's own. */
export function addressOf(terraformAddress: string): Address | undefined {
  const label = /^module\.([A-Za-z_][A-Za-z0-9_-]*)(?=[.[]|$)/.exec(terraformAddress)?.[1];
  if (label === undefined) return undefined;
  const isMarked = /^_[0-9]/.test(label) || label === `_${OWNER_OUTPUT}`;
  return address("resources", isMarked ? label.slice(1) : label);
}
