import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuiltAction, buildAction } from "@towpath/testkit";
import { afterAll, beforeAll, test } from "vitest";
import { pullRequest } from "./testing/pull-request.ts";

const manifest = (more = "", name = "orders") => `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: ${name}, owner: team-a }
workload: { run: node server.js, port: 8080 }
${more}`;
let action: BuiltAction;
beforeAll(async () => { action = await buildAction(join(import.meta.dirname, "..")); });
afterAll(() => action[Symbol.dispose]());

test.each(["towpath.yaml", "api.yaml", "waivers", "p/platform.yaml", ".github/workflows/x.yml", "package.json", "Dockerfile", ".github/dependabot.yml", ".github/CODEOWNERS", "package-lock.json"])("link %s", async (path) => {
  const more = path === "api.yaml" ? "exposes: { api: { openapi: api.yaml } }\n" : path === "waivers" ? "waivers: [waivers/config, waivers/*]\n" : path.startsWith("p/") ? "platform: ./p\n" : "";
  await using pull = await pullRequest(action, { base: { "towpath.yaml": manifest(), "Dockerfile": "FROM x\n", "package.json": '{"dependencies":{"a":"1"}}' }, head: { "towpath.yaml": manifest(more) } });
  writeFileSync(join(pull.workspace, ".git/config"), `[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic S3CRETS3CRET\n${readFileSync(join(pull.workspace, ".git/config"), "utf8")}`);
  const to = path === "waivers" ? ".git" : `${"../".repeat(path.split("/").length - 1)}.git/config`;
  mkdirSync(dirname(join(pull.workspace, path)), { recursive: true });
  rmSync(join(pull.workspace, path), { recursive: true, force: true });
  symlinkSync(to, join(pull.workspace, path));
  using ending = await pull.check({ sarif: "true", junit: "true", "check-run": "true" }, { env: { RUNNER_DEBUG: "1" } });
  const all = JSON.stringify([ending.stdout, ending.summary, pull.repository.comments, pull.repository.checkRuns, ...["report", "sarif", "junit"].map((o) => ending.outputs[o] ? readFileSync(ending.outputs[o] ?? "", "utf8") : "")]);
  console.log(path, ending.exitCode, all.includes("S3CRET"), ending.annotations.map((a: any) => `${a.level} ${a.title} ${a.message.slice(0, 150)}`).join("\n   "));
});
