import { generateKeyPairSync } from "node:crypto";
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { claimedStatement, directoryAnchor, PREDICATE_TYPES, verifyRecord } from "@towpath/evidence";
import { afterEach, expect, test } from "vitest";
import { type AttestedService, attestedService as makeAttestedService } from "../testing/attested-service.ts";
import { apply } from "../verbs/apply.ts";
import { approve } from "../verbs/approve.ts";
import { build } from "../verbs/build.ts";
import { deploy } from "../verbs/deploy.ts";
import { destroy } from "../verbs/destroy.ts";
import { down } from "../verbs/down.ts";
import { test as runTests } from "../verbs/test.ts";

const endings: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

function attestedService(requires: string): AttestedService {
  const service = makeAttestedService(requires);
  endings.push(() => down({}, service.as("end")));
  return service;
}

async function said(service: AttestedService): Promise<readonly string[]> {
  const record = service.record();
  const entries = await record.entries();
  const names = Object.entries(PREDICATE_TYPES);
  return entries.map(({ predicateType }) => names.find(([, type]) => type === predicateType)?.[0] ?? predicateType);
}

const evidenceGate = (result: Awaited<ReturnType<typeof deploy>>) =>
  result.data?.gates.find(({ gate }) => gate === "evidence");

test("what an environment requires is there when build and test put it on record, and every step is on record after", async () => {
  const service = attestedService("[provenance, tests]");
  expect((await build({}, service.as("anna"))).status).toBe("ok");
  const refused = await deploy({}, service.as("anna"));
  expect(evidenceGate(refused)).toMatchObject({
    answer: "deny",
    reason: "No test result is on record.",
    todo: expect.stringContaining("towpath test"),
  });
  expect(await runTests({ keepsResources: false }, service.as("anna"))).toMatchObject({ status: "ok" });
  const deployed = await deploy({}, service.as("anna"));
  expect(evidenceGate(deployed)).toMatchObject({
    answer: "allow",
    reason: expect.stringContaining("Its tests passed."),
  });
  expect(deployed.status).toBe("ok");
  expect(await said(service)).toEqual(["provenance", "deployment", "test-result", "deployment"]);
  const record = service.record();
  const [, first, , last] = await record.entries();
  for (const [entry, verdict] of [
    [first, "refused"],
    [last, "succeeded"],
  ] as const) {
    if (!entry) throw new Error("there is no such entry");
    const { predicate } = claimedStatement(await record.statementOf(entry), "x");
    expect(predicate).toMatchObject({ service: "shop", environment: "dev", verdict, version: "v2" });
  }
  const heads = await directoryAnchor(join(service.folder, "anchors")).heads("shop");
  const verdict = await verifyRecord({ store: record.store, service: "shop", heads });
  expect(verdict).toMatchObject({ flaws: [], anchored: 4 });

  // Nobody deploys onto a record that was cut.
  for (const key of ["entries/00000003", "entries/00000004"]) {
    const folder = join(service.state(), "evidence/shop", key);
    expect(existsSync(folder)).toBe(true);
    rmSync(folder, { recursive: true });
  }
  const cut = await deploy({}, service.as("anna"));
  expect(evidenceGate(cut)).toMatchObject({
    answer: "deny",
    reason: expect.stringMatching(/not whole: The record ends with entry 2; at .* it went to entry 4/),
  });
});

test("without a key nothing is written, which is said once, and the gate stays closed and says why", async () => {
  const service = attestedService("[provenance]");
  const effects = service.as("anna", "");
  expect((await build({}, effects)).status).toBe("ok");
  expect(service.notices.filter((one) => /evidence/.test(one))).toEqual([
    "No evidence is written: $SIGNING_KEY is not set.",
  ]);
  const refused = await deploy({}, service.as("anna", ""));
  expect(evidenceGate(refused)).toMatchObject({
    answer: "deny",
    reason: expect.stringMatching(
      /^Nothing on record says how sha256:.* No evidence is written here: \$SIGNING_KEY is not set\.$/,
    ),
  });
  expect(await service.record().entries()).toEqual([]);
});

