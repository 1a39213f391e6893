import { isJsonObject, type Json, own } from "@towpath/core";
import { isSameJson } from "@towpath/manifest/difference";
import type { Observed } from "../driver.ts";
import type { OutputReader } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { Carrier } from "./carry-out.ts";
import type { PlannedPresence } from "./planned.ts";
import { transient } from "./transient.ts";

/**
 * Looks whether what a driver says that it did was done: what is on record and not there would be found by nobody until the next
 * plan. A driver that looks itself says so.
 */
export async function verify(
  { scope, driver }: Pick<PlannedPresence, "scope" | "driver">,
  made: Observed,
  before: Observed | undefined,
  carrier: Carrier,
): Promise<void> {
  carrier.note(made.outputs);
  if (driver.verifiesItself || made.status === "failed") return;
  const { want, have } = made;
  // What it was given just now goes on record after this; a driver that looks by its password has to know the new one.
  const outputs: OutputReader = async (address, output) =>
    (address === scope.address ? own(made.outputs, output) : undefined) ?? carrier.context.outputs(address, output);
  await carrier.attempt(driver, `Reading ${scope.address}`, async (signal) => {
    const seen = await driver.read(scope, { want, have }, { ...carrier.context, outputs, signal });
    if (!seen || isOther(have, seen.have))
      throw transient(notThere(`${scope.address} was made, its driver says, but is not there.`));
    const isAsBefore = before && isSameJson(seen.want, before.want) && !isSameJson(seen.want, want);
    if (isAsBefore && seen.status === "ready")
      throw transient(notThere(`${scope.address} was changed, its driver says, but is as it was before.`));
  });
}

/** Nothing by which one finds the thing is the same: a port may move, but not everything at once. */
function isOther(have: Json, seen: Json): boolean {
  if (!isJsonObject(have) || !isJsonObject(seen)) return !isSameJson(have, seen);
  const shared = Object.keys(have).filter((name) => Object.hasOwn(seen, name));
  return shared.length > 0 && shared.every((name) => !isSameJson(have[name], seen[name]));
}

function notThere(message: string): Error {
  return provisioningError({
    code: "provisioning/not-there",
    kind: "fault",
    message,
    hint: "Look at the log of the server or service behind it, and run the command again.",
  });
}
