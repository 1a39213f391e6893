import { TerraformError } from "../errors.ts";
import { addressOf } from "../module/label.ts";
import type { PendingImport } from "../state/pending.ts";
import type { Share } from "./share.ts";

/**
 * Refuses a destruction that would leave behind what a run which was cut off had made: Terraform destroys what its state has,
 * and what it was made with would be forgotten.
 *
 * @param addresses of what is in the state
 * @throws {TerraformError} `engine-terraform/made-unseen`
 */
export function requireNothingLeft(
  pending: readonly PendingImport[],
  { target: { graph }, records, kept, only }: Pick<Share, "target" | "records" | "kept" | "only">,
  addresses: ReadonlySet<string>,
): void {
  const left = pending.flatMap(({ to, id, why }) => {
    const address = addressOf(to);
    if (why !== "made" || id === "" || address === undefined || addresses.has(to)) return [];
    const goes = records.has(address) && !kept.has(address) && (only === undefined || only.has(address));
    return goes ? [`${address} (${id})`] : [];
  });
  if (left.length === 0) return;
  throw new TerraformError({
    code: "engine-terraform/made-unseen",
    kind: "refused",
    message: `A run that was cut off had made what Terraform's state does not have: ${left.slice(0, MOST).join(", ")}${left.length > MOST ? ` and ${left.length - MOST} more` : ""}. Destroying now would leave it there.`,
    place: graph.environment.origin.place,
    hint: `Nothing was touched. Take it over first with towpath apply -e ${graph.environment.name}, and destroy then.`,
  });
}

/** Things that are named. */
const MOST = 10;
