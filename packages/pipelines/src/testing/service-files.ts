import { NOTE_DRIVERS, NOTE_TYPE } from "@towpath/testkit";

/** What a test's service differs in. */
export interface ServiceSketch {
  /** What it answers; `broken` starts and answers with an error. */
  readonly version?: string;
  /** Whether its one test fails. */
  readonly failsTest?: boolean;
  /** Commands of its deployment, in YAML's flow form: `{ migrate: …, smoke: … }`. */
  readonly deploy?: string;
  /** What the note says that it has; none without it. */
  readonly note?: string;
}

const SERVER = (version: string): string => `const { createServer } = require("node:http");
createServer((request, response) => {
  response.writeHead(${JSON.stringify(version)} === "broken" ? 500 : 200);
  response.end(${JSON.stringify(version)});
}).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

const TEST = (fails: boolean): string => `const { mkdirSync, writeFileSync } = require("node:fs");
mkdirSync("reports", { recursive: true });
const failure = ${fails} ? '<failure message="one is not two">at test.js:3</failure>' : "";
writeFileSync("reports/junit.xml", '<testsuite name="all" tests="1"><testcase name="adds" classname="sum" time="0.01">' + failure + "</testcase></testsuite>");
process.exitCode = ${fails} ? 1 : 0;
`;

/** In YAML's flow form. Bash's `time` writes beside what the command prints. */
function command(file: string, timedBy: string | undefined): string {
  if (timedBy === undefined) return `node ${file}`;
  const script = `TIMEFORMAT="%3R %3U %3S"; { time node ${file} 2>&3; } 3>&2 2>>${timedBy}`;
  return `'bash -c ''${script}'''`; // quotes are doubled in YAML
}

const ENGINE = "engines: { local: { kind: local, drivers: [./notes.ts] } }";

/**
 * The files of a service without dependencies: built, tested and started in a moment.
 *
 * @param timedBy a file that its commands note their times in
 */
export function serviceFiles(
  port: number,
  { version = "v1", failsTest = false, deploy, note }: ServiceSketch = {},
  timedBy?: string,
): Readonly<Record<string, string>> {
  return {
    "towpath.yaml": `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders, owner: team-a, criticality: experimental, description: Takes orders. }
toolchain: { node: "24" }
build: { run: ${command("build.js", timedBy)}, output: [dist] }
test: { run: ${command("test.js", timedBy)}, reports: { junit: reports/junit.xml } }
workload:
  run: node dist/server.js
  port: ${port}
  health: { path: /, interval: 100ms, timeout: 100ms, grace: 3s }
  limits: { memory: 256Mi }
${deploy === undefined ? "" : `  deploy: ${deploy}\n`}${note === undefined ? "" : "  variables: { NOTE: '${resources.memo.text}' }\n"}${note === undefined ? "" : `resources: { memo: { type: note, settings: { text: ${note} } } }\n`}`,
    "build.js": `const { cpSync, mkdirSync } = require("node:fs");
mkdirSync("dist", { recursive: true });
cpSync("server.js", "dist/server.js");
`,
    "server.js": SERVER(version),
    "test.js": TEST(failsTest),
    ".gitignore": "dist/\nreports/\n",
  };
}

/**
 * The platform of such a service, in a repository of its own.
 *
 * @param environments by name, what each has beside its local engine, in YAML's flow form: `gates: { … }`
 */
export function platformFiles(
  environments: Readonly<Record<string, string>>,
  more = "",
): Readonly<Record<string, string>> {
  const written = Object.entries(environments).map(
    ([name, text]) => `  ${name}: { ${ENGINE}${text === "" ? "" : `, ${text}`} }\n`,
  );
  return {
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: { members: ["@anna", "@ben", "@carla"] } }
resourceTypes: [./note.yaml]
environments:
${written.join("")}${more}`,
    "note.yaml": NOTE_TYPE,
    "notes.ts": NOTE_DRIVERS,
  };
}

/** The ten lines that a product team writes. @param platform as a workflow names it */
export const tenLines = (platform: string): string => `name: towpath
on:
  pull_request:
  push: { branches: [main] }
permissions: {}
jobs:
  towpath:
    uses: towpath/towpath/.github/workflows/service.yml@0123456789abcdef0123456789abcdef01234567 # v1.0.0
    with: { runner: '["self-hosted"]', fork-runner: '["self-hosted","fork"]', wait-for-approval: 1s, platform: '${platform}' }
    permissions: { contents: read, pull-requests: write, checks: write, id-token: write, deployments: write }
    secrets:
      TOWPATH_VARIABLES: \${{ secrets.TOWPATH_VARIABLES }}
      TOWPATH_PLAN_VARIABLES: \${{ secrets.TOWPATH_PLAN_VARIABLES }}
      TOWPATH_EVIDENCE_KEY: \${{ secrets.TOWPATH_EVIDENCE_KEY }}
`;

/** With what somebody agrees to a release, by hand. @param platform as a workflow names it */
export const approval = (platform: string): string => `name: towpath approve
on:
  workflow_dispatch:
    inputs:
      environment: { type: string, required: true }
      release: { type: string, required: true }
permissions: {}
jobs:
  approve:
    uses: towpath/towpath/.github/workflows/approve.yml@0123456789abcdef0123456789abcdef01234567 # v1.0.0
    with:
      environment: \${{ inputs.environment }}
      release: \${{ inputs.release }}
      platform: '${platform}'
      runner: '["self-hosted"]'
    permissions: { contents: read, id-token: write }
`;

/** With what reality is looked at every night. @param platform as a workflow names it */
export const nightly = (platform: string): string => `name: towpath nightly
on:
  schedule: [{ cron: "17 3 * * *" }]
permissions: {}
jobs:
  drift:
    uses: towpath/towpath/.github/workflows/nightly.yml@0123456789abcdef0123456789abcdef01234567 # v1.0.0
    with: { runner: '["self-hosted"]', platform: '${platform}', terraform: false }
    permissions: { contents: read, issues: write, id-token: write }
`;
