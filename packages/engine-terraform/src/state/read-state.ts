import type { JsonObject } from "@towpath/core";
import type { SecretBox, StateStore } from "@towpath/provisioning";
import { openState } from "./stored-state.ts";

/**
 * The state of Terraform under a key, as Terraform wrote it. It holds secrets: nothing of it is printed.
 *
 * @param key as {@link import("./state-key.ts").terraformStateKey} makes it
 * @returns undefined where there is none yet
 * @throws {TerraformError} `engine-terraform/state-damaged`, `engine-terraform/state-newer`
 * @throws {ProvisioningError} `provisioning/secret-unreadable`, and what the store throws
 */
export async function readTerraformState(
  store: StateStore,
  key: string,
  box: SecretBox,
): Promise<JsonObject | undefined> {
  const found = await store.read(key);
  return found && (await openState(found.bytes, key, box)).file?.document;
}
