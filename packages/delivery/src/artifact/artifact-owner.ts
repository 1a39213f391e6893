import { randomBytes } from "node:crypto";
import type { StateStore } from "@towpath/provisioning";
import { damagedRecord } from "../record/numbered-records.ts";

const KEY = "artifacts/owner/id";
const ID = /^[0-9a-f]{16}$/;

/** True for what a state store keeps for itself about artifacts: who it is among them, and what was pruned. */
export function isArtifactsKey(key: string): boolean {
  return /^artifacts\/(?:owner|pruned)\/[^/]+$/.test(key);
}

/**
 * What says of artifacts that a state store's records speak of them: several state stores may share an artifact store, and what one
 * of them has no use for any more another may need to go back to. Made once, with the first artifact.
 *
 * @returns 16 hexadecimal digits
 */
export async function artifactOwner(state: StateStore): Promise<string> {
  const known = await readOwner(state);
  if (known !== undefined) return known;
  const id = randomBytes(8).toString("hex");
  try {
    await state.write(KEY, new TextEncoder().encode(id), "absent");
    return id;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "provisioning/conflict")) throw error;
    return (await readOwner(state)) ?? id;
  }
}

async function readOwner(state: StateStore): Promise<string | undefined> {
  const found = await state.read(KEY);
  if (!found) return undefined;
  const id = new TextDecoder().decode(found.bytes);
  if (ID.test(id)) return id;
  throw damagedRecord(KEY, "it is no id");
}
