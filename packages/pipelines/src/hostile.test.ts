import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostileFileNames, hostileStrings } from "@towpath/testkit";
import type { StepEnding, WorkflowEnding } from "@towpath/testkit/workflows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { conclusions, explained, jobOf, type ProductTeam, productTeam, shownBy } from "./testing/product-team.ts";
import { tenLines } from "./testing/service-files.ts";

const LIMIT = 90_000;

const SECRETS = {
  TOWPATH_VARIABLES: "STORE_PASSWORD=password-of-the-store",
  TOWPATH_PLAN_VARIABLES: "READER_PASSWORD=password-of-a-reader",
  TOWPATH_EVIDENCE_KEY: "password-of-the-key",
};

/** What git takes for a branch, and a shell for commands. */
const BRANCH = "x`touch${IFS}owned`$(touch${IFS}owned);touch${IFS}owned&&'\"<b>@team|%0A!main";
const TEXTS = hostileStrings.map(({ text }) => text.slice(0, 300).toWellFormed());
const OWNED = TEXTS.filter((text) => !text.includes("\0")).join("\n");

let team: ProductTeam;
/** A place that nothing but somebody's code would write to. */
let outside: string;
/** A registry that only somebody's settings lead to. */
let lure: Server;
let asked: string[];
let lureUrl: string;

beforeAll(async () => {
  team = await productTeam();
  outside = mkdtempSync(join(tmpdir(), "towpath-outside-"));
  writeFileSync(join(outside, "treasure"), "treasure-of-the-machine\n");
  asked = [];
  lure = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(404).end();
  });
  const listening = Promise.withResolvers<void>();
  lure.listen(0, "127.0.0.1", listening.resolve);
  await listening.promise;
  const bound = lure.address();
  lureUrl = `http://127.0.0.1:${typeof bound === "object" ? bound?.port : ""}`;
});
afterAll(async () => {
  lure.close();
  lure.closeAllConnections();
  rmSync(outside, { recursive: true, force: true });
  await team[Symbol.asyncDispose]();
});

/** What npm and others would read in a folder that somebody else wrote. */
const settings = (): Readonly<Record<string, string>> => ({
  ".npmrc": `registry=${lureUrl}/\n@acme:registry=${lureUrl}/\nignore-scripts=false\nnode-options=--require=./owned.cjs\n`,
  "package.json": JSON.stringify({
    name: "@acme/platform",
    scripts: { preinstall: touch("preinstall"), prepare: touch("prepare") },
    dependencies: { "@acme/platform": "file:./evil" },
  }),
  "owned.cjs": `require("node:fs").writeFileSync(${JSON.stringify(join(outside, "required"))}, "");\n`,
  ".terraformrc": `credentials "app.example.com" { token = "x" }\n`,
  ".gitattributes": "* filter=owned\n",
});

function touch(name: string): string {
  return `touch '${join(outside, name)}'`;
}

