import { createHash, generateKeyPairSync, verify } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { fulcioHandler, initializeCA, initializeCTLog, initializeTLog, rekorHandler } from "@sigstore/mock";
import { isJsonObject, type Json, type JsonObject, Secret } from "@towpath/core";

/** A Fulcio and a Rekor of their own on loopback. */
export interface LoopbackSigstore {
  readonly url: string;
  /** As platforms keep it. */
  readonly trustedRoot: JsonObject;
  /** Paths of the requests that came, in order. */
  readonly requests: string[];
  /** Makes every request to a path fail. */
  readonly failing: Set<string>;
  stop(): Promise<void>;
}

const FULCIO = "/api/v2/signingCert";
const REKOR = "/api/v1/log/entries";

/**
 * Starts them. The certificates, the log and its proofs are Sigstore's own stand-ins; held to the published API is what they
 * leave out: Fulcio wants a proof that the key is there (https://github.com/sigstore/fulcio/blob/main/fulcio.proto), and Rekor
 * keeps the digests of an envelope and not the envelope
 * (https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json).
 */
export async function loopbackSigstore(): Promise<LoopbackSigstore> {
  const now = new Date(Date.now() - 60_000);
  const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ctlog = await initializeCTLog(pair(), now);
  const ca = await initializeCA(pair(), ctlog, now);
  const requests: string[] = [];
  const failing = new Set<string>();
  const server = createServer((request, response) => {
    const path = request.url ?? "";
    requests.push(path);
    const answer = async (): Promise<{ statusCode: number; response: unknown; contentType?: string }> => {
      const body = await bodyOf(request);
      if (failing.has(path)) return { statusCode: 400, response: JSON.stringify({ code: 3, message: `no: ${body}` }) };
      if (path === FULCIO) return hasProof(body) ? fulcio.fn(body) : { statusCode: 400, response: "no proof" };
      if (path === REKOR) return rekor.fn(entryOf(body));
      return { statusCode: 404, response: "" };
    };
    answer().then(
      ({ statusCode, response: text, contentType = "application/json" }) =>
        response.writeHead(statusCode, { "content-type": contentType }).end(text),
      (error: unknown) => response.writeHead(400).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = portOf(server.address());
  const url = `http://127.0.0.1:${port}`;
  const tlog = await initializeTLog(url, pair());
  const fulcio = fulcioHandler(ca);
  const rekor = rekorHandler(tlog);
  const validFor = { start: new Date(0).toISOString() };
  const log = (key: Buffer, id: Buffer): JsonObject => ({
    baseUrl: url,
    hashAlgorithm: "SHA2_256",
    publicKey: { rawBytes: key.toString("base64"), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor },
    logId: { keyId: id.toString("base64") },
  });
  return {
    url,
    requests,
    failing,
    trustedRoot: {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      certificateAuthorities: [
        { uri: url, certChain: { certificates: [{ rawBytes: base64(ca.rootCertificate) }] }, validFor },
      ],
      timestampAuthorities: [],
      tlogs: [log(tlog.publicKey, createHash("sha256").update(tlog.publicKey).digest())],
      ctlogs: [log(ctlog.publicKey, Buffer.from(base64(ctlog.logID), "base64"))],
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The token of a run in GitHub Actions, as far as Fulcio looks at it. */
export function runToken(subject: string, issuer = "https://token.actions.githubusercontent.com"): Secret {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return new Secret(`${part({ alg: "none" })}.${part({ sub: subject, iss: issuer, aud: "sigstore" })}.signature`);
}

function hasProof(body: string): boolean {
  const value: Json = JSON.parse(body);
  const { credentials, publicKeyRequest } = isJsonObject(value) ? value : {};
  if (!isJsonObject(credentials) || !isJsonObject(publicKeyRequest)) return false;
  const { publicKey, proofOfPossession } = publicKeyRequest;
  if (!isJsonObject(publicKey)) return false;
  const claims: Json = JSON.parse(
    Buffer.from(String(credentials["oidcIdentityToken"]).split(".")[1] ?? "", "base64url").toString(),
  );
  const subject = isJsonObject(claims) ? String(claims["sub"]) : "";
  const proof = Buffer.from(String(proofOfPossession), "base64");
  return verify("sha256", Buffer.from(subject), String(publicKey["content"]), proof);
}

function entryOf(body: string): string {
  const { kind, apiVersion, spec } = JSON.parse(body);
  if (kind !== "dsse" || apiVersion !== "0.0.1") throw new Error(`no ${kind}`);
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, signatures } = JSON.parse(envelope);
  const digest = (bytes: Buffer) => ({ algorithm: "sha256", value: createHash("sha256").update(bytes).digest("hex") });
  return JSON.stringify({
    kind,
    apiVersion,
    spec: {
      envelopeHash: digest(Buffer.from(envelope)),
      payloadHash: digest(Buffer.from(payload, "base64")),
      signatures: [{ signature: signatures[0].sig, verifier: verifiers[0] }],
    },
  });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function base64(view: ArrayBufferView): string {
  return Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64");
}

function portOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address;
}
