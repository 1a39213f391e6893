import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { claimedStatement, decodeSigned, PREDICATE_TYPES } from "@towpath/evidence";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type AttestedService, attestedService } from "../testing/attested-service.ts";
import { build } from "./build.ts";
import { comply } from "./comply.ts";
import { deploy } from "./deploy.ts";
import { down } from "./down.ts";
import { evidenceSign } from "./evidence-sign.ts";
import { test as runTests } from "./test.ts";

const endings: (() => Promise<unknown>)[] = [];
/** One that nothing is signed of. */
let made: AttestedService;
beforeAll(async () => {
  made = await madeService();
});
afterAll(async () => {
  for (const end of endings) await end();
});

const APART = { isSignedApart: true } as const;
const MADE = { release: "out/release", tests: "out/tests.json", out: "out/statements" } as const;

/** A service that was built and tested where nobody signs. */
async function madeService(): Promise<AttestedService> {
  const service = attestedService("[provenance, tests]");
  endings.push(() => down({}, service.as("end")));
  const builder = service.as("anna", "");
  expect(await build({ out: MADE.release, ...APART }, builder)).toMatchObject({ status: "ok" });
  const asked = { keepsResources: false, outcome: MADE.tests, evidence: "out/none", ...APART };
  expect(await runTests(asked, builder)).toMatchObject({ status: "ok" });
  expect(service.notices.filter((one) => /evidence/i.test(one))).toEqual([]);
  expect(await service.record().entries()).toEqual([]);
  return service;
}

/** What was signed, by its kind. */
function signedIn(folder: string): Readonly<Record<string, unknown>> {
  const names = Object.entries(PREDICATE_TYPES);
  return Object.fromEntries(
    readdirSync(folder).map((name) => {
      const { predicateType, predicate } = claimedStatement(decodeSigned(readFileSync(join(folder, name)), name), name);
      return [names.find(([, type]) => type === predicateType)?.[0] ?? predicateType, predicate];
    }),
  );
}

test("what another run made is signed by this one, as this one knows it, and what it deploys by the run after it", async () => {
  const service = await madeService();
  const { folder } = service;
  const here = service.as("signer");
  const variables = { ...here.variables, GITHUB_RUN_ID: "77", GITHUB_REPOSITORY: "acme/shop" };
  const github = { GITHUB_SERVER_URL: "https://github.com", GITHUB_WORKFLOW_REF: "acme/shop/w.yml@refs/heads/main" };
  const result = await evidenceSign(MADE, { ...here, variables: { ...variables, ...github } });
  expect(result).toMatchObject({ status: "ok", data: { statements: 2, unsigned: 0, out: join(folder, MADE.out) } });
  const signed = signedIn(join(folder, MADE.out));
  expect(signed).toMatchObject({
    provenance: {
      buildDefinition: {
        internalParameters: { isDirty: false },
        resolvedDependencies: [{ name: "source", uri: "git+https://github.com/acme/shop" }, {}],
      },
      runDetails: {
        builder: { id: "https://github.com/acme/shop/w.yml@refs/heads/main" },
        metadata: { invocationId: expect.stringContaining("77") },
      },
    },
    "test-result": { result: "PASSED", configuration: [{ name: "shop", annotations: { totals: { tests: 1 } } }] },
  });

  // On a machine that never heard of it, where nobody can sign.
  rmSync(join(folder, "home"), { recursive: true });
  const refused = await deploy({ release: MADE.release, ...APART }, service.as("anna", ""));
  expect(refused).toMatchObject({ status: "failed" });
  expect(refused.data?.gates.find(({ gate }) => gate === "evidence")).toMatchObject({
    answer: "deny",
    reason: expect.stringMatching(/No test result is on record\. No evidence is written here: A run of its own signs/),
  });
  mkdirSync(join(folder, MADE.release, "statements"), { recursive: true });
  for (const name of readdirSync(join(folder, MADE.out)))
    writeFileSync(join(folder, MADE.release, "statements", name), readFileSync(join(folder, MADE.out, name)));
  const deployed = await deploy({ release: MADE.release, ...APART }, service.as("anna", ""));
  expect(deployed).toMatchObject({ status: "ok" });
  const said = async () => (await service.record().entries()).map(({ predicateType }) => predicateType);
  expect(await said()).not.toContain(PREDICATE_TYPES.deployment);
  const UNSAID = "It was deployed, and nothing signed on record says so.";
  const looked = await comply({}, service.as("anna"));
  expect(JSON.stringify(looked.data?.report.controls)).toContain(UNSAID);
  const recorded = await comply({ isRecorded: true }, service.as("anna"));
  expect(JSON.stringify(recorded.data?.report.controls)).not.toContain(UNSAID);
  expect((await said()).filter((one) => one === PREDICATE_TYPES.deployment)).toHaveLength(2);
});

