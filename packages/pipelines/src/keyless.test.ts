import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LoopbackRepository } from "@towpath/testkit/github";
import { GITHUB_ISSUER, type LoopbackSigstore, loopbackSigstore } from "@towpath/testkit/sigstore";
import { pushEvent, type WorkflowEnding } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { explained, jobOf, type ProductTeam, productTeam, TOWPATH } from "./testing/product-team.ts";
import { serviceFiles } from "./testing/service-files.ts";

const LIMIT = 180_000;
/** As teams call it. */
const AT = "0123456789abcdef0123456789abcdef01234567";
const signerOf = (file: string) => `https://github.com/towpath/towpath/.github/workflows/${file}.yml@${AT}`;
const DELIVER = signerOf("deliver");
const ENVIRONMENT = signerOf("environment");
const DEPLOY = signerOf("deploy");
const LOCK = { name: "orders", version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "orders" } } };

let team: ProductTeam;
let sigstore: LoopbackSigstore;
let scratch: string;
/** What a command of the team's signed. */
let forged: string;
/** The service, as the check of the first run lists it. */
let listed: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), "towpath-keyless-"));
  forged = join(scratch, "forged.json");
  sigstore = await loopbackSigstore({
    issuer: {
      name: GITHUB_ISSUER,
      get keys() {
        return `${team.github.url}/identity/.well-known/jwks`;
      },
    },
  });
  team = await productTeam({
    environments: { int: "gates: { requires: [review, tests, sbom, provenance] }" },
    more: `evidence:
  anchor: { github: deployments }
  keyless:
    issuer: ${GITHUB_ISSUER}
    identity: [${DELIVER}, ${ENVIRONMENT}]
    repository: https://github.com/acme/*
    ref: refs/heads/main
    trustedRoot: ./root.json
    fulcio: ${sigstore.url}
    rekor: ${sigstore.url}
`,
    platformFiles: { "root.json": JSON.stringify(sigstore.trustedRoot) },
    buildsElsewhere: true,
  });
});
afterAll(async () => {
  await team[Symbol.asyncDispose]();
  await sigstore[Symbol.asyncDispose]();
  rmSync(scratch, { recursive: true, force: true });
});

/** Takes the identity of the job that it runs in from the process that runs it, and says with it that somebody reviewed the commit. */
const FORGE = () => `const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const load = createRequire(${JSON.stringify(join(TOWPATH, "packages/evidence/package.json"))});
const { DSSEBundleBuilder, FulcioSigner, RekorWitness } = load("@sigstore/sign");
const { bundleToJSON } = load("@sigstore/bundle");
const url = ${JSON.stringify(sigstore.url)};

const found = readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).flatMap((name) => {
  try {
    return [readFileSync("/proc/" + name + "/environ", "utf8").split("\\0")];
  } catch {
    return []; // somebody else's, or gone
  }
});
const job = found.find((all) => all.includes("GITHUB_API_URL=${team.github.url}") && all.some((one) => one.startsWith("ACTIONS_ID_TOKEN")));
const variable = (name) => job.find((one) => one.startsWith(name + "=")).slice(name.length + 1);
const statement = {
  _type: "https://in-toto.io/Statement/v1",
  subject: [{ digest: { gitCommit: variable("GITHUB_SHA") } }],
  predicateType: "https://towpath.dev/source-review/v1",
  predicate: {},
};

(async () => {
  const authorization = "bearer " + variable("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
  const answer = await fetch(variable("ACTIONS_ID_TOKEN_REQUEST_URL") + "&audience=sigstore", { headers: { authorization } });
  const { value } = await answer.json();
  const signer = new FulcioSigner({ fulcioBaseURL: url, identityProvider: { getToken: async () => value } });
  const builder = new DSSEBundleBuilder({ signer, witnesses: [new RekorWitness({ rekorBaseURL: url })] });
  const bundle = await builder.create({ data: Buffer.from(JSON.stringify(statement)), type: "application/vnd.in-toto+json" });
  writeFileSync(${JSON.stringify(forged)}, JSON.stringify(bundleToJSON(bundle)));
})();
`;

/** Of a service that is never started. */
const PORT = 3000;

/** The service with a lock file, and with a smoke command that forges where a job's identity can be read at all. */
function files() {
  const own = serviceFiles(PORT);
  return {
    "build.js": `${own["build.js"]}cpSync("smoke.js", "dist/smoke.js");\n`,
    "smoke.js": process.platform === "linux" ? FORGE() : "",
    "package.json": JSON.stringify({ name: LOCK.name, version: LOCK.version, private: true }),
    "package-lock.json": JSON.stringify(LOCK),
  };
}

function stepOf(ending: WorkflowEnding, job: string, action: string) {
  const step = jobOf(ending, job).steps.find(({ uses }) => uses?.includes(`actions/${action}`));
  if (!step) throw new Error(`No step of ${job} uses ${action}: ${explained(ending)}`);
  return step;
}

