import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isPortFree } from "../ports/port.ts";
import { crewOf } from "./testing/crew.ts";
import { releaseOf } from "./testing/local-service.ts";
import { go, openWorkshop, type Workshop } from "./testing/workshop.ts";

const KILLS = process.env["TOWPATH_LONG"] ? 60 : 4;
const LIMIT_MS = process.env["TOWPATH_LONG"] ? 900_000 : 240_000;
const SOURCE = join(import.meta.dirname, "local-workload-host.ts");
const COMMAND = join(import.meta.dirname, "testing", "roll.ts");

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop({ drainMs: 2_000, stopGraceMs: 1_000, stableMs: 200 });
});
afterEach(() => shop.close());

/** Runs a command and kills it after so many milliseconds, unless it has ended by then. */
async function killed(after: number, version: string, what: string): Promise<void> {
  const args = ["--conditions=@towpath/source", COMMAND, SOURCE, shop.folder, String(shop.port), version, what, "crew"];
  const child = spawn(process.execPath, args, { stdio: "ignore" });
  const exited = once(child, "exit");
  await Promise.race([exited, sleep(after)]);
  child.kill("SIGKILL");
  await exited;
}
const marks = (name: string) => {
  const file = join(shop.folder, name);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
/** Whether a run began while another one went on: it is for the end of what was cut off that two may begin in a row. */
const mostAtOnce = () => {
  let going = 0;
  let most = 0;
  for (const mark of marks("ticks")) {
    going = mark === "begin" ? going + 1 : 0;
    most = Math.max(most, going);
  }
  return most;
};

// What was left over is counted by the kernel's own list, /proc, which other systems do not have.
const test_ = test.skipIf(process.platform !== "linux");

test_(
  "a deployment that is killed at any moment leaves what the same command puts right, and nothing ran twice",
  async () => {
    const target = crewOf(shop.folder, shop.port);
    for (let round = 1; round <= KILLS; round += 1) {
      const version = String(round);
      const strategy = (["recreate", "canary", "rolling"] as const)[round % 3] ?? "rolling";
      await killed(300 + (2_400 * round) / KILLS, version, strategy);

      const rollout = await shop.host.roll(target, releaseOf(version), strategy, go, shop.context());
      expect(["done", "unchanged"], JSON.stringify(rollout)).toContain(rollout.status);
      expect(await shop.get()).toMatchObject({ status: 200, body: version });
      expect(
        marks("seed").filter((mark) => mark === version),
        `the job of ${version}`,
      ).toHaveLength(1);
      const instances = await shop.host.current(target, shop.context());
      expect(instances.map((instance) => `${instance.workload} ${instance.status}`).sort()).toEqual([
        "workloads.main healthy",
        "workloads.seed completed",
        "workloads.ticks healthy",
        "workloads.work healthy",
      ]);
      expect(new Set(instances.map((instance) => instance.artifact)).size).toBe(1);
      // The server, its proxy, the worker, the scheduler; and a run of its job, a shell with a sleep, if there is one.
      const running = shop.running().length;
      expect(running, `after ${round} kills`).toBeGreaterThanOrEqual(4);
      expect(running, `after ${round} kills`).toBeLessThanOrEqual(6);
      expect((await shop.host.roll(target, releaseOf(version), strategy, go, shop.context())).status).toBe("unchanged");
    }
    expect(mostAtOnce()).toBe(1);
    await shop.host.stop(target, shop.context());
    expect(shop.running()).toEqual([]);
  },
  LIMIT_MS,
);

test_(
  "a stop that is killed at any moment is finished by the next one, and leaves no process and no port",
  async () => {
    const target = crewOf(shop.folder, shop.port);
    const kills = Math.ceil(KILLS / 3);
    for (let round = 1; round <= kills; round += 1) {
      expect((await shop.host.roll(target, releaseOf("1"), "rolling", go, shop.context())).status).toBe("done");
      expect(await isPortFree(shop.port)).toBe(false);
      await killed(80 + (700 * round) / kills, "1", "stop");
      await shop.host.stop(target, shop.context());
      expect(shop.running(), `after ${round} kills`).toEqual([]);
      expect(await isPortFree(shop.port)).toBe(true);
    }
    expect(marks("seed")).toEqual(["1"]); // once for the release, however often it was stopped
  },
  LIMIT_MS,
);
