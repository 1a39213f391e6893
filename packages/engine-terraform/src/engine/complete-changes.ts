import { own } from "@towpath/core";
import type { GraphResource } from "@towpath/manifest";
import type { Change, Difference, RecordedResource } from "@towpath/provisioning";
import { requireNothingElse } from "./require-nothing-else.ts";
import type { Share } from "./share.ts";
import type { Taken } from "./taken-over.ts";

/** What is said of everything that goes with a service. */
const TAKEN_OUT = "The service is taken out.";

/**
 * What Terraform says, with what Towpath knows beside it: what was interrupted, what is not on record, what is not minded now.
 *
 * @throws {TerraformError} `engine-terraform/kept-changed`
 */
export function completeChanges(
  changes: readonly Change[],
  share: Share,
  engine: string,
  taken: Taken,
): readonly Change[] {
  const { target, goal, only, state } = share;
  const mine = goal === "match" ? target.graph.resources.filter((resource) => resource.engine === engine) : [];
  const wanted = new Map(mine.map((resource) => [resource.address, resource]));
  // What Terraform takes along with what is named, and the plan does not tell.
  if (goal === "destroy" && only)
    requireNothingElse(
      changes.filter(({ address }) => !only.has(address)),
      share,
    );
  const begun = new Set(state.journal.map(({ address }) => address));
  return changes
    .filter(({ address }) => only === undefined || only.has(address))
    .map((change) => {
      const resource = wanted.get(change.address);
      if (!resource) return only && own(state.orphans, change.address) ? byName(change) : change;
      // It is called as on record, and stays wanted.
      const seen: Change = change.action === "retain" ? { ...change, action: "none", reasons: [] } : change;
      const record = own(state.resources, change.address);
      const isCutOff = begun.has(change.address) || record?.status === "failed";
      return withTaken(withMissing(seen, resource, record, isCutOff), taken);
    });
}

/** What is kept goes alone only when somebody names it. */
function byName(change: Change): Change {
  const reasons = change.reasons.map((reason) => (reason === TAKEN_OUT ? "It is destroyed by name." : reason));
  return { ...change, reasons };
}

function withMissing(
  change: Change,
  resource: GraphResource,
  record: RecordedResource | undefined,
  isCutOff: boolean,
): Change {
  const cutOff = isCutOff ? ["The last apply did not come to its end with it."] : [];
  if (change.action !== "none" || !record)
    return cutOff.length === 0 ? change : { ...change, reasons: [...cutOff, ...change.reasons] };
  const missing = Object.entries(resource.outputs)
    .filter(([name]) => own(record.outputs, name) === undefined)
    .map(([name, { isSecret }]): Difference => ({ path: `outputs.${name}`, unknown: true, secret: isSecret }));
  if (missing.length === 0 && !isCutOff) return change;
  const reasons = [
    ...cutOff,
    ...(missing.length > 0 ? ["Not all of its outputs are on record."] : []),
    ...change.reasons,
  ];
  return { ...change, action: "update", reasons, diff: [...change.diff, ...missing] };
}

function withTaken(change: Change, { byAddress }: Taken): Change {
  const made = byAddress.get(change.address)?.filter(({ why, id }) => why === "made" && id !== "") ?? [];
  if (made.length === 0 || change.action === "none") return change;
  const ids = made.slice(0, 5).map(({ id }) => id);
  return { ...change, reasons: [`A run that was cut off had made ${ids.join(", ")}.`, ...change.reasons] };
}
