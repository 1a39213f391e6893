import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { claimedStatement, verifyStatement } from "@towpath/evidence";
import { loadPlatform } from "@towpath/manifest";
import { type LoopbackGitHub, loopbackGitHub } from "@towpath/testkit/github";
import { GITHUB_ISSUER, type LoopbackSigstore, loopbackSigstore } from "@towpath/testkit/sigstore";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttestedService, attestedService } from "../testing/attested-service.ts";
import { build } from "../verbs/build.ts";
import { evidencePack } from "../verbs/evidence-pack.ts";
import { evidenceVerify } from "../verbs/evidence-verify.ts";
import { test as runTests } from "../verbs/test.ts";
import { trustOf } from "./trust-of.ts";

const DELIVER = "acme/towpath/.github/workflows/deliver.yml@refs/tags/v1";
const SIGNER = `https://github.com/${DELIVER}`;

let github: LoopbackGitHub;
let sigstore: LoopbackSigstore;
beforeAll(async () => {
  github = await loopbackGitHub();
  const keys = `${github.url}/identity/.well-known/jwks`;
  sigstore = await loopbackSigstore({ issuer: { name: GITHUB_ISSUER, keys } });
});
afterAll(async () => {
  await sigstore[Symbol.asyncDispose]();
  await github.close();
});

/** A service whose platform has a key, and believes deliver.yml for main of acme's. */
function keylessService(): AttestedService {
  const service = attestedService(
    "[provenance]",
    `  keyless:
    issuer: ${GITHUB_ISSUER}
    identity: [${SIGNER}, ${SIGNER.replace("deliver", "environment")}]
    repository: https://github.com/acme/*
    ref: refs/heads/main
    trustedRoot: ./root.json
    fulcio: ${sigstore.url}
    rekor: ${sigstore.url}
`,
  );
  writeFileSync(join(service.folder, "root.json"), JSON.stringify(sigstore.trustedRoot));
  service.change("v3");
  return service;
}

/** Effects of a job without a key, that may ask who it is. */
function job(service: AttestedService, claims: Readonly<Record<string, string>> = {}) {
  const effects = service.as("anna", "");
  const sha = "c".repeat(40);
  const identity = github.addIdentity({
    iss: GITHUB_ISSUER,
    sub: "repo:acme/shop:ref:refs/heads/main",
    event_name: "push",
    sha,
    workflow: "towpath",
    repository: "acme/shop",
    repository_id: "11",
    repository_owner: "acme",
    repository_owner_id: "12",
    repository_visibility: "private",
    ref: "refs/heads/main",
    job_workflow_ref: DELIVER,
    job_workflow_sha: sha,
    workflow_ref: "acme/shop/.github/workflows/towpath.yml@refs/heads/main",
    workflow_sha: sha,
    runner_environment: "github-hosted",
    run_id: "77",
    run_attempt: "1",
    ...claims,
  });
  return { ...effects, variables: { ...effects.variables, ...identity } };
}

test("without a key the identity of the run signs, and the platform believes it", async () => {
  const service = keylessService();
  const effects = job(service);
  expect((await build({}, effects)).status).toBe("ok");
  expect((await runTests({ keepsResources: false }, effects)).status).toBe("ok");
  const { value } = loadPlatform("platform.yaml", effects.files, service.folder);
  const trust = trustOf(value?.evidence, effects.files);
  const record = service.record();
  const entries = await record.entries();
  expect(entries).toHaveLength(2);
  for (const entry of entries)
    expect(await verifyStatement(await record.statementOf(entry), trust, new Date(entry.at))).toMatchObject({
      signer: SIGNER,
    });
  expect(service.notices.filter((one) => /evidence/i.test(one))).toEqual([]);

  // On another machine, with the pack and the platform alone.
  expect((await evidencePack({ out: "pack" }, effects)).status).toBe("ok");
  const folder = join(service.folder, "..", `${basename(service.folder)}-elsewhere`);
  mkdirSync(folder);
  for (const name of ["pack", "platform.yaml", "root.json", "keys"])
    cpSync(join(service.folder, name), join(folder, name), { recursive: true });
  const elsewhere = { ...effects, folder, variables: {} };
  const verify = (platform?: string) => evidenceVerify({ pack: "pack", platform }, elsewhere);
  expect(await verify("platform.yaml")).toMatchObject({ status: "ok", data: { believed: 2 } });
  expect((await verify()).findings).toMatchObject([{ code: "operation/evidence-file" }]);
  const path = join(folder, "platform.yaml");
  writeFileSync(path, readFileSync(path, "utf8").replace("https://github.com/acme/*", "https://github.com/labs/*"));
  const refused = await verify("platform.yaml");
  expect(refused).toMatchObject({ status: "failed", data: { believed: 0 } });
  expect(refused.findings[0]?.message).toContain(
    "it was signed for the repository https://github.com/acme/shop, and the platform believes https://github.com/labs/*.",
  );
  writeFileSync(path, "kind: Platform\n");
  expect((await verify("platform.yaml")).status).toBe("invalid");
  rmSync(folder, { recursive: true });
});

test.each([
  [
    "a workflow",
    { job_workflow_ref: DELIVER.replace("deliver", "deploy") },
    `it is signed by ${SIGNER.replace("deliver", "deploy")}, and the platform believes ${SIGNER} or `,
  ],
  [
    "a repository",
    { repository: "evil/shop", repository_owner: "evil" },
    "it was signed for the repository https://github.com/evil/shop, and the platform believes https://github.com/acme/*.",
  ],
  [
    "a branch",
    { ref: "refs/heads/topic" },
    "it was signed for the ref refs/heads/topic, and the platform believes refs/heads/main.",
  ],
])("what the platform does not believe gets into no record, and it is said why: %s", async (_, claims, why) => {
  const service = keylessService();
  expect((await build({}, service.as("anna"))).status).toBe("ok");
  const effects = job(service, claims);
  const before = sigstore.subjects.length;
  expect((await build({}, effects)).status).toBe("ok");
  expect((await runTests({ keepsResources: false }, effects)).status).toBe("ok");
  expect(sigstore.subjects.length - before).toBeGreaterThan(0);
  const record = service.record();
  const entries = await record.entries();
  expect(entries).toHaveLength(1);
  for (const entry of entries)
    expect(claimedStatement(await record.statementOf(entry), "x").predicateType).toContain("provenance");
  const said = service.notices.filter((one) => one.startsWith("No evidence is recorded, for nobody would believe it:"));
  expect(said.length).toBeGreaterThan(0);
  for (const one of said) {
    expect(one).toContain(why);
    expect(one).toContain("Let a job sign that `evidence.keyless` of the platform names");
  }
});

test("without a trusted root nothing is signed by an identity, and nobody is asked for a certificate", async () => {
  const service = keylessService();
  const path = join(service.folder, "platform.yaml");
  writeFileSync(path, readFileSync(path, "utf8").replace(/^ *trustedRoot:.*\n/m, ""));
  const before = sigstore.requests.length;
  expect((await build({}, job(service))).status).toBe("ok");
  expect(service.notices.filter((one) => /evidence/i.test(one))).toEqual([
    "No evidence is written: $SIGNING_KEY is not set, and no trusted root is named that its identity could be believed by (`evidence.keyless.trustedRoot`).",
  ]);
  expect(sigstore.requests).toHaveLength(before);
});