/** A platform that runs code wherever it can. */
const evil = (): Readonly<Record<string, string>> => ({
  "evil/package.json": JSON.stringify({ name: "@acme/platform", version: "9.9.9" }),
  "evil/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: evil }
teams: { team-a: { members: ["@mallory"] } }
resourceTypes: [./note.yaml]
environments:
  int: { engines: { local: { kind: local, drivers: [./driver.ts] } } }
`,
  "evil/note.yaml": `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: note }
stateful: false
settings: { text: { type: string } }
outputs: { text: { type: string } }
recipes: { local: { driver: note } }
`,
  "evil/driver.ts": `import { writeFileSync } from "node:fs";
writeFileSync(${JSON.stringify(join(outside, "driver"))}, "");
export default {};
`,
});

/** What the team's own commands print, report and leave behind. */
const LOUD = {
  "owned.json": JSON.stringify({ texts: TEXTS, lines: OWNED }),
  "build.js": `const fs = require("node:fs");
const { texts, lines } = require("./owned.json");
fs.mkdirSync("dist", { recursive: true });
fs.cpSync("server.js", "dist/server.js");
console.log(lines);
console.error(lines);
console.log("::add-mask::unmasked");
console.error("::stop-commands::never");
for (const name of ["ENV", "OUTPUT", "PATH", "STATE", "STEP_SUMMARY"]) {
  const file = process.env["GITHUB_" + name];
  console.log("file " + name + ": " + (file ?? "none"));
  if (file) fs.appendFileSync(file, "OWNED=1\\ndigest=owned\\n");
}
console.log("::set-output name=digest::owned");
console.log("::set-env name=OWNED::1");
console.log("##[set-output name=bundle]/etc");
`,
  "test.js": `const fs = require("node:fs");
const { texts, lines } = require("./owned.json");
console.log(lines);
console.log("::stop-commands::never");
console.log("OWNED is " + (process.env.OWNED ?? "unset") + ", this is unmasked");
const attribute = (text) => text.replace(/[\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]/g, "")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("\\n", "&#10;").replaceAll("\\r", "&#13;");
const cases = texts.map((text, index) => {
  const name = attribute(text);
  const failure = '<failure message="' + name + '">' + name + "</failure>";
  return '<testcase classname="' + name + '" name="' + index + name + '" file="../../../../etc/passwd' + name + '" line="1" time="0.1">' + failure + "</testcase>";
});
fs.mkdirSync("reports", { recursive: true });
fs.writeFileSync("reports/junit.xml", '<testsuite name="__proto__" tests="' + cases.length + '">' + cases.join("") + "</testsuite>");
process.exitCode = 1;
`,
};

/** A service beside the others, of a few lines. */
const beside = (name: string, build: string): Readonly<Record<string, string>> => ({
  [`${name}/towpath.yaml`]: `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a, criticality: experimental, description: ${JSON.stringify(`<img src=x> ${TEXTS[0]}`)} }
