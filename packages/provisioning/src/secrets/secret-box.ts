import { Secret } from "@towpath/core";
import { Conflict, provisioningError } from "../errors.ts";
import type { StateStore } from "../state-store.ts";
import { readOrCreateKey } from "./key-file.ts";

const NONCE_BYTES = 12;
const KEY_BYTES = 32;

/** Where a shared state keeps the key of its secrets. No service's state has three names in its key. */
export const STORED_KEY = "towpath/secrets/key";

/** Seals secrets, so that they can lie in a state. `purpose` binds a sealed secret to its place: it opens nowhere else. */
export interface SecretBox {
  seal(secret: Secret, purpose: string): Promise<string>;
  /** @throws {ProvisioningError} `provisioning/secret-unreadable` for another key, another purpose, or changed bytes */
  open(sealed: string, purpose: string): Promise<Secret>;
}

/**
 * A secret box with a key in a file, made on its first use: AES-256-GCM (NIST SP 800-38D) by WebCrypto, a random nonce of
 * 96 bits for each secret. Sealed: `v1:` and the base64 of nonce, ciphertext and tag.
 *
 * @param keyFile absolute path; created with mode 0600, never overwritten
 * @throws {ProvisioningError} `provisioning/key-file` when it is damaged, open to others, or cannot be made
 */
export async function openSecretBox(keyFile: string): Promise<SecretBox> {
  return boxOf(await readOrCreateKey(keyFile), `the key in ${keyFile}`);
}

/**
 * The same with a key that lies in a store, for a state that several machines share: what one of them sealed opens on every
 * other. The key is made at the first secret. The store has to be a sealed one.
 */
export function storedSecretBox(store: StateStore): SecretBox {
  let box: Promise<SecretBox> | undefined;
  const opened = (): Promise<SecretBox> => {
    box ??= readOrCreateStoredKey(store).then((key) => boxOf(key, `the key ${STORED_KEY} of the state store`));
    box.catch(() => {
      box = undefined; // a store that was gone is asked again
    });
    return box;
  };
  return {
    seal: async (secret, purpose) => (await opened()).seal(secret, purpose),
    open: async (sealed, purpose) => (await opened()).open(sealed, purpose),
  };
}

async function readOrCreateStoredKey(store: StateStore): Promise<Uint8Array<ArrayBuffer>> {
  for (;;) {
    const found = await store.read(STORED_KEY);
    if (found) return Uint8Array.from(found.bytes);
    const made = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
    try {
      await store.write(STORED_KEY, made, "absent");
      return made;
    } catch (error) {
      if (!(error instanceof Conflict)) throw error; // another machine made one at the same moment
    }
  }
}

async function boxOf(bytes: Uint8Array<ArrayBuffer>, shownKey: string): Promise<SecretBox> {
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const parameters = (nonce: Uint8Array<ArrayBuffer>, purpose: string) => ({
    name: "AES-GCM",
    iv: nonce,
    additionalData: new TextEncoder().encode(purpose),
  });
  return {
    async seal(secret, purpose) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const text = new TextEncoder().encode(secret.reveal());
      const sealed = await crypto.subtle.encrypt(parameters(nonce, purpose), key, text);
      return `v1:${Buffer.concat([nonce, new Uint8Array(sealed)]).toString("base64")}`;
    },
    async open(sealed, purpose) {
      try {
        if (!sealed.startsWith("v1:")) throw new Error("it is in an unknown form");
        const parts = Uint8Array.from(Buffer.from(sealed.slice("v1:".length), "base64"));
        const [nonce, body] = [parts.slice(0, NONCE_BYTES), parts.slice(NONCE_BYTES)];
        const text = await crypto.subtle.decrypt(parameters(nonce, purpose), key, body);
        return new Secret(new TextDecoder("utf-8", { fatal: true }).decode(text));
      } catch (error) {
        throw provisioningError({
          code: "provisioning/secret-unreadable",
          kind: "fault",
          message: `A recorded secret (${purpose}) cannot be opened with ${shownKey}.`,
          hint: "Put back the key that it was sealed with. If it is lost, destroy the resource by name and apply again.",
          cause: error,
        });
      }
    },
  };
}
