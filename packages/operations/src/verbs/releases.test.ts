import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { build } from "./build.ts";
import { deploy } from "./deploy.ts";
import { test as runTests } from "./test.ts";

const SERVICE = "workload: { run: node server.js, port: 80, health: { path: / } }\nbuild: { output: [server.js] }\n";

describe("which release is deployed", () => {
  test("none where none was built, or where a digest's beginning names none or several", async () => {
    const { folder, effects } = folderWith({ "towpath.yaml": manifestOf("a", SERVICE), "server.js": "1" });
    expect(await deploy({}, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/not-built", message: "a was never built on this machine." }],
    });
    const first = await build({ version: "1.0.0" }, effects);
    writeFileSync(join(folder, "server.js"), "2");
    const second = await build({ version: "1.1.0" }, effects);
    expect([first.status, second.status]).toEqual(["ok", "ok"]);
    expect(await deploy({ release: "0000000000" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ suggestions: [expect.stringMatching(/^Built last: sha256:\w{12} \(1\.1\.0\), sha256:\w{12} \(1/)] }],
    });
    expect(await deploy({ release: "sha256:" }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ message: expect.stringContaining("More than one release of a") }],
    });
  });
});

describe("tests", () => {
  test.each([
    ["true", "ok", "passed"],
    ["exit 3", "failed", "failed"],
  ])("that end with `%s` give the status %s", async (run, status, word) => {
    const { effects } = folderWith({ "towpath.yaml": manifestOf("a", `test: { run: "${run}" }\n`) });
    expect(await runTests({ keepsResources: false }, effects)).toMatchObject({ status, data: { status: word } });
  });
});
