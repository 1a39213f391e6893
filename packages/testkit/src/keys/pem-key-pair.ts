import { generateKeyPairSync } from "node:crypto";

/** A pair of keys on the curve P-256 as a platform team makes it, both as PEM. */
export function pemKeyPair(): { readonly privateKey: string; readonly publicKey: string } {
  return generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
}
