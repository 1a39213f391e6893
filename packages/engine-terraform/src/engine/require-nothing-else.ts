import type { Change } from "@towpath/provisioning";
import { TerraformError } from "../errors.ts";
import type { Share } from "./share.ts";

/**
 * Refuses a destruction in which Terraform would change what stays: its module or what is there has changed since it was applied,
 * and nobody approved to put that right.
 *
 * @param others what Terraform would do to what stays
 * @throws {TerraformError} `engine-terraform/kept-changed`
 */
export function requireNothingElse(others: readonly Change[], { target }: Pick<Share, "target">): void {
  const changed = others.filter(({ action }) => action !== "none" && action !== "retain");
  if (changed.length === 0) return;
  const { service, environment } = target.graph;
  const what = changed.map(
    ({ address, action, risk }) => `${address} (${action}${risk === "none" ? "" : `, ${risk}`})`,
  );
  throw new TerraformError({
    code: "engine-terraform/kept-changed",
    kind: "refused",
    message: `Destroying in ${environment.name} would also change what of ${service.name} stays: ${what.join(", ")}.`,
    place: environment.origin.place,
    hint: `Nothing was touched. Its module, or what is there, is not as it was applied. Look at it with towpath plan -e ${environment.name}, apply that first, and destroy then.`,
    tail: changed.flatMap(({ address, diff }) => diff.slice(0, MOST).map(({ path }) => `${address}: ${path}`)),
  });
}

/** Differences of one that are named. */
const MOST = 10;
