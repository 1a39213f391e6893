import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { KeptPull } from "@towpath/testkit/github";
import type { WorkflowEnding } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conclusions, explained, jobOf, type ProductTeam, productTeam, shownBy } from "./testing/product-team.ts";
import { type ServiceSketch, serviceFiles } from "./testing/service-files.ts";

const LIMIT = 180_000;
const { privateKey, publicKey } = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
/** Any line of it would be enough to notice. */
const SECRET_LINES = privateKey.split("\n").filter((line) => line !== "" && !line.startsWith("-----"));
const SECRETS = { TOWPATH_EVIDENCE_KEY: privateKey };
const LOCK = { name: "orders", version: "1.0.0", lockfileVersion: 3, packages: { "": { name: "orders" } } };

let team: ProductTeam;
/** Where the team's commands write what they see. */
let seen: string;

beforeAll(async () => {
  seen = mkdtempSync(join(tmpdir(), "towpath-seen-"));
  team = await productTeam({
    environments: { int: "gates: { requires: [review, tests, sbom, provenance] }" },
    more: "evidence: { key: { variable: TOWPATH_EVIDENCE_KEY }, publicKeys: [./evidence.pub], anchor: { github: deployments } }\n",
    platformFiles: { "evidence.pub": publicKey },
    buildsElsewhere: true,
  });
});
afterAll(async () => {
  rmSync(seen, { recursive: true, force: true });
  await team[Symbol.asyncDispose]();
});

/** The service with a lock file, whose commands and server write down all variables that they have. */
function curious(service: ServiceSketch) {
  const files = Object.entries(serviceFiles(0, service)).filter(([name]) => name.endsWith(".js"));
  const look = (name: string): string =>
    `require("node:fs").writeFileSync(${JSON.stringify(join(seen, name))}, JSON.stringify(process.env));\n`;
  return {
    ...Object.fromEntries(files.map(([name, text]) => [name, `${look(name)}${text}`])),
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

/** Fails where the key is shown, in whole or in part, or reached a command of the team's. */
function expectUnseen(ending: WorkflowEnding): void {
  const commands = readdirSync(seen).map((name) => readFileSync(join(seen, name), "utf8"));
  for (const text of [shownBy(ending), explained(ending), ...commands])
    for (const line of SECRET_LINES) expect(text).not.toContain(line);
  for (const text of commands) expect(text).not.toMatch(/"(?:TOWPATH_EVIDENCE_KEY|ACTIONS_ID_TOKEN_REQUEST_\w+)"/);
}

test(
  "what was built, tested and reviewed is on record on another machine: the gate lets it in, and controls hold",
  async () => {
    const service = { version: "v1" };
    const { pull, ending: proposed } = await team.propose(service, { files: curious(service), secrets: SECRETS });
    expect(proposed.conclusion, explained(proposed)).toBe("success");
    expect(stepOf(proposed, "towpath / test orders", "test").outputs).toMatchObject({ evidence: "" });
    expect(readdirSync(seen).sort()).toEqual(["build.js", "test.js"]);
    expectUnseen(proposed);

    review(pull, "ben");
    const ending = await team.merge(pull, { secrets: SECRETS });
    expect(ending.conclusion, explained(ending)).toBe("success");
    expect(await team.answer("int")).toBe("v1");
    const { verdict } = stepOf(ending, "towpath / orders / int / deploy", "deploy").outputs;
    expect(verdict).toBe("succeeded");
    const comply = stepOf(ending, "towpath / orders / int / comply", "comply");
    expect(comply.outputs).toMatchObject({ held: "true", failed: "0", recorded: "true" });
    for (const { name, steps } of ending.jobs.filter(({ environment }) => environment === "int"))
      expect(`${name}: ${steps.map(({ log }) => log).join("\n")}`).not.toContain(
        "Evidence is missing, or not anchored",
      );
    expect(readdirSync(seen).sort()).toEqual(["build.js", "server.js", "test.js"]);
    expectUnseen(ending);
    for (const job of ["build", "test"])
      expect(jobOf(ending, `towpath / orders / ${job}`).permissions).toEqual({ contents: "read", "id-token": "write" });
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
      "towpath / orders / int / deploy": "failure",
      "towpath / result": "failure",
    });
    const deploy = stepOf(ending, "towpath / orders / int / deploy", "deploy");
    expect(deploy.outputs).toMatchObject({ verdict: "refused" });
    expect(deploy.log).toContain("pushed directly");
    expect(deploy.log).not.toContain("No test result is on record");
    expect(await team.answer("int")).toBe("v1");
    expectUnseen(ending);
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
    const deploy = stepOf(ending, "towpath / orders / int / deploy", "deploy");
    expect(deploy.outputs).toMatchObject({ verdict: "refused" });
    for (const said of ["No test result is on record", "$TOWPATH_EVIDENCE_KEY is not set"])
      expect(deploy.log).toContain(said);
    expect(await team.answer("int")).toBe("v1");
  },
  LIMIT,
);

test(
  "without a key each job asks for a certificate as itself, and what its commands see is no identity",
  async () => {
    const identities: string[] = [];
    const authority = createServer(async (request, response) => {
      const body = await text(request);
      const claims = /"oidcIdentityToken":"[^".]+\.([^".]+)\./.exec(body)?.[1] ?? "";
      const { aud, job_workflow_ref: workflow } = JSON.parse(Buffer.from(claims, "base64url").toString() || "{}");
      identities.push(`${aud} ${workflow}`);
      response.writeHead(400).end("{}");
    });
    const listening = Promise.withResolvers<void>();
    authority.listen(0, "127.0.0.1", listening.resolve);
    await listening.promise;
    const bound = authority.address();
    const url = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
    const who = "issuer: https://token.actions.githubusercontent.com, identity: https://github.com/acme/*";
    await using other = await productTeam({
      more: `evidence: { keyless: { ${who}, fulcio: '${url}', rekor: '${url}' } }\n`,
    });
    const service = { version: "v1" };
    const { ending: proposed } = await other.propose(service, { files: curious(service) });
    expect(proposed.conclusion, explained(proposed)).toBe("success");
    expect(identities).toEqual([]);
    const ending = await other.push(service, { files: { ...curious(service), "again.txt": "" } });
    authority.close();
    authority.closeAllConnections();
    expect(conclusions(ending), explained(ending)).toMatchObject({
      "towpath / orders / int / deploy": "success",
      "towpath / orders / int / comply": "failure",
    });
    expect(stepOf(ending, "towpath / orders / test", "test").outputs).toMatchObject({ evidence: "" });
    const files = new Set(identities.map((one) => /^sigstore towpath\/towpath\/.*\/(\w+)\.yml@/.exec(one)?.[1] ?? one));
    expect([...files].sort()).toEqual(["deliver", "environment"]);
    for (const job of ["build", "test"])
      expect(stepOf(ending, `towpath / orders / ${job}`, job).log).toContain("Evidence is missing");
    expectUnseen(ending);
  },
  LIMIT,
);
