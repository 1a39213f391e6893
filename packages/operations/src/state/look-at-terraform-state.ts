import { errorMessage, TowpathError } from "@towpath/core";
import { decodeEnvelope, type OpenedEnvelope, openState, readPending } from "@towpath/engine-terraform/state";
import type { Generation } from "@towpath/provisioning";
import type { OpenStateStore } from "./open-state-store.ts";
import { type ShownTerraformState, shownTerraformState } from "./shown-terraform-state.ts";

type Opened = Pick<OpenStateStore, "store" | "secretBox">;

/** What a list says of a state of Terraform; nothing of it is opened for that. */
export async function terraformListed(
  { store }: Opened,
  key: string,
): Promise<{
  readonly serial: number;
  readonly resources: number;
  readonly pending: number;
  readonly version: string;
}> {
  const found = await store.read(key);
  if (!found) return { serial: 0, resources: 0, pending: 0, version: "absent" };
  const { serial, things } = decodeEnvelope(found.bytes, key);
  return { serial, resources: things, pending: (await readPending(store, key)).length, version: found.version };
}

/** A state of Terraform as it is, or as it was in a generation; undefined where nothing is. */
export async function terraformShown(
  { store, secretBox }: Opened,
  key: string,
  generation?: Generation,
): Promise<{ readonly version: string; readonly state: ShownTerraformState } | undefined> {
  if (generation) {
    const bytes = await generation.bytes();
    if (!bytes) return undefined;
    return { version: generation.version, state: shownTerraformState(await openState(bytes, key, secretBox), []) };
  }
  const found = await store.read(key);
  if (!found) return undefined;
  const opened = await openState(found.bytes, key, secretBox);
  return { version: found.version, state: shownTerraformState(opened, await readPending(store, key)) };
}

/** A generation of a state of Terraform, or why it cannot be read. */
export async function terraformGeneration(
  { secretBox }: Opened,
  key: string,
  generation: Generation,
): Promise<{ readonly opened?: OpenedEnvelope | undefined; readonly problem?: string | undefined }> {
  try {
    const bytes = await generation.bytes();
    return bytes ? { opened: await openState(bytes, key, secretBox) } : {};
  } catch (error) {
    return { problem: errorMessage(error) };
  }
}

/** True for a state of Terraform's that cannot be read, which a list says beside the others. */
export function isUnreadable(error: unknown): error is TowpathError {
  return error instanceof TowpathError && /^(provisioning\/(state|secret)-|engine-terraform\/state-)/.test(error.code);
}