test(
  "from a merge to the verdict everything is signed by the jobs' identities, without any key",
  async () => {
    const service = { version: "v1", deploy: "{ smoke: node dist/smoke.js }" };
    const { pull } = await team.propose(service, { files: files() });
    expect(sigstore.requests).toEqual([]); // a pull request signs nothing
    const { number, head } = pull;
    const account = { login: "ben", type: "User" } as const;
    const submitted = new Date().toISOString();
    team.repository.reviews.push({
      id: 1,
      pull: number,
      account,
      state: "APPROVED",
      commit: head.sha,
      body: "",
      submitted,
    });
    const ending = await team.merge(pull);
    expect(ending.conclusion, explained(ending)).toBe("success");
    expect(stepOf(ending, "towpath / orders / sign", "sign").outputs).toMatchObject({ statements: "3" });
    const { verdict } = stepOf(ending, "towpath / orders / int / deploy / deploy", "deploy").outputs;
    expect(verdict).toBe("succeeded");
    expect(await team.answer("int")).toBe("v1");
    const comply = stepOf(ending, "towpath / orders / int / comply", "comply");
    expect(comply.outputs, comply.log).toMatchObject({ held: "true", failed: "0", recorded: "true" });
    for (const { name, steps } of ending.jobs)
      expect(`${name}: ${steps.map(({ log }) => log).join("\n")}`).not.toMatch(/Evidence is missing|No evidence is/);
    const own = sigstore.subjects.filter((subject) => subject !== DEPLOY);
    expect([...new Set(own)].sort()).toEqual([DELIVER, ENVIRONMENT]);
    listed = JSON.stringify(JSON.parse(jobOf(ending, "towpath / check").outputs["services"] ?? "")[0]);
  },
  LIMIT,
);

// Only Linux shows a process the variables of another one.
test.skipIf(process.platform !== "linux")(
  "what a smoke command signs with the identity of the job that deploys is refused by its name",
  async () => {
    expect(existsSync(forged)).toBe(true);
    expect(sigstore.subjects).toContain(DEPLOY);
    // Whatever builds can put files beside a release.
    const onTheWay = (artifacts: string): void => {
      const folder = join(artifacts, "towpath-release-orders/statements");
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, "forged.json"), readFileSync(forged));
    };
    const ending = await team.again({ onTheWay });
    const deploy = stepOf(ending, "towpath / orders / int / deploy / deploy", "deploy");
    expect(deploy.log).toMatch(/A statement of the bundle is left out: The statement sha256:\w+ is not believed: /);
    expect(deploy.log).toContain(`it is signed by ${DEPLOY}, and the platform believes ${DELIVER} or ${ENVIRONMENT}`);
    const comply = stepOf(ending, "towpath / orders / int / comply", "comply");
    expect(comply.outputs, comply.log).toMatchObject({ held: "true", failed: "0" });
  },
  LIMIT,
);

/** Calls the workflow that signs from where it is not believed, with a service of its own. */
async function callFrom(repository: LoopbackRepository, branch: string): Promise<WorkflowEnding> {
  const workflow = ".github/workflows/outside.yml";
  const text = `name: outside
on: push
permissions: {}
jobs:
  call:
    uses: towpath/towpath/.github/workflows/deliver.yml@${AT} # v1.0.0
    with: { runner: '["self-hosted"]', platform: '${team.platform}', service: '${listed}' }
    permissions: { contents: read, pull-requests: read, checks: read, id-token: write, deployments: write }
`;
  const from = branch === "main" ? {} : { from: "main" };
  await repository.commit(branch, { ...serviceFiles(PORT, { version: "v9" }), ...files(), [workflow]: text }, from);
  return await team.again({ repository, event: await pushEvent(repository, { branch }), workflow });
}

function expectRefused(ending: WorkflowEnding, why: string): void {
  const sign = stepOf(ending, "call / sign", "sign");
  expect(sign.log).toContain("No evidence is recorded, for nobody would believe it: ");
  expect(sign.log).toContain(why);
  expect(sign.outputs).toMatchObject({ statements: "0", evidence: "" });
  const deploy = stepOf(ending, "call / int / deploy / deploy", "deploy");
  expect(deploy.outputs).toMatchObject({ verdict: "refused" });
}

test(
  "another repository that calls the same workflow is refused by its name",
  async () => {
    const other = await team.github.addRepository({ owner: "evil", name: "orders" });
    const ending = await callFrom(other, "main");
    expectRefused(
      ending,
      "it was signed for the repository https://github.com/evil/orders, and the platform believes https://github.com/acme/*",
    );
    expect(await team.answer("int")).toBe("v1");
  },
  LIMIT,
);

test(
  "a branch that calls the same workflow is refused by its name",
  async () => {
    const ending = await callFrom(team.repository, "topic-of-mallory");
    expectRefused(
      ending,
      "it was signed for the ref refs/heads/topic-of-mallory, and the platform believes refs/heads/main",
    );
    expect(await team.answer("int")).toBe("v1");
  },
  LIMIT,
);
