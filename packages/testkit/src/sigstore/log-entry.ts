import { createHash, verify, X509Certificate } from "node:crypto";

/**
 * What Rekor keeps of an envelope that it is shown: digests, and who signed
 * (https://github.com/sigstore/rekor/blob/main/pkg/types/dsse/v0.0.1/dsse_v0_0_1_schema.json).
 *
 * @throws {Error} for an envelope whose signature is not that of the certificate beside it
 */
export function logEntry(body: string): string {
  const { kind, apiVersion, spec } = JSON.parse(body);
  if (kind !== "dsse" || apiVersion !== "0.0.1") throw new Error(`no ${kind}`);
  const { envelope, verifiers } = spec.proposedContent;
  const { payload, payloadType, signatures } = JSON.parse(envelope);
  const bytes = Buffer.from(payload, "base64");
  const { publicKey } = new X509Certificate(Buffer.from(verifiers[0], "base64"));
  if (!verify("sha256", preAuthentication(payloadType, bytes), publicKey, Buffer.from(signatures[0].sig, "base64")))
    throw new Error("the signature is wrong");
  return JSON.stringify({
    kind,
    apiVersion,
    spec: {
      envelopeHash: digestOf(Buffer.from(envelope)),
      payloadHash: digestOf(bytes),
      signatures: [{ signature: signatures[0].sig, verifier: verifiers[0] }],
    },
  });
}

/** https://github.com/secure-systems-lab/dsse/blob/master/protocol.md */
function preAuthentication(type: string, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `), payload]);
}

function digestOf(bytes: Buffer) {
  return { algorithm: "sha256", value: createHash("sha256").update(bytes).digest("hex") };
}
