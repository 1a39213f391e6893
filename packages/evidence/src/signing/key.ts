import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { type Digest, type Secret, shortDigest } from "@towpath/core";
import { evidenceError } from "../errors.ts";

/** A public key that statements are believed by, and when. */
export interface TrustedKey {
  /** The SHA-256 of its SubjectPublicKeyInfo: what a bundle names it by. */
  readonly id: Digest;
  readonly key: KeyObject;
  /** Where it was read from, for people. */
  readonly name: string;
  /** Statements from before are not believed. */
  readonly notBefore?: Date | undefined;
  /** Statements from this moment on are not believed: the key was replaced, or lost. */
  readonly notAfter?: Date | undefined;
}

/** What a bundle names a key by. */
export function keyId(key: KeyObject): Digest {
  return `sha256:${createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")}`;
}

/**
 * Reads a private key: ECDSA over P-256 or Ed25519, PKCS #8 or SEC 1, as PEM. What it holds appears in no message.
 *
 * @param name where it comes from, for messages: `$TOWPATH_EVIDENCE_KEY`
 * @throws {EvidenceError} `evidence/key-unusable`
 */
export function readPrivateKey(pem: Secret, name: string): KeyObject {
  // A variable may have come with its line ends written as \n.
  const text = pem.reveal().replaceAll("\\n", "\n").trim();
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch {
    const isLocked = text.includes("ENCRYPTED");
    throw unusable(name, isLocked ? "it is locked with a passphrase" : "it is no private key in PEM");
  }
  requireKind(key, name);
  return key;
}

/** Lines that say when a key counts. One that looks like it and says no time must not be passed over: the key would count for good. */
const HEADER = /^[ \t]*(Not-Before|Not-After)\b[ \t]*:?[ \t]*(.*?)[ \t]*$/gim;

/**
 * Reads a public key from PEM. Around the key the file may say when it counts, as the text that RFC 7468 lets stand there:
 * `Not-Before: 2026-01-01T00:00:00Z` and `Not-After: …`.
 *
 * @throws {EvidenceError} `evidence/key-unusable`
 */
export function readPublicKey(text: string, name: string): TrustedKey {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) {
    throw evidenceError({
      code: "evidence/key-unusable",
      message: `${name} holds a private key where a public one is to stand.`,
      hint: "Whoever could read that file can sign: make a new pair, and put only its public key there.",
    });
  }
  const begin = text.indexOf("-----BEGIN");
  const times = new Map<string, Date>();
  for (const [, header = "", value = ""] of text.matchAll(HEADER)) {
    const time = /^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:\d{2})$/.test(value) ? new Date(value) : undefined;
    if (!time || Number.isNaN(time.getTime())) {
      throw unusable(name, `${header} is no time of RFC 3339 (2026-01-01T00:00:00Z)`);
    }
    times.set(header.toLowerCase(), time);
  }
  let key: KeyObject;
  try {
    key = createPublicKey(begin < 0 ? text : text.slice(begin));
  } catch (error) {
    throw unusable(name, "it is no public key in PEM", error);
  }
  requireKind(key, name);
  return { id: keyId(key), key, name, notBefore: times.get("not-before"), notAfter: times.get("not-after") };
}

/** Why a key does not count at a moment; undefined where it does. */
export function outsideWindow({ id, name, notBefore, notAfter }: TrustedKey, at: Date): string | undefined {
  const what = `the key ${shortDigest(id)} (${name})`;
  if (notBefore && at < notBefore) return `${what} counts from ${notBefore.toISOString()} on`;
  if (notAfter && at >= notAfter) return `${what} does not count any more since ${notAfter.toISOString()}`;
  return undefined;
}

function requireKind(key: KeyObject, name: string): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = key;
  const isP256 = asymmetricKeyType === "ec" && asymmetricKeyDetails?.namedCurve === "prime256v1";
  if (isP256 || asymmetricKeyType === "ed25519") return;
  throw unusable(name, `it is of the kind ${asymmetricKeyType ?? "unknown"}`);
}

function unusable(name: string, why: string, cause?: unknown): Error {
  return evidenceError({
    code: "evidence/key-unusable",
    message: `The key from ${name} cannot be used: ${why}.`,
    hint: "It is to be ECDSA over P-256 or Ed25519. A new one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    cause,
  });
}
