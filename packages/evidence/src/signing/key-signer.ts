import { createPublicKey, sign } from "node:crypto";
import { type Secret, shortDigest } from "@towpath/core";
import { keyId, readPrivateKey } from "./key.ts";
import { type Signer, signWith } from "./signer.ts";

/**
 * Signs with a private key: ECDSA over P-256 with SHA-256, or Ed25519.
 *
 * @param name where the key comes from, for messages
 * @throws {EvidenceError} `evidence/key-unusable`
 */
export function keySigner(privateKey: Secret, name: string): Signer {
  const key = readPrivateKey(privateKey, name);
  const publicKey = createPublicKey(key);
  const hint = keyId(publicKey);
  const algorithm = key.asymmetricKeyType === "ec" ? "sha256" : null;
  return {
    name: `key ${shortDigest(hint)}`,
    keyId: hint,
    sign: (statement) =>
      signWith(statement, {
        sign: async (data) => ({
          signature: sign(algorithm, data, key),
          key: {
            $case: "publicKey",
            hint,
            publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
          },
        }),
      }),
  };
}
