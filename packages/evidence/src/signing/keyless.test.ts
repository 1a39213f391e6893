import { inspect } from "node:util";
import { Secret } from "@towpath/core";
import { GITHUB_ISSUER, type LoopbackSigstore, loopbackSigstore, runToken } from "@towpath/testkit/sigstore";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { ecKeys } from "../testing/key-pairs.ts";
import { sample } from "../testing/samples.ts";
import { keylessSigner } from "./keyless-signer.ts";
import { decodeSigned, encodeSigned, signedFrom } from "./signed-statement.ts";
import type { TrustedIdentity } from "./trusted-identity.ts";
import { verifyStatement } from "./verify-statement.ts";

const WORKFLOW = "towpath/towpath/.github/workflows/deliver.yml@refs/tags/v1";
const SUBJECT = `https://github.com/${WORKFLOW}`;
/** Of a job of acme's that stands in a workflow of towpath's. */
const CLAIMS = {
  sub: "repo:acme/orders:ref:refs/heads/main",
  event_name: "push",
  sha: "c".repeat(40),
  workflow: "towpath",
  repository: "acme/orders",
  repository_id: "11",
  repository_owner: "acme",
  repository_owner_id: "12",
  repository_visibility: "private",
  ref: "refs/heads/main",
  job_workflow_ref: WORKFLOW,
  job_workflow_sha: "d".repeat(40),
  workflow_ref: "acme/orders/.github/workflows/towpath.yml@refs/heads/main",
  workflow_sha: "c".repeat(40),
  runner_environment: "github-hosted",
  run_id: "77",
  run_attempt: "1",
};
const NOW = new Date();
const found = sample("provenance");

let sigstore: LoopbackSigstore;
beforeAll(async () => {
  sigstore = await loopbackSigstore();
});
afterAll(() => sigstore[Symbol.asyncDispose]());
beforeEach(() => {
  sigstore.failing.clear();
  sigstore.requests.length = 0;
});

const signer = (token = runToken(CLAIMS)) =>
  keylessSigner({ identityToken: async () => token, fulcioUrl: sigstore.url, rekorUrl: sigstore.url, retries: 0 });
const trusted = (changes: Partial<TrustedIdentity> = {}) => ({
  keys: [ecKeys().trusted],
  identity: { trustedRoot: sigstore.trustedRoot, issuer: GITHUB_ISSUER, identity: [SUBJECT], ...changes },
});

test("a run signs with its identity, and anybody verifies it offline", async () => {
  const signed = await signer().sign(found);
  expect(sigstore.requests).toEqual(["/api/v2/signingCert", "/api/v1/log/entries"]);
  expect(signed.bundle["mediaType"]).toBe("application/vnd.dev.sigstore.bundle.v0.3+json");
  const again = decodeSigned(encodeSigned(signed), "copy");
  const verified = await verifyStatement(again, trusted(), NOW);
  expect(verified).toMatchObject({ statement: found, signer: SUBJECT });
  expect(sigstore.requests).toHaveLength(2);
  const pattern = "https://github.com/*/towpath/.github/workflows/deliver.yml@refs/tags/v*";
  const narrow = trusted({
    identity: ["https://github.com/acme/*", pattern],
    repository: ["https://github.com/acme/*"],
    ref: ["refs/heads/next", "refs/heads/main"],
  });
  await expect(verifyStatement(again, narrow, NOW)).resolves.toMatchObject({ signer: SUBJECT });
});

test("another identity, repository, ref, issuer or root: none of them is believed", async () => {
  const signed = await signer().sign(found);
  const refusals = [
    [
      trusted({ identity: [SUBJECT.replace("deliver", "deploy")] }),
      `it is signed by ${SUBJECT}, and the platform believes`,
    ],
    [trusted({ identity: ["towpath"] }), "and the platform believes towpath."],
    [
      trusted({ repository: ["https://github.com/evil/*"] }),
      "it was signed for the repository https://github.com/acme/orders,",
    ],
    [
      trusted({ ref: ["refs/heads/next"] }),
      "it was signed for the ref refs/heads/main, and the platform believes refs/heads/next.",
    ],
    [
      trusted({ issuer: "https://gitlab.com" }),
      `issued by ${GITHUB_ISSUER}, and the platform believes https://gitlab.com.`,
    ],
  ] as const;
  for (const [trust, message] of refusals) {
    const refusal = { code: "evidence/identity-refused", message: expect.stringContaining(message) };
    await expect(verifyStatement(signed, trust, NOW)).rejects.toMatchObject(refusal);
  }
  await expect(verifyStatement(signed, { keys: [] }, NOW)).rejects.toMatchObject({ code: "evidence/identity-refused" });
  await using other = await loopbackSigstore();
  const foreign = trusted({ trustedRoot: other.trustedRoot });
  await expect(verifyStatement(signed, foreign, NOW)).rejects.toMatchObject({ code: "evidence/signature-wrong" });
  const broken = trusted({ trustedRoot: { certificateAuthorities: 1 } });
  await expect(verifyStatement(signed, broken, NOW)).rejects.toMatchObject({ code: "evidence/trust-unusable" });
});

test("a certificate that names no repository and no ref is refused where they are asked for", async () => {
  const anna = { iss: "https://accounts.acme.example", sub: "https://acme.example/anna" };
  const signed = await signer(runToken(anna)).sign(found);
  const loose = { issuer: anna.iss, identity: [anna.sub] };
  await expect(verifyStatement(signed, trusted(loose), NOW)).resolves.toMatchObject({ signer: anna.sub });
  const asked = [
    [{ repository: ["*"] }, "its certificate names no repository that it was signed for, and the platform believes *."],
    [{ ref: ["*"] }, "its certificate names no ref that it was signed for, and the platform believes *."],
  ] as const;
  for (const [more, message] of asked) {
    const refusal = { code: "evidence/identity-refused", message: expect.stringContaining(message) };
    await expect(verifyStatement(signed, trusted({ ...loose, ...more }), NOW)).rejects.toMatchObject(refusal);
  }
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
  const token = runToken(CLAIMS);
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