test.each<[string, "release" | "tests", Readonly<Record<string, unknown>>, RegExp]>([
  ["a release of another commit", "release", { commit: "0".repeat(40) }, /^The release is of commit 000000000000, and/],
  ["a release of no commit", "release", { commit: undefined }, /^The release is of no commit, and/],
  ["a release of another service", "release", { service: "billing" }, /^The release is of billing, and shop is asked/],
  ["another manifest's release", "release", { manifest: `sha256:${"0".repeat(64)}` }, /was built by another manifest/],
  ["a release with changes", "release", { version: "v2-dirty" }, /was built with changes that no commit holds/],
  ["tests of another commit", "tests", { commit: "0".repeat(40) }, /^What the tests came to is of commit 000000000000/],
  ["tests of no commit", "tests", { commit: null }, /^What the tests came to is of no commit/],
  ["tests of another service", "tests", { service: "billing" }, /^What the tests came to is of billing/],
  ["tests with changes", "tests", { isDirty: true }, /^What was tested had changes/],
  ["tests without an end", "tests", { status: "maybe" }, /does not say how tests ended: status is neither/],
  ["tests of a newer format", "tests", { tested: 2 }, /does not say how tests ended: its format is 2/],
  ["tests with counts that are none", "tests", { totals: { tests: -1 } }, /does not say how tests ended: totals/],
  [
    "tests with endless names",
    "tests",
    { failedTests: ["x".repeat(501)] },
    /does not say how tests ended: failedTests/,
  ],
])("%s: refused by name", async (_, which, change, message) => {
  const path = join(made.folder, which === "release" ? "out/release/release.json" : MADE.tests);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(text), ...change }));
  const result = await evidenceSign(MADE, made.as("signer"));
  writeFileSync(path, text);
  expect(result.findings[0]).toMatchObject({ message: expect.stringMatching(message) });
  expect(result).toMatchObject({ data: null, status: expect.stringMatching(/^(failed|invalid)$/) });
  expect(await made.record().entries()).toEqual([]);
});

test("bytes that are not the release's are refused, and files that lead elsewhere or never end", async () => {
  const service = await madeService();
  const { folder } = service;
  const release = join(folder, MADE.release);
  const archive = join(release, readdirSync(release).find((name) => name.endsWith(".tar.gz")) ?? "");
  const bytes = readFileSync(archive);
  writeFileSync(archive, Buffer.from(bytes).fill(0));
  const refused = await evidenceSign(MADE, service.as("signer"));
  expect(refused.findings[0]).toMatchObject({
    code: "delivery/bundle-refused",
    message: expect.stringMatching(/\.tar\.gz is not what the release says: its digest is sha256:/),
  });
  writeFileSync(archive, bytes);
  const tests = join(folder, MADE.tests);
  rmSync(tests);
  symlinkSync("/etc/passwd", tests);
  expect((await evidenceSign(MADE, service.as("signer"))).findings[0]?.code).toBe("operation/tests-file");
  rmSync(tests);
  expect((await evidenceSign(MADE, service.as("signer"))).findings[0]?.code).toBe("operation/tests-file");
  writeFileSync(tests, "[".repeat(100_000));
  expect((await evidenceSign(MADE, service.as("signer"))).findings[0]?.code).toBe("operation/tests-file");
  expect(await evidenceSign({ ...MADE, tests: undefined }, service.as("signer"))).toMatchObject({
    status: "ok",
    data: { statements: 1 },
  });
});

test("a checkout with changes signs nothing, and neither does who has no key", async () => {
  const service = await madeService();
  expect(await evidenceSign(MADE, service.as("signer", ""))).toMatchObject({
    status: "failed",
    findings: [{ code: "operation/nobody-signs", message: expect.stringContaining("$SIGNING_KEY is not set") }],
  });
  appendFileSync(join(service.folder, ".gitignore"), "more/\n");
  expect(await evidenceSign(MADE, service.as("signer"))).toMatchObject({
    findings: [{ code: "operation/sign-refused", message: expect.stringContaining("checked out here has changes") }],
  });
});
