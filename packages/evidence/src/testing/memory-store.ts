import { Conflict } from "@towpath/provisioning";
import type { RecordStore } from "../record/record-store.ts";

/** A store in memory, whose values tests may change behind its back. */
export interface MemoryStore extends RecordStore {
  readonly values: Map<string, Uint8Array>;
}

export function memoryStore(values: Map<string, Uint8Array> = new Map()): MemoryStore {
  return {
    values,
    async read(key) {
      await Promise.resolve();
      const bytes = values.get(key);
      return bytes && { bytes, version: "1" };
    },
    async write(key, bytes) {
      await Promise.resolve();
      if (values.has(key)) throw new Conflict(key);
      values.set(key, bytes);
      return "1";
    },
    async *list(prefix) {
      for (const key of [...values.keys()].sort()) if (key.startsWith(prefix)) yield key;
    },
  };
}
