import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePort } from "../ports/port.ts";
import { livingProcesses } from "../processes/process-table.ts";
import { localWorkloadHost } from "./local-workload-host.ts";
import { contextOf, releaseOf, targetOf, workloadOf } from "./testing/local-service.ts";

const KILLS = process.env["TOWPATH_LONG"] ? 120 : 8;
const SOURCE = join(import.meta.dirname, "local-workload-host.ts");
const ROLL = join(import.meta.dirname, "testing", "roll.ts");
let folder: string;
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "towpath kill "));
  port = await choosePort();
});
afterEach(async () => {
  await localWorkloadHost({ folder, stopGraceMs: 1_000 }).stop(targetOf([workloadOf({ port })]), contextOf());
  rmSync(folder, { recursive: true, force: true });
});

const command = (module: string, version: string, strategy = "rolling") => {
  return ["--conditions=@towpath/source", ROLL, module, folder, String(port), version, strategy];
};
/** Every process that runs in the test's folder: the kernel's word, not our records'. */
const running = () =>
  livingProcesses().filter(({ pid }) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(folder);
    } catch {
      return false;
    }
  });

// What was left over is counted by the kernel's own list, /proc, which other systems do not have.
test.skipIf(process.platform !== "linux")(
  "a command that is killed at any moment leaves what the same command puts right",
  async () => {
    const target = targetOf([workloadOf({ port })]);
    const host = localWorkloadHost({ folder, drainMs: 2_000, stopGraceMs: 1_000 });
    for (let round = 1; round <= KILLS; round += 1) {
      const strategy = round % 3 === 0 ? "recreate" : "rolling";
      const child = spawn(process.execPath, command(SOURCE, String(round), strategy), { stdio: "ignore" });
      const exited = once(child, "exit");
      await Promise.race([exited, sleep(100 + (700 * round) / KILLS)]);
      child.kill("SIGKILL");
      await exited;

      const rollout = await host.roll(target, releaseOf(String(round)), strategy, async () => "go", contextOf());
      expect(["done", "unchanged"]).toContain(rollout.status);
      const answer = await fetch(`http://127.0.0.1:${port}`);
      expect([answer.status, await answer.text()]).toEqual([200, String(round)]);
      expect(running(), `after ${round} kills`).toHaveLength(2); // the service and its proxy
      expect(await host.current(target, contextOf())).toMatchObject([{ status: "healthy" }]);
    }
    await host.stop(target, contextOf());
    expect(running()).toEqual([]);
  },
  300_000,
);

test("commands in processes of their own take turns, and what they started outlives them", async () => {
  const run = promisify(execFile);
  const both = await Promise.all(["1", "2"].map((version) => run(process.execPath, command(SOURCE, version))));
  expect(both.map(({ stdout }) => stdout)).toEqual(["done", "done"]);
  expect(["1", "2"]).toContain(await (await fetch(`http://127.0.0.1:${port}`)).text());
});

test("the built package finds its proxy", async () => {
  const packageFolder = join(import.meta.dirname, "..", "..");
  const built = join(packageFolder, "node_modules", `.built-${process.pid}`); // where its dependencies are found
  try {
    mkdirSync(built, { recursive: true });
    const tsup = join(dirname(createRequire(import.meta.url).resolve("tsup/package.json")), "dist", "cli-default.js");
    const entries = [
      "src/index.ts",
      "src/proxy/main.ts",
      "src/scheduler/main.ts",
      "--config",
      "../repository/tsup.config.ts",
    ];
    execFileSync(process.execPath, [tsup, ...entries, "--out-dir", built], { cwd: packageFolder, stdio: "pipe" });
    expect(readdirSync(built)).toContain("index.js");
    expect(execFileSync(process.execPath, command(join(built, "index.js"), "1"), { encoding: "utf8" })).toBe("done");
    expect(await (await fetch(`http://127.0.0.1:${port}`)).text()).toBe("1");
  } finally {
    rmSync(built, { recursive: true, force: true });
  }
});
