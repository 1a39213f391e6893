import { compareText } from "@towpath/core";
import { Conflict, type StateStore } from "@towpath/provisioning";

/** A state store that ends with the test. */
export function memoryStore(): StateStore {
  const values = new Map<string, { readonly bytes: Uint8Array; readonly version: string }>();
  let writes = 0;
  const require = (key: string, expected: string) => {
    if ((values.get(key)?.version ?? "absent") !== expected) throw new Conflict(key);
  };
  return {
    read: async (key) => values.get(key),
    async write(key, bytes, expected) {
      require(key, expected);
      writes += 1;
      const version = String(writes);
      values.set(key, { bytes: Uint8Array.from(bytes), version });
      return version;
    },
    async remove(key, expected) {
      require(key, expected);
      values.delete(key);
    },
    async *list(prefix) {
      yield* [...values.keys()].filter((key) => key.startsWith(prefix)).sort(compareText);
    },
  };
}
