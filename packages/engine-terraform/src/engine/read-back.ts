import { type Address, isJsonObject, type JsonObject, own } from "@towpath/core";
import type { SecretBox, StateStore } from "@towpath/provisioning";
import { addressOf, labelOf } from "../module/label.ts";
import { readTerraformState } from "../state/read-state.ts";
import { parseStateFile, type StateThing, thingsOf } from "../state/state-file.ts";
import type { Session } from "./session.ts";

/** What Terraform's state holds. Its outputs are secret: nothing of them is printed. */
export interface ReadBack {
  readonly things: readonly StateThing[];
  /** Managed things by resource. */
  readonly byAddress: ReadonlyMap<Address, readonly StateThing[]>;
  /** What the module of a resource gives; undefined where that is not in the state. */
  outputsOf(address: Address): JsonObject | undefined;
  /** The state says whose it is. */
  readonly hasOwner: boolean;
}

const NOTHING: JsonObject = {};

/**
 * Reads Terraform's state as it is now, through Towpath or by Terraform itself.
 *
 * @param unwritten the state that Terraform could not write: it is newer than the one in a backend of the platform's own
 */
export async function readBack(
  session: Session,
  { store, box }: { readonly store: StateStore; readonly box: SecretBox },
  unwritten: Uint8Array | undefined,
): Promise<ReadBack> {
  const document = session.served
    ? ((await readTerraformState(store, session.stateKey, box)) ?? NOTHING)
    : unwritten
      ? parseStateFile(unwritten, session.stateKey).document
      : await pulled(session);
  const things = thingsOf({ document });
  const outputs = isJsonObject(document["outputs"]) ? document["outputs"] : NOTHING;
  return {
    things,
    byAddress: Map.groupBy(things, ({ address }) => addressOf(address) ?? ""),
    outputsOf(address) {
      const output = own(outputs, labelOf(address));
      const value = isJsonObject(output) ? own(output, "value") : undefined;
      return isJsonObject(value) ? value : undefined;
    },
    hasOwner: Object.hasOwn(outputs, "towpath"),
  };
}

async function pulled(session: Session): Promise<JsonObject> {
  const { stdout } = await session.run("show", ["state", "pull"], { captures: "stdout", isAfterwards: true });
  // Of a state that nobody wrote yet some backends give one without a lineage, others nothing.
  if (stdout.trim() === "" || /^ {2}"lineage": "",$/m.test(stdout)) return NOTHING;
  return parseStateFile(new TextEncoder().encode(stdout), session.stateKey).document;
}
