import { isAbort, TowpathError } from "@towpath/core";
import type { Driver } from "../driver.ts";
import type { Context, OutputValue } from "../engine.ts";
import { provisioningError } from "../errors.ts";
import type { SecretBox } from "../secrets/secret-box.ts";
import type { RecordedResource } from "../state/state-document.ts";
import { type Limits, limitsOf, patiently } from "./limits.ts";
import { openOutputs } from "./recorded-outputs.ts";
import { saidBy } from "./said.ts";
import { type Watched, watched } from "./watched-context.ts";

/** A look at the world by a driver, and how patient one is with it. */
export interface Look<T> {
  /** Named in errors: `Reading resources.db`. */
  readonly what: string;
  readonly driver: Driver;
  readonly limits: Limits;
  /** Its outputs are secrets that nothing may show which the driver says. */
  readonly recorded?: Pick<RecordedResource, "outputs" | "idempotencyKey"> | undefined;
  readonly secretBox: SecretBox;
  /** `heard` knows what secrets the driver was given. */
  readonly work: (context: Context, heard: Watched) => Promise<T>;
}

/**
 * Carries out a look, which is over as soon as the run is cancelled.
 *
 * @throws {ProvisioningError} `provisioning/driver-failed` for whatever a driver throws that is no error of its own words
 */
export async function look<T>(look: Look<T>, outer: Context): Promise<T> {
  const { what, driver, recorded, secretBox, work } = look;
  const limits = { ...limitsOf(driver, look.limits), graceMs: 0 };
  const heard = watched(outer);
  const { context, note, clean } = heard;
  try {
    return await patiently(what, limits.readMs, limits, context, (signal) => work({ ...context, signal }, heard));
  } catch (error) {
    if (isAbort(error, outer.signal)) throw error;
    note(await secretsOf(recorded, secretBox));
    const said = clean(saidBy(error));
    if (error instanceof TowpathError && error.message === said) throw error;
    throw provisioningError({
      code: "provisioning/driver-failed",
      kind: "fault",
      message: `${what} failed: ${said}`,
      hint: "Look at the log of the server or service behind it, and run the command again.",
      cause: error,
    });
  }
}

/** The outputs on record, as far as they can be opened. */
export async function secretsOf(
  recorded: Look<unknown>["recorded"],
  box: SecretBox,
): Promise<Readonly<Record<string, OutputValue>>> {
  try {
    return recorded ? await openOutputs(recorded, box) : {};
  } catch {
    return {}; // what cannot be opened was not in anyone's hands either
  }
}
