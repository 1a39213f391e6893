import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LogLine, Target } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readRuns } from "../scheduler/run-log.ts";
import { containerOf, PASSWORD, releaseOf, targetOf, text, workloadOf } from "./testing/local-service.ts";
import { isLiving, kill, openWorkshop, type Workshop } from "./testing/workshop.ts";

/** Six fields, the first of them seconds: no test waits for a minute. */
const EACH_SECOND = "* * * * * *";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

const scheduled = (run: string, schedule = EACH_SECOND): Target => {
  const { health: _, ...base } = workloadOf({ kind: "job", schedule });
  const variables = { ...containerOf().variables, MARKS: text(join(shop.folder, "marks")) };
  return targetOf([{ ...base, containers: [containerOf({ run, variables })] }]);
};
const MARK = 'cat version >> "$MARKS"; echo >> "$MARKS"';
const marks = () => {
  const file = join(shop.folder, "marks");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const runs = () => readRuns(join(shop.folder, "workloads", "orders", "dev", "main", "runs.jsonl"));
const soon = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 10_000, interval: 50 });
const current = async (target: Target) => (await shop.host.current(target, shop.context()))[0];
const schedulerPid = () => shop.record().scheduler?.process.pid ?? 0;

test("it runs on time, each run is recorded and seen, and stopping ends it", async () => {
  const target = scheduled(`${MARK}; echo for $DATABASE_URL`);
  const release = releaseOf("1");
  expect((await shop.roll(release, target)).status).toBe("done");
  await soon(() => expect(marks().length).toBeGreaterThanOrEqual(2));
  await soon(() => expect(runs().filter(({ exitCode }) => exitCode === 0).length).toBeGreaterThanOrEqual(2));
  expect(await current(target)).toMatchObject({
    status: "healthy",
    artifact: release.artifact.digest,
    details: {
      schedule: `${EACH_SECOND} (UTC)`,
      lastRun: expect.stringMatching(/exited with code 0/),
      nextRun: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  });
  const lines: LogLine[] = [];
  for await (const line of shop.host.logs(target, { tail: 1, follow: false }, shop.context())) lines.push(line);
  expect(lines).toMatchObject([{ text: "for postgres://orders:***@127.0.0.1/orders" }]);
  expect((await shop.roll(release, target)).status).toBe("unchanged");

  expect(await shop.host.stop(target, shop.context())).toMatchObject([{ status: "stopped" }]);
  expect(shop.running()).toEqual([]);
  const count = marks().length;
  await new Promise((resolve) => setTimeout(resolve, 1_200));
  expect(marks()).toHaveLength(count);
});

test("never two runs at once: what comes due meanwhile is skipped, and said", async () => {
  const target = scheduled('echo begin >> "$MARKS"; sleep 2.5; echo end >> "$MARKS"');
  await shop.roll(releaseOf("1"), target);
  await soon(() => expect(runs().some(({ skipped = 0 }) => skipped >= 2)).toBe(true));
  const seen = marks();
  expect(seen.filter((_, index) => index % 2 === 0).every((mark) => mark === "begin")).toBe(true);
  expect(seen.filter((_, index) => index % 2 === 1).every((mark) => mark === "end")).toBe(true);
  expect((await current(target))?.details["lastRun"]).toMatch(/runs skipped meanwhile/);
  expect(readFileSync(runs()[0]?.logFile ?? "", "utf8")).toMatch(/The run of .* is skipped/);
});

test("a new release takes over with the next run, and the run that goes on finishes", async () => {
  const target = scheduled('v=$(cat version); echo "begin $v" >> "$MARKS"; sleep 1.5; echo "end $v" >> "$MARKS"');
  await shop.roll(releaseOf("1"), target);
  await soon(() => expect(marks()).toContain("begin 1"));
  const pid = schedulerPid();
  expect((await shop.roll(releaseOf("2"), target)).status).toBe("done");
  expect(schedulerPid()).toBe(pid);
  await soon(() => expect(marks()).toContain("begin 2"));
  const seen = marks();
  expect(seen.filter((mark) => mark === "begin 1").length).toBe(seen.filter((mark) => mark === "end 1").length);
  expect(seen.indexOf("end 1")).toBeLessThan(seen.indexOf("begin 2"));
});

test("a release that is refused never comes to run", async () => {
  const target = scheduled(MARK);
  await shop.roll(releaseOf("1"), target);
  const gate = async ({ kind }: { kind: string }) => (kind === "drain" ? ("abort" as const) : ("go" as const));
  expect((await shop.host.roll(target, releaseOf("2"), "rolling", gate, shop.context())).status).toBe("aborted");
  const count = marks().length;
  await soon(() => expect(marks().length).toBeGreaterThanOrEqual(count + 2));
  expect(new Set(marks())).toEqual(new Set(["1"]));
  expect(await current(target)).toMatchObject({ status: "healthy", details: { version: "1" } });
});

test("a scheduler that was killed is seen, what it ran is ended, and the same command brings it back", async () => {
  const target = scheduled('echo begin >> "$MARKS"; sleep 30');
  await shop.roll(releaseOf("1"), target);
  await soon(() => expect(runs()[0]?.pid).toBeGreaterThan(0));
  const run = runs()[0]?.pid ?? 0;
  await kill(schedulerPid());
  expect(await current(target)).toMatchObject({
    status: "stopped",
    details: { problem: "its scheduler does not run" },
  });
  expect(isLiving(run)).toBe(true);
  expect((await shop.roll(releaseOf("1"), target)).status).toBe("done");
  expect(isLiving(run)).toBe(false);
  expect(await current(target)).toMatchObject({
    status: "healthy",
    details: { lastRun: expect.stringMatching(/cut off/) },
  });
});

test("a schedule that is never due is refused with the release", async () => {
  const rollout = await shop.roll(releaseOf("1"), scheduled("true", "0 0 30 2 *"));
  expect(rollout.workloads[0]?.message).toBe("The schedule of workloads.main, 0 0 30 2 *, is never due.");
  expect(shop.running()).toEqual([]);
});

test("no secret is in a file or on a command line", async () => {
  await shop.roll(releaseOf("1"), scheduled("true"));
  await soon(() => expect(runs().length).toBeGreaterThan(0));
  for (const entry of readdirSync(shop.folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    expect(readFileSync(file, "utf8"), file).not.toContain(PASSWORD);
  }
  const files = process.platform === "linux" ? ["cmdline", "environ"] : [];
  for (const file of files) expect(readFileSync(`/proc/${schedulerPid()}/${file}`, "utf8")).not.toContain(PASSWORD);
});
