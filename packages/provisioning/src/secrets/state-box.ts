import { provisioningError } from "../errors.ts";
import type { StateKey } from "./state-key.ts";

/** Seals whole values of a store. `name` binds a sealed value to its key in the store: under another it does not open. */
export interface StateBox {
  seal(bytes: Uint8Array, name: string): Promise<Uint8Array>;
  /** @throws {ProvisioningError} `provisioning/state-sealed` for another key or what is not sealed; `provisioning/state-damaged` */
  open(sealed: Uint8Array, name: string): Promise<Uint8Array>;
}

const FORMAT = "towpath-sealed-1";
const HEADER = /^towpath-sealed-1 ([0-9a-f]{16})\n/;
const HEADER_BYTES = FORMAT.length + 1 + 16 + 1;
const NONCE_BYTES = 12;

/** True for what a state box sealed. */
export function isSealed(bytes: Uint8Array): boolean {
  return HEADER.test(headerOf(bytes));
}

/**
 * A state box: AES-256-GCM (NIST SP 800-38D) by WebCrypto. Sealed: a line `towpath-sealed-1 KEYID`, a random nonce of 96
 * bits, ciphertext and tag. The line and the name are authenticated with it.
 *
 * @param old a key that was in use before: what it sealed still opens, and the next write of it uses `key`
 */
export async function openStateBox(key: StateKey, old?: StateKey): Promise<StateBox> {
  const keys = new Map<string, Awaited<ReturnType<typeof crypto.subtle.importKey>>>();
  for (const each of old ? [old, key] : [key])
    keys.set(
      each.id,
      await crypto.subtle.importKey("raw", each.derive("state values"), "AES-GCM", false, ["encrypt", "decrypt"]),
    );
  const own = (id: string) => keys.get(id);
  return {
    async seal(bytes, name) {
      const sealing = own(key.id);
      if (!sealing) throw new TypeError("The key was not imported.");
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const text = Uint8Array.from(bytes);
      const sealed = await crypto.subtle.encrypt(parameters(key.id, name, nonce), sealing, text);
      return Buffer.concat([Buffer.from(`${FORMAT} ${key.id}\n`), nonce, new Uint8Array(sealed)]);
    },
    async open(sealed, name) {
      const [, id] = HEADER.exec(headerOf(sealed)) ?? [];
      if (id === undefined) throw notSealed(name);
      const opening = own(id);
      if (!opening) throw otherKey(name, id, old ? [key, old] : [key]);
      const body = Uint8Array.from(sealed.subarray(HEADER_BYTES));
      try {
        const nonce = body.slice(0, NONCE_BYTES);
        return new Uint8Array(
          await crypto.subtle.decrypt(parameters(id, name, nonce), opening, body.slice(NONCE_BYTES)),
        );
      } catch (error) {
        throw changed(name, error);
      }
    },
  };
}

function headerOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString("latin1");
}

function parameters(id: string, name: string, nonce: Uint8Array<ArrayBuffer>) {
  return { name: "AES-GCM", iv: nonce, additionalData: new TextEncoder().encode(`${FORMAT} ${id}\n${name}`) };
}

function notSealed(name: string): Error {
  return provisioningError({
    code: "provisioning/state-sealed",
    message: `${name} in the state store is not sealed: something else than Towpath wrote it, or it was written without a key.`,
    hint: "Nothing was touched. Find out who wrote it; towpath state history shows what was there before. To begin anew, move it away in the store.",
  });
}

function otherKey(name: string, id: string, keys: readonly StateKey[]): Error {
  const there = keys.map((key) => `${key.from} holds key ${key.id}`).join(", ");
  return provisioningError({
    code: "provisioning/state-sealed",
    message: `${name} in the state store is sealed with key ${id}; ${there}.`,
    hint: "Nothing was touched, and nothing will be overwritten. Use the key that it was sealed with; after a change of keys, name the one before it as `oldKey` in the platform's `state:`.",
  });
}

function changed(name: string, cause: unknown): Error {
  return provisioningError({
    code: "provisioning/state-damaged",
    message: `${name} in the state store does not open: its bytes were cut or changed, or it was put there from another name.`,
    hint: "Nothing was touched. towpath state history shows which generations still read.",
    cause,
  });
}
