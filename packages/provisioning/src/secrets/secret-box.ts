import { Secret } from "@towpath/core";
import { provisioningError } from "../errors.ts";
import { readOrCreateKey } from "./key-file.ts";
import type { StateKey } from "./state-key.ts";

const NONCE_BYTES = 12;

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
  return boxOf([await readOrCreateKey(keyFile)], `the key in ${keyFile}`, "Put back the key file");
}

/**
 * The same with the keys of a state that several machines share: what one of them sealed opens on every other.
 *
 * @param keys the first seals, all open
 */
export async function sharedSecretBox(keys: readonly [StateKey, ...StateKey[]]): Promise<SecretBox> {
  return boxOf(
    keys.map((key) => key.derive("secret outputs")),
    keys.map((key) => `key ${key.id} from ${key.from}`).join(" or "),
    "Use the key",
  );
}

async function boxOf(raw: readonly Uint8Array<ArrayBuffer>[], shownKeys: string, whatToDo: string): Promise<SecretBox> {
  const keys = await Promise.all(
    raw.map((bytes) => crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"])),
  );
  const parameters = (nonce: Uint8Array<ArrayBuffer>, purpose: string) => ({
    name: "AES-GCM",
    iv: nonce,
    additionalData: new TextEncoder().encode(purpose),
  });
  return {
    async seal(secret, purpose) {
      const [key] = keys;
      if (!key) throw new TypeError("A secret box needs a key.");
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
        const text = await Promise.any(keys.map((key) => crypto.subtle.decrypt(parameters(nonce, purpose), key, body)));
        return new Secret(new TextDecoder("utf-8", { fatal: true }).decode(text));
      } catch (error) {
        throw provisioningError({
          code: "provisioning/secret-unreadable",
          kind: "fault",
          message: `A recorded secret (${purpose}) cannot be opened with ${shownKeys}.`,
          hint: `${whatToDo} that it was sealed with. If it is lost, destroy the resource by name and apply again.`,
          cause: error,
        });
      }
    },
  };
}
