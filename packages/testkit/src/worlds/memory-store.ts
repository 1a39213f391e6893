import { Conflict, type Generation, keySegments, type StateStore } from "@towpath/provisioning";

/** A state store that ends with the process. */
export function memoryStore(): StateStore {
  const values = new Map<string, { readonly bytes: Uint8Array; readonly version: string }>();
  const generations = new Map<string, readonly Generation[]>();
  let writes = 0;
  const require = (key: string, expected: string) => {
    keySegments(key);
    if ((values.get(key)?.version ?? "absent") !== expected) throw new Conflict(key);
  };
  const keep = (key: string, bytes: Uint8Array | undefined): string => {
    writes += 1;
    const version = String(writes);
    generations.set(key, [{ version, bytes: async () => bytes }, ...(generations.get(key) ?? [])]);
    return version;
  };
  return {
    async read(key) {
      keySegments(key);
      return values.get(key);
    },
    async write(key, bytes, expected) {
      if (bytes.length === 0) throw new TypeError("A state store keeps no empty values.");
      require(key, expected);
      const kept = Uint8Array.from(bytes);
      const version = keep(key, kept);
      values.set(key, { bytes: kept, version });
      return version;
    },
    async remove(key, expected) {
      require(key, expected);
      keep(key, undefined);
      values.delete(key);
    },
    async *list(prefix) {
      yield* [...values.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async *history(key) {
      yield* generations.get(key) ?? [];
    },
  };
}
