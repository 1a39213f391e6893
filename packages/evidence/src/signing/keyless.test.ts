import { inspect } from "node:util";
import { Secret } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ecKeys } from "../testing/key-pairs.ts";
import { type LoopbackSigstore, loopbackSigstore, runToken } from "../testing/loopback-sigstore.ts";
import { sample } from "../testing/samples.ts";
import { keylessSigner } from "./keyless-signer.ts";
import { decodeSigned, encodeSigned, signedFrom } from "./signed-statement.ts";
import { type TrustedIdentity, verifyStatement } from "./verify-statement.ts";

const ISSUER = "https://token.actions.githubusercontent.com";
const SUBJECT = "https://github.com/acme/orders/.github/workflows/towpath.yml@refs/heads/main";
const NOW = new Date();
const found = sample("provenance");

let sigstore: LoopbackSigstore;
beforeAll(async () => {
  sigstore = await loopbackSigstore();
});
afterAll(() => sigstore.stop());
beforeEach(() => {
  sigstore.failing.clear();
  sigstore.requests.length = 0;
});

const signer = (token = runToken(SUBJECT)) =>
  keylessSigner({ identityToken: async () => token, fulcioUrl: sigstore.url, rekorUrl: sigstore.url, retries: 0 });
const trusted = (changes: Partial<TrustedIdentity> = {}) => ({
  keys: [ecKeys().trusted],
  identity: { trustedRoot: sigstore.trustedRoot, issuer: ISSUER, identity: SUBJECT, ...changes },
});

test("a run signs with its identity, and anybody verifies it offline", async () => {
  const signed = await signer().sign(found);
  expect(sigstore.requests).toEqual(["/api/v2/signingCert", "/api/v1/log/entries"]);
  expect(signed.bundle["mediaType"]).toBe("application/vnd.dev.sigstore.bundle.v0.3+json");
  const again = decodeSigned(encodeSigned(signed), "copy");
  const verified = await verifyStatement(again, trusted(), NOW);
  expect(verified).toMatchObject({ statement: found, signer: SUBJECT });
  expect(sigstore.requests).toHaveLength(2);
  const pattern = "https://github.com/acme/*/.github/workflows/towpath.yml@refs/heads/main";
  await expect(verifyStatement(again, trusted({ identity: pattern }), NOW)).resolves.toMatchObject({ signer: SUBJECT });
});

test("another identity, another issuer, another root: none of them is believed", async () => {
  const signed = await signer().sign(found);
  const refusals = [
    trusted({ identity: SUBJECT.replace("acme", "evil") }),
    trusted({ identity: "towpath" }),
    trusted({ issuer: "https://gitlab.com" }),
  ];
  for (const trust of refusals) {
    await expect(verifyStatement(signed, trust, NOW)).rejects.toMatchObject({ code: "evidence/identity-refused" });
  }
  await expect(verifyStatement(signed, { keys: [] }, NOW)).rejects.toMatchObject({ code: "evidence/identity-refused" });
  const other = await loopbackSigstore();
  await other.stop();
  const foreign = trusted({ trustedRoot: other.trustedRoot });
  await expect(verifyStatement(signed, foreign, NOW)).rejects.toMatchObject({ code: "evidence/signature-wrong" });
  const broken = trusted({ trustedRoot: { certificateAuthorities: 1 } });
  await expect(verifyStatement(signed, broken, NOW)).rejects.toMatchObject({ code: "evidence/trust-unusable" });
});

test("without its entry in the log a signature is not believed, nor with another payload", async () => {
  const { bundle } = await signer().sign(found);
  const material = Object(bundle["verificationMaterial"]);
  const bare = signedFrom({ ...bundle, verificationMaterial: { ...material, tlogEntries: [] } }, "x");
  await expect(verifyStatement(bare, trusted(), NOW)).rejects.toMatchObject({ code: "evidence/signature-wrong" });
  const payload = Buffer.from(JSON.stringify(sample("sbom"))).toString("base64");
  const forged = signedFrom({ ...bundle, dsseEnvelope: { ...Object(bundle["dsseEnvelope"]), payload } }, "x");
  await expect(verifyStatement(forged, trusted(), NOW)).rejects.toMatchObject({ code: "evidence/signature-wrong" });
});

test.each([
  ["/api/v2/signingCert", /issued no certificate/],
  ["/api/v1/log/entries", /took no entry/],
])("a service that fails is named, and the token is not: %s", async (path, message) => {
  sigstore.failing.add(path);
  const token = runToken(SUBJECT);
  const error: unknown = await signer(token)
    .sign(found)
    .catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "evidence/not-signed", message: expect.stringMatching(message) });
  expect(error instanceof Error ? error.message : "").not.toContain(token.reveal());
});

test("what is no token is refused before it is sent anywhere, and is not shown", async () => {
  for (const text of ["hunter2-secret", "a.aHVudGVyMg.c", ""]) {
    const error: unknown = await signer(new Secret(text))
      .sign(found)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "evidence/not-signed", hint: expect.stringContaining("id-token: write") });
    if (text) expect(inspect(error, { depth: 9 })).not.toContain(text);
  }
  expect(sigstore.requests).toEqual([]);
});
