import {
  canonicalJson,
  type Digest,
  digestBytes,
  isJson,
  isJsonObject,
  type Json,
  type JsonObject,
} from "@towpath/core";
import { evidenceError } from "../errors.ts";
import { readStatement, type Statement } from "../statement/statement.ts";

/** The type of what is signed. */
export const PAYLOAD_TYPE = "application/vnd.in-toto+json";

/** More than any bill of materials needs, in bytes. */
const LARGEST = 64 * 1_024 ** 2;

/**
 * A statement in its DSSE envelope, as a Sigstore bundle v0.3
 * (https://github.com/sigstore/protobuf-specs/blob/main/protos/sigstore_bundle.proto). Nobody has looked at its signature yet:
 * {@link import("./verify-statement.ts").verifyStatement} does.
 */
export interface SignedStatement {
  readonly bundle: JsonObject;
  /** Base64. */
  readonly payload: string;
}

/** The bytes that a signed statement is kept and sent as. The same statement has the same bytes. */
export function encodeSigned(signed: SignedStatement): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(signed.bundle)}\n`);
}

/** The SHA-256 of a signed statement's bytes. */
export function signedDigest(signed: SignedStatement): Digest {
  return digestBytes(encodeSigned(signed));
}

/** @throws {EvidenceError} `evidence/statement-damaged` for what is no bundle with a statement in an envelope */
export function decodeSigned(bytes: Uint8Array, name: string): SignedStatement {
  if (bytes.length > LARGEST) throw damagedStatement(name, `it is larger than ${LARGEST / 1_024 ** 2} MiB`);
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw damagedStatement(name, "it is no JSON", error);
  }
  return signedFrom(value, name);
}

/** The same for a value. @throws {EvidenceError} `evidence/statement-damaged` */
export function signedFrom(value: unknown, name: string): SignedStatement {
  if (!isJson(value) || !isJsonObject(value)) throw damagedStatement(name, "it is no object");
  const envelope = value["dsseEnvelope"];
  if (!isJsonObject(envelope)) throw damagedStatement(name, "it holds no DSSE envelope");
  const { payload, payloadType } = envelope;
  if (payloadType !== PAYLOAD_TYPE) throw damagedStatement(name, `what is signed is not ${PAYLOAD_TYPE}`);
  if (typeof payload !== "string") throw damagedStatement(name, "nothing is signed");
  return { bundle: value, payload };
}

/**
 * What a signed statement says, whoever signed it.
 *
 * @throws {EvidenceError} `evidence/statement-damaged`, `evidence/statement-invalid`
 */
export function claimedStatement(signed: SignedStatement, name: string): Statement {
  return readStatement(payloadOf(Buffer.from(signed.payload, "base64"), name));
}

/** @throws {EvidenceError} `evidence/statement-damaged` for what is no JSON */
export function payloadOf(bytes: Uint8Array, name: string): Json {
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isJson(value)) return value;
  } catch (error) {
    throw damagedStatement(name, "what is signed is no JSON", error);
  }
  throw damagedStatement(name, "what is signed is no JSON");
}

export function damagedStatement(name: string, why: string, cause?: unknown): Error {
  return evidenceError({
    code: "evidence/statement-damaged",
    message: `The signed statement ${name} cannot be used: ${why}.`,
    hint: "It was changed or cut. Restore it from where it was copied from.",
    cause,
  });
}
