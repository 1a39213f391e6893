import { isJsonObject } from "@towpath/core";
import { Conflict } from "../errors.ts";
import type { StateStore } from "../state-store.ts";
import { heartbeatKey } from "../store/store-key.ts";

/**
 * Shows that the holder with this token lives, in a value beside the locked one. It says nothing about who has the lock:
 * that is for the token in the locked state alone to say.
 */
export async function beat(store: StateStore, key: string, token: string): Promise<void> {
  const found = await store.read(heartbeatKey(key));
  const count = (found && parseBeat(found.bytes)?.count) || 0;
  const bytes = new TextEncoder().encode(`${JSON.stringify({ heartbeat: 1, token, count: count + 1 })}\n`);
  try {
    await store.write(heartbeatKey(key), bytes, found?.version ?? "absent");
  } catch (error) {
    if (!(error instanceof Conflict)) throw error; // another holder beats: the next look at the state tells
  }
}

/** What changes with every beat of the holder with this token; undefined before its first. */
export async function lastBeat(store: StateStore, key: string, token: string): Promise<string | undefined> {
  const found = await store.read(heartbeatKey(key));
  return found && parseBeat(found.bytes)?.token === token ? found.version : undefined;
}

/** A heartbeat that cannot be read is none: nothing but waiting hangs on it. */
function parseBeat(bytes: Uint8Array): { readonly token: unknown; readonly count: number } | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (!isJsonObject(value)) return undefined;
    const { token, count } = value;
    return { token, count: typeof count === "number" ? count : 0 };
  } catch {
    return undefined;
  }
}
