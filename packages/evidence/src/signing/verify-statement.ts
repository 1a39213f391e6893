import { type Digest, errorMessage, isJsonObject, type JsonObject, shortDigest } from "@towpath/core";
import { evidenceError } from "../errors.ts";
import { readStatement, type Statement } from "../statement/statement.ts";
import { certificateFacts } from "./certificate-facts.ts";
import { outsideWindow, type TrustedKey } from "./key.ts";
import { damagedStatement, payloadOf, type SignedStatement, signedDigest } from "./signed-statement.ts";
import { identityFlaw, type TrustedIdentity } from "./trusted-identity.ts";

/** Whom statements are believed. */
export interface Trust {
  readonly keys: readonly TrustedKey[];
  readonly identity?: TrustedIdentity | undefined;
}

/** A statement that was signed by somebody who is believed. */
export interface VerifiedStatement {
  readonly statement: Statement;
  /** Who signed, for people: `key sha256:ab12cd34ef56 (keys/2026.pem)`, or an identity. */
  readonly signer: string;
  /** Of its bytes. */
  readonly digest: Digest;
}

/**
 * Looks at a signed statement without any network: the signature, whose it is, and whether what it says is as its schema says.
 *
 * @param at when it was recorded: a key counts only within its time
 * @throws {EvidenceError} `evidence/signature-wrong`, `evidence/identity-refused`, `evidence/statement-damaged`,
 *   `evidence/statement-invalid`, `evidence/trust-unusable`
 */
export async function verifyStatement(signed: SignedStatement, trust: Trust, at: Date): Promise<VerifiedStatement> {
  const digest = signedDigest(signed);
  const name = shortDigest(digest);
  const { bundleFromJSON } = await import("@sigstore/bundle");
  const bundle = readOr(() => bundleFromJSON(signed.bundle), name);
  if (bundle.content.$case !== "dsseEnvelope") throw damagedStatement(name, "it holds no DSSE envelope");
  const { content } = bundle.verificationMaterial;
  const signer =
    content.$case === "publicKey"
      ? await byKey(bundle, content.publicKey.hint, trust.keys, at, name)
      : await byIdentity(bundle, trust.identity, name);
  const payload = payloadOf(bundle.content.dsseEnvelope.payload, name);
  return { statement: readStatement(payload), signer, digest };
}

type SigstoreBundle = import("@sigstore/bundle").Bundle;

async function byKey(
  bundle: SigstoreBundle,
  hint: string,
  keys: readonly TrustedKey[],
  at: Date,
  name: string,
): Promise<string> {
  const key = keys.find(({ id }) => id === hint);
  if (!key) {
    throw refused(
      name,
      `it is signed with the key ${JSON.stringify(shortDigest(hint))}, which is none of the platform's`,
      keys.length === 0 ? "The platform names no public key: evidence.publicKeys." : `It names: ${keysText(keys)}.`,
    );
  }
  const outside = outsideWindow(key, at);
  if (outside) throw refused(name, outside, "A statement that was recorded then is not to be believed.");
  const { toSignedEntity, toTrustMaterial, Verifier } = await import("@sigstore/verify");
  const { TrustedRoot } = await import("@sigstore/protobuf-specs");
  const material = toTrustMaterial(TrustedRoot.fromJSON({}), () => ({ publicKey: key.key, validFor: () => true }));
  const verifier = new Verifier(material, { ctlogThreshold: 0, tlogThreshold: 0, timestampThreshold: 0 });
  verified(() => verifier.verify(toSignedEntity(bundle)), name);
  return `key ${shortDigest(key.id)} (${key.name})`;
}

async function byIdentity(bundle: SigstoreBundle, trusted: TrustedIdentity | undefined, name: string): Promise<string> {
  if (!trusted) {
    throw refused(
      name,
      "it is signed by the identity of a run, and the platform believes none",
      "Name the one that is believed: evidence.keyless, with its trustedRoot.",
    );
  }
  const { toSignedEntity, toTrustMaterial, Verifier } = await import("@sigstore/verify");
  const { TrustedRoot } = await import("@sigstore/protobuf-specs");
  const verifier = new Verifier(materialOf(() => toTrustMaterial(TrustedRoot.fromJSON(trusted.trustedRoot))));
  const { identity } = verified(() => verifier.verify(toSignedEntity(bundle)), name);
  const certificate = await certificateFacts(identity);
  const flaw = identityFlaw(certificate, trusted);
  if (flaw !== undefined)
    throw refused(
      name,
      flaw,
      "Let a job sign that `evidence.keyless` of the platform names, or name this one there if no command of a team's runs in it.",
    );
  return certificate.subject ?? trusted.issuer;
}

/** @throws {EvidenceError} `evidence/trust-unusable` */
function materialOf<T extends { readonly certificateAuthorities: readonly unknown[] }>(read: () => T): T {
  let cause: unknown;
  try {
    const material = read();
    if (material.certificateAuthorities.length > 0) return material;
  } catch (error) {
    cause = error;
  }
  throw evidenceError({
    code: "evidence/trust-unusable",
    message: `The trusted root of Sigstore cannot be used: ${cause === undefined ? "it names no authority" : errorMessage(cause)}.`,
    hint: "gh attestation trusted-root writes one: evidence.keyless.trustedRoot.",
    cause,
  });
}

function readOr<T>(read: () => T, name: string): T {
  try {
    return read();
  } catch (error) {
    throw damagedStatement(name, "it is no Sigstore bundle", error);
  }
}

function verified<T>(verify: () => T, name: string): T {
  try {
    return verify();
  } catch (error) {
    throw evidenceError({
      code: "evidence/signature-wrong",
      kind: "refused",
      message: `The signature of the statement ${name} is wrong: ${errorMessage(error)}.`,
      hint: "It was changed after it was signed, or it was signed by somebody else. Do not believe it.",
      cause: error,
    });
  }
}

function refused(name: string, why: string, hint: string): Error {
  return evidenceError({
    code: "evidence/identity-refused",
    kind: "refused",
    message: `The statement ${name} is not believed: ${why}.`,
    hint,
  });
}

function keysText(keys: readonly TrustedKey[]): string {
  return keys.map(({ id, name }) => `${shortDigest(id)} (${name})`).join(", ");
}

/** True for a value that may be a trusted root: an object that names authorities. */
export function isTrustedRoot(value: unknown): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value["certificateAuthorities"]);
}
