import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Effects, nodeClock } from "@towpath/core";
import { folderWith, manifestOf } from "./folder-with.ts";

/** A service that answers with its version, in a repository, on a platform whose environments have these gates. */
export interface GatedService {
  readonly folder: string;
  /** Effects of somebody, in a run of theirs, at some time. */
  as(who: string, at?: string): Effects;
  /** Writes another version of the server and commits it. */
  change(version: string, author?: string): void;
}

const SERVER = (version: string) => `
require("node:http").createServer((_, response) => {
  const isWell = ${JSON.stringify(version)} !== "broken";
  response.writeHead(isWell ? 200 : 500);
  response.end(${JSON.stringify(version)});
}).listen(process.env.PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

/** Whether it serves what it should: a version called `wrong` does not. */
const SMOKE = `
fetch(process.env.TOWPATH_URL).then((answer) => answer.text()).then((text) => process.exit(text === "wrong" ? 1 : 0));
`;

/**
 * @param environments of the platform, each in YAML's flow form, with an engine: `{ dev: "{ engine: local }" }`
 * @param more further keys of the platform, in YAML
 */
export function gatedService(environments: Readonly<Record<string, string>>, more = ""): GatedService {
  const written = Object.entries(environments).map(([name, text]) => `  ${name}: ${text}\n`);
  const { folder, effects } = folderWith({
    "towpath.yaml": manifestOf(
      "shop",
      `platform: ./platform.yaml
workload: { run: node server.js, port: 18090, health: { path: /, interval: 100ms, grace: 2s }, deploy: { smoke: node smoke.js } }
build: { output: [server.js, smoke.js] }
`,
    ),
    "smoke.js": SMOKE,
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-a: { members: ["@anna", "@berta", "@carla"] }, team-b: { members: ["@dora"] } }
environments:
${written.join("")}${more}`,
    ".gitignore": "home/\n",
  });
  const git = (author: string, ...words: readonly string[]): string =>
    execFileSync("git", ["-c", `user.name=${author}`, "-c", `user.email=${author}@acme.example`, ...words], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
    });
  const change = (version: string, author = "anna"): void => {
    writeFileSync(join(folder, "server.js"), SERVER(version));
    git(author, "add", "--all");
    git(author, "commit", "--quiet", "--message", version);
    git(author, "tag", version);
  };
  git("anna", "init", "--quiet", "--initial-branch=main");
  change("v1");
  let runs = 0;
  return {
    folder,
    change,
    as: (who, at) => {
      runs += 1;
      const now = at === undefined ? nodeClock.now : () => new Date(at);
      const variables = {
        ...effects.variables,
        PATH: process.env["PATH"],
        GITHUB_ACTOR: who,
        GITHUB_RUN_ID: `${runs}`,
      };
      return { ...effects, clock: { ...nodeClock, now }, variables };
    },
  };
}
