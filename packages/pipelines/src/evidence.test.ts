import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pemKeyPair } from "@towpath/testkit";
import type { KeptPull } from "@towpath/testkit/github";
import type { WorkflowEnding } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conclusions, explained, jobOf, type ProductTeam, productTeam, shownBy } from "./testing/product-team.ts";
import { type ServiceSketch, serviceFiles } from "./testing/service-files.ts";

const LIMIT = 180_000;
const { privateKey, publicKey } = pemKeyPair();
/** Any line of it would be enough to notice. */
const SECRET_LINES = privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
const SECRETS = { TOWPATH_EVIDENCE_KEY: privateKey };
const LOCK = { name: "orders", version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "orders" } } };

let team: ProductTeam;
/** Where the team's commands write what they see. */
let seen: string;

const EVIDENCE =
  "evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./evidence.pub], anchor: { github: deployments } }\n";
const REQUIRED = "gates: { requires: [review, tests, sbom, provenance] }";

beforeAll(async () => {
  seen = mkdtempSync(join(tmpdir(), "towpath-seen-"));
  team = await productTeam({
    environments: { int: REQUIRED, prod: `promoteFrom: { environment: int }, ${REQUIRED}` },
    more: EVIDENCE,
    platformFiles: { "evidence.pub": publicKey },
    buildsElsewhere: true,
  });
});
afterAll(async () => {
  rmSync(seen, { recursive: true, force: true });
  await team[Symbol.asyncDispose]();
});

/** Its own variables, and those of every process of the run that it may look at: the run's GitHub has an address of its own. */
const look = (name: string, github: string): string => `{
const { readdirSync, readFileSync, writeFileSync } = require("node:fs");
const others = [];
for (const name of process.platform === "linux" ? readdirSync("/proc") : []) {
  try {
    const text = /^[0-9]+$/.test(name) ? readFileSync("/proc/" + name + "/environ", "utf8") : "";
    if (text.includes("GITHUB_API_URL=${github}\\0")) others.push(text);
  } catch {} // somebody else's, or gone
}
writeFileSync(${JSON.stringify(join(seen, name))}, JSON.stringify({ own: process.env, others }));
}
`;

/** What the service is deployed with. */
const DEPLOY = "{ migrate: node dist/migrate.js, smoke: node dist/smoke.js }";

/** The service with a lock file, whose commands and server write down all variables that they can read anywhere. */
function curious(service: ServiceSketch) {
  const { github } = team;
  const files = Object.entries({ ...serviceFiles(0, service), "migrate.js": "", "smoke.js": "" });
  const pack = 'for (const name of ["migrate.js", "smoke.js"]) cpSync(name, `dist/${name}`);\n';
  return {
    ...Object.fromEntries(
      files
        .filter(([name]) => name.endsWith(".js"))
        .map(([name, text]) => [name, `${look(name, github.url)}${text}${name === "build.js" ? pack : ""}`]),
    ),
    "package.json": JSON.stringify({ name: LOCK.name, version: LOCK.version, private: true }),
    "package-lock.json": JSON.stringify(LOCK),
  };
}

/** Lets somebody approve a pull request as it is now. */
function review({ number, head }: KeptPull, login: string): void {
  const { reviews } = team.repository;
  const account = { login, type: "User" } as const;
  const submitted = new Date().toISOString();
  reviews.push({
    id: reviews.length + 1,
    pull: number,
    account,
    state: "APPROVED",
    commit: head.sha,
    body: "",
    submitted,
  });
}

function stepOf(ending: WorkflowEnding, job: string, action: string) {
  const step = jobOf(ending, job).steps.find(({ uses }) => uses?.includes(`actions/${action}`));
  if (!step) throw new Error(`No step of ${job} uses ${action}: ${explained(ending)}`);
  return step;
}

/** What one of the team's commands saw: its own variables, and those of the other processes of the run. */
interface Sighting {
  readonly name: string;
  readonly own: Readonly<Record<string, string>>;
  readonly others: readonly string[];
}

function sightings(): readonly Sighting[] {
  return readdirSync(seen).map((name) => ({ name, ...JSON.parse(readFileSync(join(seen, name), "utf8")) }));
}

/** Fails where the key is shown, in whole or in part, or where a command of the team's could read it. */
function expectUnseen(ending: WorkflowEnding): void {
  const shown = [shownBy(ending), explained(ending)].join("\n");
  expect(SECRET_LINES.filter((line) => shown.includes(line))).toEqual([]);
  for (const { name, own, others } of sightings()) {
    const all = [...Object.entries(own).map((one) => one.join("=")), ...others].join("\0");
    const key = [...SECRET_LINES, "TOWPATH_EVIDENCE_KEY="].filter((one) => all.includes(one));
    expect({ name, key, identity: Object.keys(own).filter((one) => one.startsWith("ACTIONS_ID_TOKEN")) }).toEqual({
      name,
      key: [],
      identity: [],
    });
    if (name === "server.js" || process.platform !== "linux") continue;
    // Each job has a machine of its own, and what runs the command is among what it sees there.
    const isDeploying = name === "migrate.js" || name === "smoke.js";
    const isHere = (text: string) => isDeploying || text.includes(`RUNNER_TEMP=${own["RUNNER_TEMP"]}\0`);
    const here = others.filter(isHere).join("\0");
    expect({ name, isThere: here.includes("INPUT_MANIFEST=") }).toEqual({ name, isThere: true });
    // Where it deploys the job may sign in; where it builds and tests there is nothing to sign in with.
    expect({ name, signsIn: here.includes("ACTIONS_ID_TOKEN_REQUEST_TOKEN=") }).toEqual({ name, signsIn: isDeploying });
  }
}

