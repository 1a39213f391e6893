import { isSameJson } from "@towpath/manifest/difference";
import type { DriverScope, Observed, Recorded } from "../driver.ts";
import type { Context } from "../engine.ts";
import type { RecordedResource } from "../state/state-document.ts";
import { type Look, look, secretsOf } from "./look.ts";
import { requireNoSecretInside } from "./recorded-outputs.ts";
import type { Watched } from "./watched-context.ts";

/**
 * What is there of a thing, as its driver sees it. Nothing of it shows a secret that is on record: neither its words nor what
 * differs from what was made.
 *
 * @throws {ProvisioningError} as {@link look}; `provisioning/secret-exposed`
 */
export async function readThing(
  { driver, limits, secretBox }: Pick<Look<unknown>, "driver" | "limits" | "secretBox">,
  scope: DriverScope,
  recorded: Recorded | RecordedResource | undefined,
  context: Context,
): Promise<Observed | undefined> {
  // Of a creation that was cut off nothing is known.
  const known = recorded && recorded.have !== null ? { want: recorded.want, have: recorded.have } : undefined;
  const record = recorded && "outputs" in recorded ? recorded : undefined;
  const what = `Reading ${scope.address}`;
  const work = async (within: Context, { note, clean }: Watched) => {
    const seen = await driver.read(scope, known, within);
    if (!seen || !record || (seen.message === undefined && isSameJson(seen.want, record.want))) return seen;
    const outputs = await secretsOf(record, secretBox);
    requireNoSecretInside(scope.address, { ...seen, outputs });
    note(outputs);
    return seen.message === undefined ? seen : { ...seen, message: clean(seen.message) };
  };
  return look({ what, driver, limits, recorded: record, secretBox, work }, context);
}
