import { generateKeyPairSync } from "node:crypto";
import { Secret } from "@towpath/core";
import { pemKeyPair } from "@towpath/testkit";
import { readPublicKey, type TrustedKey } from "../signing/key.ts";

/** A pair of keys as a platform team makes it. */
export interface KeyPair {
  readonly privateKey: Secret;
  readonly publicPem: string;
  readonly trusted: TrustedKey;
}

export function ecKeys(name = "keys/2026.pem"): KeyPair {
  const { privateKey, publicKey } = pemKeyPair();
  return { privateKey: new Secret(privateKey), publicPem: publicKey, trusted: readPublicKey(publicKey, name) };
}

export function edKeys(name = "keys/2027.pem"): KeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { privateKey: new Secret(privateKey), publicPem: publicKey, trusted: readPublicKey(publicKey, name) };
}