test("a key that the platform does not believe writes nothing, for a record never loses what is in it", async () => {
  const service = attestedService("[provenance]");
  const other = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  await build({}, service.as("mallory", other.privateKey));
  const refused = await deploy({}, service.as("mallory", other.privateKey));
  expect(evidenceGate(refused)).toMatchObject({
    answer: "deny",
    reason: expect.stringMatching(/The key sha256:.* in \$SIGNING_KEY is none of the platform's public keys/),
  });
  expect(service.notices.filter((one) => one.includes("none of the platform's"))).toHaveLength(2);
  expect(await service.record().entries()).toEqual([]);
});

test("a key whose time is over writes nothing either", async () => {
  const service = attestedService("[provenance]");
  const file = join(service.folder, "keys/2026.pub");
  writeFileSync(file, `Not-After: 2020-01-01T00:00:00Z\n${readFileSync(file, "utf8")}`);
  expect((await build({}, service.as("anna"))).status).toBe("ok");
  expect(service.notices).toContainEqual(
    expect.stringMatching(
      /^No evidence is written: The key .* does not count any more since 2020-01-01.*\$SIGNING_KEY/,
    ),
  );
  expect(await service.record().entries()).toEqual([]);
});

test("a failed run takes back one that passed", async () => {
  const service = attestedService("[tests]");
  await build({}, service.as("anna"));
  await runTests({ keepsResources: false }, service.as("anna"));
  expect(evidenceGate(await deploy({ isGatesOnly: true }, service.as("anna")))).toMatchObject({ answer: "allow" });
  service.report("failed");
  service.change("v3");
  await build({}, service.as("anna"));
  expect((await runTests({ keepsResources: false }, service.as("anna"))).status).toBe("failed");
  expect(evidenceGate(await deploy({ isGatesOnly: true }, service.as("anna")))).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("tests failed"),
  });
});

test("changes that no commit holds are reviewed by nobody, and their tests are evidence of nothing", async () => {
  const service = attestedService("[review]");
  appendFileSync(join(service.folder, "server.js"), "\n// changed");
  await build({ version: "9.9.9" }, service.as("anna"));
  await runTests({ keepsResources: false }, service.as("anna"));
  expect(service.notices.join()).toContain("How the tests ended is no evidence");
  expect(await said(service)).toEqual(["provenance"]);
  expect(evidenceGate(await deploy({ isGatesOnly: true }, service.as("anna")))).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("changes that no commit holds"),
  });
});

test("tests of a commit are evidence of nothing that was built with changes beside it", async () => {
  const service = attestedService("[tests]");
  await runTests({ keepsResources: false }, service.as("anna"));
  appendFileSync(join(service.folder, "server.js"), "\n// changed");
  await build({ version: "9.9.9" }, service.as("anna"));
  expect(evidenceGate(await deploy({ isGatesOnly: true }, service.as("anna")))).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("changes that no commit holds"),
  });
});

test("a release whose statements cannot be anchored is deployed all the same where no evidence is asked for", async () => {
  const service = attestedService("[]");
  await build({ out: "out" }, service.as("anna"));
  rmSync(join(service.folder, "home"), { recursive: true });
  rmSync(join(service.folder, "anchors"), { recursive: true });
  writeFileSync(join(service.folder, "anchors"), "no folder");
  const deployed = await deploy({ release: "./out" }, service.as("anna"));
  expect(deployed).toMatchObject({ status: "ok", data: { deployment: { verdict: "succeeded" } } });
  expect(service.notices.join("\n")).toMatch(/not anchored: The anchor of the record/);
});

test("what is said of a release goes with its bundle, and only what is said of it and believed", async () => {
  const service = attestedService("[provenance, tests]");
  await build({ out: "out" }, service.as("anna"));
  await runTests({ keepsResources: false, evidence: "out/statements" }, service.as("anna"));
  expect(readdirSync(join(service.folder, "out/statements"))).toHaveLength(2);
  writeFileSync(join(service.folder, `out/statements/${"0".repeat(64)}.json`), "{}");
  // Another machine: nothing is known there but the bundle.
  rmSync(join(service.folder, "home"), { recursive: true });
  rmSync(join(service.folder, "anchors"), { recursive: true });
  const deployed = await deploy({ release: "./out", isGatesOnly: true }, service.as("anna"));
  expect(evidenceGate(deployed)).toMatchObject({ answer: "allow" });
  expect(service.notices.join()).toMatch(/A statement of the bundle is left out/);
  expect((await said(service)).toSorted()).toEqual(["provenance", "test-result"]);
});

