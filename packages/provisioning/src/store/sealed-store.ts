import { ProvisioningError } from "../errors.ts";
import type { StateBox } from "../secrets/state-box.ts";
import type { StateStore } from "../state-store.ts";

/**
 * A store whose values are sealed before they leave the machine. Keys stay readable: they hold names, and listing needs them.
 *
 * What is sealed with another key is never overwritten nor removed: a write that replaces something opens that first, unless
 * this store read or wrote that very version itself. What is damaged opens with no key, and may be replaced.
 */
export function sealedStore(store: StateStore, box: StateBox): StateStore {
  const opened = new Map<string, string>();

  async function read(key: string) {
    const found = await store.read(key);
    if (!found) return undefined;
    const bytes = await box.open(found.bytes, key);
    opened.set(key, found.version);
    return { bytes, version: found.version };
  }

  async function requireOpened(key: string, version: string): Promise<void> {
    if (opened.get(key) === version) return;
    try {
      await read(key);
    } catch (error) {
      if (!(error instanceof ProvisioningError && error.code === "provisioning/state-damaged")) throw error;
    }
  }

  return {
    read,
    async write(key, bytes, expected) {
      if (bytes.length === 0) throw new TypeError("A state store keeps no empty values.");
      if (expected !== "absent") await requireOpened(key, expected);
      const version = await store.write(key, await box.seal(bytes, key), expected);
      opened.set(key, version);
      return version;
    },
    async remove(key, expected) {
      await requireOpened(key, expected);
      await store.remove(key, expected);
    },
    list: (prefix) => store.list(prefix),
    ...(store.history ? { history: (key: string) => openedHistory(store, box, key) } : {}),
  };
}

async function* openedHistory(store: StateStore, box: StateBox, key: string) {
  for await (const generation of store.history?.(key) ?? []) {
    yield {
      ...generation,
      async bytes() {
        const sealed = await generation.bytes();
        return sealed && box.open(sealed, key);
      },
    };
  }
}