test(
  "what was built, tested and reviewed is on record on another machine: the gate lets it in, and controls hold",
  async () => {
    const service = { version: "v1", deploy: DEPLOY };
    const { pull, ending: proposed } = await team.propose(service, { files: curious(service), secrets: SECRETS });
    expect(proposed.conclusion, explained(proposed)).toBe("success");
    expect(stepOf(proposed, "towpath / test orders", "test").outputs).toMatchObject({ evidence: "" });
    expect(readdirSync(seen).sort()).toEqual(["build.js", "test.js"]);
    expectUnseen(proposed);

    review(pull, "ben");
    const ending = await team.merge(pull, { secrets: SECRETS });
    expect(ending.conclusion, explained(ending)).toBe("success");
    expect(stepOf(ending, "towpath / orders / sign", "sign").outputs).toMatchObject({ statements: "3" });
    for (const environment of ["int", "prod"]) {
      expect(await team.answer(environment)).toBe("v1");
      const { verdict } = stepOf(ending, `towpath / orders / ${environment} / deploy / deploy`, "deploy").outputs;
      expect(verdict).toBe("succeeded");
      const comply = stepOf(ending, `towpath / orders / ${environment} / comply`, "comply");
      expect(comply.outputs, comply.log).toMatchObject({ held: "true", failed: "0", recorded: "true" });
    }
    for (const { name, steps } of ending.jobs)
      expect(`${name}: ${steps.map(({ log }) => log).join("\n")}`).not.toMatch(/Evidence is missing|No evidence is/);
    expect(readdirSync(seen).sort()).toEqual(["build.js", "migrate.js", "server.js", "smoke.js", "test.js"]);
    expectUnseen(ending);
    for (const job of ["build", "test"])
      expect(jobOf(ending, `towpath / orders / ${job}`).permissions).toEqual({ contents: "read" });
    const { permissions, runsOn } = jobOf(ending, "towpath / orders / sign");
    expect({ permissions, runsOn }).toEqual({
      permissions: { contents: "read", "id-token": "write" },
      runsOn: ["ubuntu-24.04"],
    });
  },
  LIMIT,
);

test(
  "what was pushed directly is refused at the gate, which says so",
  async () => {
    const service = { version: "v2" };
    const ending = await team.push(service, { files: curious(service), secrets: SECRETS });
    expect(conclusions(ending)).toMatchObject({
      "towpath / orders / build": "success",
      "towpath / orders / test": "success",
      "towpath / orders / int / deploy / deploy": "failure",
      "towpath / result": "failure",
    });
    const deploy = stepOf(ending, "towpath / orders / int / deploy / deploy", "deploy");
    expect(deploy.outputs).toMatchObject({ verdict: "refused" });
    expect(deploy.log).toContain("pushed directly");
    expect(deploy.log).not.toContain("No test result is on record");
    expect(await team.answer("int")).toBe("v1");
    expectUnseen(ending);
  },
  LIMIT,
);

test.each([
  ["a release of another commit", "release", { commit: "0".repeat(40) }, "is of commit 000000000000, and"],
  ["an archive with other bytes", "release", {}, "is not what the release says"],
  ["an outcome of another commit", "tests", { commit: "0".repeat(40) }, "is of commit 000000000000, and"],
] as const)(
  "%s is not signed, and goes nowhere",
  async (_, artifact, change, message) => {
    const onTheWay = (artifacts: string): void => {
      const folder = join(artifacts, `towpath-${artifact}-orders`);
      const document = join(folder, artifact === "release" ? "release.json" : "tests.json");
      writeFileSync(document, JSON.stringify({ ...JSON.parse(readFileSync(document, "utf8")), ...change }));
      const archive = readdirSync(folder).find((name) => name.endsWith(".tar.gz"));
      if (Object.keys(change).length > 0 || archive === undefined) return;
      const bytes = readFileSync(join(folder, archive));
      writeFileSync(join(folder, archive), bytes.fill(~(bytes.at(-1) ?? 0), bytes.length - 1));
    };
    const ending = await team.again({ secrets: SECRETS, onTheWay });
    const sign = stepOf(ending, "towpath / orders / sign", "sign");
    expect(sign.log).toContain(message);
    expect(sign.outputs).toMatchObject({ evidence: "", statements: "0" });
    expect(conclusions(ending)).toMatchObject({
      "towpath / orders / sign": "failure",
      "towpath / orders / environment": "skipped",
      "towpath / result": "failure",
    });
  },
  LIMIT,
);

test(
  "without the key nothing is signed, and the gate says what is missing",
  async () => {
    const service = { version: "v3" };
    const { pull } = await team.propose(service, { files: curious(service) });
    review(pull, "ben");
    const ending = await team.merge(pull);
    expect(stepOf(ending, "towpath / orders / test", "test").outputs).toMatchObject({ result: "ok", evidence: "" });
    const deploy = stepOf(ending, "towpath / orders / int / deploy / deploy", "deploy");
    expect(deploy.outputs).toMatchObject({ verdict: "refused" });
    expect(deploy.log).toContain("No test result is on record");
    const sign = stepOf(ending, "towpath / orders / sign", "sign");
    expect(sign.log).toContain("$TOWPATH_EVIDENCE_KEY is not set");
    expect(sign.annotations).toMatchObject([{ level: "warning" }]);
    expect(await team.answer("int")).toBe("v1");
  },
  LIMIT,
);