test("no command of the team's sees the key, and it stands nowhere", async () => {
  const service = attestedService("[provenance]");
  const manifest = join(service.folder, "towpath.yaml");
  writeFileSync(
    manifest,
    readFileSync(manifest, "utf8")
      .replace(/^test: .*$/m, "")
      .replace("build: {", 'build: { run: ["env > seen.txt"],'),
  );
  await build({}, service.as("anna"));
  const result = await deploy({}, service.as("anna"));
  expect(result.status).toBe("ok");
  const seen = readFileSync(join(service.folder, "seen.txt"), "utf8");
  expect(seen).toContain("GITHUB_ACTOR");
  const lines = service.privateKey.split("\n").filter((line) => line.length > 20);
  const files = readdirSync(service.folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const texts = [JSON.stringify(result), ...files.map((one) => readFileSync(join(one.parentPath, one.name), "latin1"))];
  for (const text of texts) for (const line of lines) expect(text).not.toContain(line);
});

test("a plan that was carried out is on record", async () => {
  const service = attestedService("[]");
  expect((await apply({ confirm: async () => true }, service.as("anna"))).status).toBe("ok");
  expect(await said(service)).toEqual(["provision"]);
});

test("what was taken out is on record, with what was allowed to be lost", async () => {
  const service = attestedService("[]");
  appendFileSync(join(service.folder, "towpath.yaml"), "resources: { files: { type: bucket } }\n");
  const platform = join(service.folder, "platform.yaml");
  writeFileSync(platform, `${readFileSync(platform, "utf8")}resourceTypes: [bucket.yaml]\n`);
  writeFileSync(
    join(service.folder, "bucket.yaml"),
    `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: bucket }
stateful: true
outputs: { name: { type: string } }
recipes: { local: { driver: bucket } }
`,
  );
  const confirm = async () => true;
  expect((await apply({ confirm }, service.as("anna"))).status).toBe("ok");
  const allowed = ["data-loss:resources.files"];
  expect((await destroy({ confirm, allowed }, service.as("anna"))).status).toBe("ok");
  expect(await said(service)).toEqual(["provision", "provision"]);
  const last = await service.record().last();
  const { predicate } = claimedStatement(await service.record().statementOf(last ?? expect.fail()), "");
  expect(predicate).toMatchObject({
    consents: allowed,
    changes: [{ address: "resources.files", action: "delete", risk: "data-loss" }],
    outcome: "done",
    run: { actor: "anna" },
  });
});

test("a freeze that a plan passed is on record, with who asked and who agreed", async () => {
  const service = attestedService("[], freeze: [{ from: 2026-12-20, to: 2027-01-03, zone: Europe/Berlin }]");
  const atChristmas = (who: string) => {
    const effects = service.as(who);
    return { ...effects, clock: { ...effects.clock, now: () => new Date("2026-12-24T12:00:00Z") } };
  };
  const confirm = async () => true;
  const refused = await destroy({ confirm, overrideFreeze: "it leaks" }, atChristmas("anna"));
  expect(refused.status).toBe("failed");
  await approve({ plan: refused.data?.plan.changesDigest }, atChristmas("berta"));
  expect((await destroy({ confirm }, atChristmas("anna"))).status).toBe("ok");
  expect(await said(service)).toEqual(["exception", "provision"]);
  const [exception] = await service.record().entries();
  const { predicate } = claimedStatement(await service.record().statementOf(exception ?? expect.fail()), "");
  expect(predicate).toMatchObject({
    kind: "freeze-override",
    rule: "freeze",
    reason: "it leaks",
    requestedBy: "anna",
    approvedBy: ["berta"],
  });
});

test("a record that somebody damaged takes nothing back of what was deployed: that is said", async () => {
  const service = attestedService("[]");
  await build({}, service.as("anna"));
  expect((await deploy({}, service.as("anna"))).status).toBe("ok");
  const statements = join(service.state(), "evidence/shop/statements");
  for (const path of readdirSync(statements, { recursive: true, encoding: "utf8" }))
    if (path.includes("@")) writeFileSync(join(statements, path), "{}");
  service.change("v3");
  await build({}, service.as("anna"));
  expect((await deploy({}, service.as("anna"))).status).toBe("ok");
  expect(await said(service)).toEqual(["provenance", "deployment", "provenance", "deployment", "deployment"]);

  rmSync(join(service.state(), "evidence/shop/entries/00000002"), { recursive: true });
  writeFileSync(join(service.state(), "evidence/shop/entries/00000005/@000000000001"), "x");
  service.change("v4");
  await build({}, service.as("anna"));
  const deployed = await deploy({}, service.as("anna"));
  expect(deployed).toMatchObject({ status: "ok", data: { deployment: { verdict: "succeeded" } } });
  expect(service.notices).toContainEqual(
    expect.stringMatching(/^Evidence of what was deployed is missing: The record /),
  );
});
