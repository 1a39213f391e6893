import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import type { JsonObject } from "@towpath/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LoopbackGitHub, loopbackGitHub } from "../github/index.ts";
import { GITHUB_ISSUER, type LoopbackSigstore, loopbackSigstore, runToken } from "./index.ts";

const CLAIMS = {
  iss: GITHUB_ISSUER,
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
  job_workflow_ref: "towpath/towpath/.github/workflows/deliver.yml@refs/tags/v1",
  job_workflow_sha: "d".repeat(40),
  workflow_ref: "acme/orders/.github/workflows/towpath.yml@refs/heads/main",
  workflow_sha: "c".repeat(40),
  runner_environment: "github-hosted",
  run_id: "77",
  run_attempt: "2",
};

let github: LoopbackGitHub;
let sigstore: LoopbackSigstore;
beforeAll(async () => {
  github = await loopbackGitHub();
  sigstore = await loopbackSigstore({
    issuer: { name: GITHUB_ISSUER, keys: `${github.url}/identity/.well-known/jwks` },
  });
});
afterAll(async () => {
  await sigstore[Symbol.asyncDispose]();
  await github.close();
});

async function tokenWith(claims: JsonObject, audience = "sigstore"): Promise<string> {
  const asked = github.addIdentity(claims);
  const authorization = `bearer ${asked.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`;
  const answer = await fetch(`${asked.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${audience}`, {
    headers: { authorization },
  });
  return Object(await answer.json()).value;
}

/** Asks for a certificate as Sigstore's clients do. */
async function ask(token: string, subject = CLAIMS.sub, { url }: LoopbackSigstore = sigstore) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const proof = sign("sha256", Buffer.from(subject), privateKey).toString("base64");
  const content = publicKey.export({ type: "spki", format: "pem" });
  const answer = await fetch(`${url}/api/v2/signingCert`, {
    method: "POST",
    body: JSON.stringify({
      credentials: { oidcIdentityToken: token },
      publicKeyRequest: { publicKey: { algorithm: "ECDSA", content }, proofOfPossession: proof },
    }),
  });
  const body = Object(await answer.json());
  const [leaf] = answer.ok ? body.signedCertificateEmbeddedSct.chain.certificates : [];
  return { status: answer.status, message: String(body.message), certificate: leaf && new X509Certificate(leaf) };
}

test("a certificate says of a job what its token says", async () => {
  const { certificate } = await ask(await tokenWith({ ...CLAIMS, environment: "prod" }));
  const workflow = "https://github.com/towpath/towpath/.github/workflows/deliver.yml@refs/tags/v1";
  expect(certificate?.subjectAltName).toBe(`URI:${workflow}`);
  expect(sigstore.subjects).toEqual([workflow]);
  const raw = certificate?.raw.toString("latin1") ?? "";
  for (const said of [
    GITHUB_ISSUER,
    "https://github.com/acme/orders",
    "https://github.com/acme",
    "refs/heads/main",
    CLAIMS.sha,
    CLAIMS.job_workflow_sha,
    "https://github.com/acme/orders/.github/workflows/towpath.yml@refs/heads/main",
    "https://github.com/acme/orders/actions/runs/77/attempts/2",
    "github-hosted",
    "private",
    "prod",
  ])
    expect(raw).toContain(`\x0c${String.fromCharCode(said.length)}${said}`); // a UTF8String
});

test("who is no job of GitHub's gets a certificate that says who it is, and nothing else", async () => {
  await using other = await loopbackSigstore();
  const token = runToken({ iss: "https://accounts.acme.example", sub: "anna@acme.example" });
  const { certificate } = await ask(token.reveal(), "anna@acme.example", other);
  expect(certificate?.subjectAltName).toContain("anna@acme.example");
  expect(certificate?.raw.toString("latin1")).not.toContain("github.com");
});

test("a token that is not the issuer's, not for it or not whole gets no certificate", async () => {
  const good = await tokenWith(CLAIMS);
  const [head, , signature] = good.split(".");
  const forged = Buffer.from(
    JSON.stringify({ ...CLAIMS, aud: "sigstore", exp: 9e9, nbf: 0, repository: "evil/orders" }),
  ).toString("base64url");
  const tokens = [
    [runToken(CLAIMS).reveal(), "the token is signed by none"],
    [`${head}.${forged}.${signature}`, "signature is wrong"],
    [await tokenWith(CLAIMS, "https://acme.example"), "not for sigstore"],
    [await tokenWith({ ...CLAIMS, iss: "https://gitlab.example" }), "nobody here knows the issuer"],
    [await tokenWith({ ...CLAIMS, exp: 1 }), "does not count now"],
    [await tokenWith({ ...CLAIMS, job_workflow_sha: "" }), "no job_workflow_sha"],
  ] as const;
  for (const [token, message] of tokens)
    expect(await ask(token)).toMatchObject({ status: 400, message: expect.stringContaining(message) });
  expect(await ask(good, "somebody else")).toMatchObject({ status: 400, message: "Error: the proof is wrong" });
  expect(await ask(good)).toMatchObject({ status: 201 });
});

test("the log takes no envelope that somebody else signed", async () => {
  const { certificate } = await ask(await tokenWith(CLAIMS));
  const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const payload = Buffer.from("{}");
  const type = "text/plain";
  const sig = sign("sha256", Buffer.from(`DSSEv1 ${type.length} ${type} 2 {}`), stranger).toString("base64");
  const envelope = JSON.stringify({
    payload: payload.toString("base64"),
    payloadType: type,
    signatures: [{ sig }],
  });
  const verifiers = [Buffer.from(certificate?.toString() ?? "").toString("base64")];
  const body = { kind: "dsse", apiVersion: "0.0.1", spec: { proposedContent: { envelope, verifiers } } };
  const answer = await fetch(`${sigstore.url}/api/v1/log/entries`, { method: "POST", body: JSON.stringify(body) });
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining("the signature is wrong")]);
});