build: { run: node build.js, output: [dist] }
test: { run: node test.js, reports: { junit: reports/*.xml } }
workload: { run: node dist/server.js, port: 4000, health: { path: / }, limits: { memory: 64Mi } }
`,
  [`${name}/build.js`]: build,
  [`${name}/test.js`]: `const fs = require("node:fs");
fs.mkdirSync("reports", { recursive: true });
fs.writeFileSync("reports/bomb.xml", '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "' + "&a;".repeat(1000) + '"><!ENTITY c "' + "&b;".repeat(1000) + '"><!ENTITY d SYSTEM "file://${outside}/treasure">]><testsuite name="&c;" tests="1"><testcase name="&d;&c;" classname="x"/></testsuite>');
`,
});

const FOLLOWS = (): string => `const fs = require("node:fs");
fs.mkdirSync("dist", { recursive: true });
fs.symlinkSync(${JSON.stringify(join(outside, "treasure"))}, "dist/server.js");
fs.symlinkSync("../../../../../../..", "dist/up");
fs.writeFileSync("dist/\\u202e\\u001b[31m::error::owned", "x");
`;

/** Every step, also those of composite actions. */
function stepsOf(ending: WorkflowEnding): readonly StepEnding[] {
  const all = (steps: readonly StepEnding[]): readonly StepEnding[] =>
    steps.flatMap((step) => [step, ...all(step.steps)]);
  return ending.jobs.flatMap(({ steps }) => all(steps));
}

/** What Markdown of ours may hold, and nothing of others. */
function expectInert(markdown: string): void {
  const own = markdown
    .replace(/\]\(https:\/\/github\.com\/towpath\/towpath\/blob\/main\/[\w./#-]+\)/g, "]")
    .replace(/^<!-- towpath:[a-z]+:[\w.=+-]+ -->$/m, "");
  expect(own).not.toMatch(/<(?!\/?(?:br|code|details|summary|pre)>)[a-z!/]/i);
  expect(own).not.toMatch(/!?\[[^\]\n]*\][(:]/);
  expect(own).not.toMatch(/^#+ owned/m);
  const mentioning = own.replace(/<pre>[\s\S]*?<\/pre>|`+[^`]*`+|<code>.*?<\/code>/g, "");
  expect(mentioning).not.toMatch(/(?<![\w&])@(?:acme|octocat|team)/i);
  expect(own).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
}

/** That nobody's code ran where it must not, and nothing was fetched from where somebody wishes. */
function expectUntouched(): void {
  expect(readdirSync(outside)).toEqual(["treasure"]);
  expect(asked).toEqual([]);
  expect(existsSync("owned")).toBe(false);
  expect(Object.getOwnPropertyDescriptor(Object.prototype, "owned")).toBeUndefined();
}

test(
  "texts of a pull request, and what its commands print, report and pack, have no effect",
  async () => {
    const names = Object.fromEntries(hostileFileNames(".yaml").map(({ text }) => [`files/${text}`, "a: 1\n"]));
    const files = {
      ...LOUD,
      ...names,
      ...beside("follows", FOLLOWS()),
      ...beside("bomb", 'require("node:fs").mkdirSync("dist");require("node:fs").writeFileSync("dist/server.js","");'),
    };
    const { ending } = await team.propose(
      { version: "v1", note: JSON.stringify(`\u202e::error::owned <b> @acme/everyone ${"`".repeat(3)}`) },
      { branch: BRANCH, message: OWNED, title: OWNED, secrets: SECRETS, files },
    );
    expect(conclusions(ending), explained(ending).slice(0, 5_000)).toMatchObject({
      "towpath / check": "success",
      "towpath / plan": "success",
      "towpath / test orders": "failure",
      "towpath / test follows": "failure",
      "towpath / test bomb": "failure",
      "towpath / deliver": "skipped",
    });
    expect(explained(ending)).toMatch(/delivery\/output-refused|leaves|leads out|outside/);
    expectUntouched();
    const shown = shownBy(ending);
    expect(shown).not.toContain("password-of");
    expect(shown).not.toContain("treasure-of-the-machine");

    const { steps } = jobOf(ending, "towpath / test orders");
    const [build] = steps.filter(({ uses }) => uses === "$/actions/build");
    expect(build?.outputs).toMatchObject({ result: "ok", digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(build?.outputs["bundle"]).toMatch(/\/towpath-release-/);
    expect(build?.log.match(/file [A-Z_]+: .*/g)).toEqual(
      ["ENV", "OUTPUT", "PATH", "STATE", "STEP_SUMMARY"].map((name) => `file ${name}: none`),
    );
    const [tested] = steps.filter(({ uses }) => uses === "$/actions/test");
    expect(tested?.log).toContain("OWNED is unset, this is unmasked");
    expect(tested?.outputs).toMatchObject({ result: "failed", failed: String(TEXTS.length) });
    // Commands of the step itself are still obeyed, and no others are.
    expect(tested?.annotations.length).toBeGreaterThan(0);
    for (const { message, title, file } of ending.jobs.flatMap(({ steps }) => steps.flatMap((one) => one.annotations)))
      expect([message, title, file]).not.toEqual(expect.arrayContaining(["owned"]));
    for (const { outputs } of stepsOf(ending)) expect(Object.values(outputs)).not.toContain("owned");

    for (const { summary } of stepsOf(ending)) expectInert(summary);
    for (const { body } of team.repository.comments) expectInert(body);
    for (const { summary, text, title } of team.repository.checkRuns) {
      expectInert(summary ?? "");
      expect(`${title}`).not.toMatch(/[\n\u202e\u001b]/);
      expect(text ?? "").not.toMatch(/<img/);
    }
  },
  LIMIT,
);

/** Nothing of it is built or tested: those run what a proposal holds, its drivers too, with nothing to steal. */
const MADE = {
  "towpath.yaml": `apiVersion: towpath.dev/v1
kind: Service
platform: ./evil
metadata: { name: orders, owner: team-a, criticality: experimental, description: Takes orders. }
resources: { memo: { type: note, settings: { text: hello } } }
`,
};

const OWN = { ".github/workflows/towpath.yml": tenLines("./evil") };

test.each([
  ["a branch", {}, {}],
  ["a branch with a workflow of its own", {}, OWN],
  ["a fork", { fork: "mallory/orders", login: "mallory" }, {}],
])(
  "%s that says where its platform is, what npm fetches and what runs first, is heard by nobody",
  async (_, who, more) => {
    const { ending } = await team.propose(
      { version: "v2" },
      { ...who, secrets: SECRETS, files: { ...settings(), ...evil(), ...MADE, ...more } },
    );
    expect(conclusions(ending), explained(ending)).toMatchObject({
      "towpath / check": "success",
      "towpath / plan": "success",
      "towpath / deliver": "skipped",
    });
    expectUntouched();
    expect(shownBy(ending)).not.toContain("password-of");
    expect(shownBy(ending)).toContain("memo");
  },
  LIMIT,
);

test(
  "a fork that writes its own workflow and platform gets neither a secret, nor an identity, nor a right to write",
  async () => {
    const before = team.repository.comments.length;
    const greedy = tenLines("./evil")
      .replace("permissions: {}", "permissions: write-all")
      .replace(
        /^jobs:$/m,
        `jobs:
  steal:
    runs-on: ubuntu-24.04
    permissions: write-all
    steps:
      - run: |
          echo "found: [$A$B]"
          echo "identity: [$ACTIONS_ID_TOKEN_REQUEST_TOKEN]"
        env:
          A: \${{ secrets.TOWPATH_VARIABLES }}
          B: \${{ secrets.TOWPATH_EVIDENCE_KEY }}`,
      );
    const { ending } = await team.propose(
      { version: "v3", note: "forked" },
      {
        branch: "another-fork",
        fork: "mallory/orders",
        login: "mallory",
        secrets: SECRETS,
        files: { ...evil(), ...MADE, ".github/workflows/towpath.yml": greedy },
      },
    );
    expect(conclusions(ending), explained(ending)).toMatchObject({
      steal: "success",
      "towpath / plan": "success",
      "towpath / deliver": "skipped",
    });
    for (const { name, permissions } of ending.jobs)
      expect([name, Object.values(permissions)]).toEqual([name, expect.not.arrayContaining(["write"])]);
    const [step] = jobOf(ending, "steal").steps.filter(({ log }) => log.includes("found:"));
    expect(step?.log).toMatch(/found: \[\]\n[\s\S]*identity: \[\]/);
    expect(shownBy(ending)).not.toContain("password-of");
    expect(ending.requests.filter(({ method, status = 0 }) => method !== "GET" && status < 400)).toEqual([]);
    expect(team.repository.comments).toHaveLength(before);
    // Drivers of a proposal are not run, not even without a secret.
    expectUntouched();
  },
  LIMIT,
);

test(
  "a tag with the name of the main branch delivers nothing",
  async () => {
    const workflow = ".github/workflows/by-hand.yml";
    const byHand = tenLines("@acme/platform@2.1.0").replace(/on:\n[\s\S]*?(?=permissions)/, "on: workflow_dispatch\n");
    const sha = await team.repository.commit("by-hand", { [workflow]: byHand }, { from: BRANCH });
    const repository = { full_name: "acme/orders", default_branch: "main" };
    const payload = { inputs: {}, ref: "refs/tags/main", repository, sender: { login: "mallory" } };
    const ending = await team.again({
      event: { name: "workflow_dispatch", actor: "mallory", ref: "refs/tags/main", sha, payload },
      workflow,
      secrets: SECRETS,
    });
    expect(conclusions(ending), explained(ending)).toEqual({
      "towpath / check": "success",
      "towpath / plan": "skipped",
      "towpath / test": "skipped",
      "towpath / deliver": "skipped",
      "towpath / result": "success",
    });
    expectUntouched();
  },
  LIMIT,
);
