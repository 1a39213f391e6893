import { createHash, createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { initializeCA, initializeCTLog, initializeTLog, rekorHandler } from "@sigstore/mock";
import { isJson, isJsonObject, type JsonObject } from "@towpath/core";
import { onLoopback } from "../servers/on-loopback.ts";
import { certificateContent } from "./certificate-extensions.ts";
import { claimsOf, type TokenIssuer } from "./identity-token.ts";
import { logEntry } from "./log-entry.ts";

/** A Fulcio and a Rekor of their own on loopback. */
export interface LoopbackSigstore extends AsyncDisposable {
  /** Of both. */
  readonly url: string;
  /** As platforms keep it. */
  readonly trustedRoot: JsonObject;
  /** Paths of the requests that came, in order. */
  readonly requests: string[];
  /** Whom certificates were issued for, in order: their subjects. */
  readonly subjects: readonly string[];
  /** Makes every request to a path fail. */
  readonly failing: Set<string>;
}

/** What they may differ in. */
export interface SigstoreOptions {
  /** Whose tokens a certificate is had for; without it anybody's word is taken. */
  readonly issuer?: TokenIssuer;
}

interface Answer {
  readonly statusCode: number;
  readonly response: unknown;
}

const FULCIO = "/api/v2/signingCert";
const REKOR = "/api/v1/log/entries";

/**
 * Starts them. Keys, certificates, the log and its proofs are Sigstore's own stand-ins; held to the published services is what
 * those leave out: Fulcio reads the token, wants a proof that the key is there
 * (https://github.com/sigstore/fulcio/blob/main/fulcio.proto) and writes into the certificate what the token says; Rekor looks at the
 * signature and keeps the digests of an envelope, not the envelope.
 */
export async function loopbackSigstore({ issuer }: SigstoreOptions = {}): Promise<LoopbackSigstore> {
  const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ctlog = await initializeCTLog(pair());
  const authority = await initializeCA(pair(), ctlog);
  const requests: string[] = [];
  const subjects: string[] = [];
  const failing = new Set<string>();

  const certificate = async (body: string): Promise<Answer> => {
    const { token, publicKey, proof } = requestIn(body);
    const claims = await claimsOf(token, issuer, new Date());
    const key = createPublicKey(publicKey);
    if (!verify("sha256", Buffer.from(String(claims["sub"])), key, proof)) throw new Error("the proof is wrong");
    const { subject, extensions } = certificateContent(claims);
    const leaf = await authority.issueCertificate({
      publicKey: key.export({ type: "spki", format: "der" }),
      subjectAltName: subject,
      extensions: [...extensions],
    });
    subjects.push(subject);
    const certificates = [leaf, authority.rootCertificate].map((one) => pemOf(base64(one)));
    return {
      statusCode: 201,
      response: JSON.stringify({ signedCertificateEmbeddedSct: { chain: { certificates } } }),
    };
  };

  const answer = async (path: string, body: string): Promise<Answer> => {
    if (failing.has(path)) return { statusCode: 400, response: JSON.stringify({ code: 3, message: `no: ${body}` }) };
    if (path === FULCIO) return await certificate(body);
    if (path === REKOR) return await rekor.fn(logEntry(body));
    return { statusCode: 404, response: "" };
  };

  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const end = ({ statusCode, response: text }: Answer) =>
      response.writeHead(statusCode, { "content-type": "application/json" }).end(text);
    bodyOf(request)
      .then((body) => answer(path, body))
      .then(end, (error: unknown) =>
        end({ statusCode: 400, response: JSON.stringify({ code: 3, message: String(error) }) }),
      );
  });
  const { url, close } = await onLoopback(server);
  const log = await initializeTLog(url, pair());
  const rekor = rekorHandler(log);
  const validFor = { start: new Date(0).toISOString() };
  const inRoot = (key: Buffer, id: Buffer): JsonObject => ({
    baseUrl: url,
    hashAlgorithm: "SHA2_256",
    publicKey: { rawBytes: key.toString("base64"), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor },
    logId: { keyId: id.toString("base64") },
  });
  return {
    url,
    requests,
    subjects,
    failing,
    trustedRoot: {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      certificateAuthorities: [
        { uri: url, certChain: { certificates: [{ rawBytes: base64(authority.rootCertificate) }] }, validFor },
      ],
      timestampAuthorities: [],
      tlogs: [inRoot(log.publicKey, createHash("sha256").update(log.publicKey).digest())],
      ctlogs: [inRoot(ctlog.publicKey, Buffer.from(base64(ctlog.logID), "base64"))],
    },
    [Symbol.asyncDispose]: close,
  };
}

/** @throws {Error} for what is no request for a certificate */
function requestIn(body: string): { readonly token: string; readonly publicKey: string; readonly proof: Buffer } {
  const value: unknown = JSON.parse(body);
  const { credentials, publicKeyRequest } = isJson(value) && isJsonObject(value) ? value : {};
  const { oidcIdentityToken: token } = isJsonObject(credentials) ? credentials : {};
  const { publicKey, proofOfPossession: proof } = isJsonObject(publicKeyRequest) ? publicKeyRequest : {};
  const { content } = isJsonObject(publicKey) ? publicKey : {};
  if (typeof token !== "string" || typeof content !== "string" || typeof proof !== "string")
    throw new Error("there is no token, no key or no proof");
  return { token, publicKey: content, proof: Buffer.from(proof, "base64") };
}

function pemOf(der: string): string {
  return `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");
}
