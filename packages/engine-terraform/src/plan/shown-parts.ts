import { canonicalJson, digestBytes, shortDigest } from "@towpath/core";
import type { Difference } from "@towpath/provisioning";
import type { ThingChange } from "./terraform-plan.ts";

/** Things of one resource that are shown attribute by attribute. */
const MOST = 200;

/**
 * What differs in the parts of a resource. Of many parts the first are shown whole; each of the others is one line that
 * differs when anything in it does, at the same path whether its values are known or not yet.
 */
export function shownParts(things: readonly ThingChange[]): readonly Difference[] {
  return things.flatMap((thing, index) => (index < MOST ? thing.diff : asOne(thing)));
}

function asOne({ path, diff, action }: ThingChange): readonly Difference[] {
  if (diff.length < 2) return diff;
  const unknown = diff.some((difference) => difference.unknown);
  const text = digestBytes(canonicalJson(diff.map(({ origin: _, ...rest }) => rest)));
  const after = `${action}: ${diff.length} differences (${shortDigest(text)})`;
  return [{ path, ...(unknown ? {} : { after }), unknown, secret: false }];
}
