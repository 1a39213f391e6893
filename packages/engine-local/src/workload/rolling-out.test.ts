import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choosePort } from "../ports/port.ts";
import { localWorkloadHost } from "./local-workload-host.ts";
import { containerOf, releaseOf, targetOf, text, workloadOf } from "./testing/local-service.ts";
import { go, isLiving, openWorkshop, type Workshop } from "./testing/workshop.ts";

const LONG = Boolean(process.env["TOWPATH_LONG"]);
let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

test("a first release is reached at the manifest's port and says who it is", async () => {
  const release = releaseOf("1.0.0");
  const rollout = await shop.roll(release);
  expect(rollout).toMatchObject({
    status: "done",
    workloads: [{ status: "done", address: `http://127.0.0.1:${shop.port}`, artifact: release.artifact.digest }],
  });
  expect(await shop.get()).toEqual({ status: 200, digest: release.artifact.digest, body: "1.0.0" });
  const [instance] = await shop.host.current(shop.target, shop.context());
  expect(instance).toMatchObject({
    workload: "workloads.main",
    artifact: release.artifact.digest,
    status: "healthy",
  });
});

test("the same again changes nothing, whoever asks", async () => {
  await shop.roll(releaseOf("1.0.0"));
  const pid = await shop.servingPid();
  const gate = vi.fn(go);
  const again = localWorkloadHost({ folder: shop.folder });
  const rollout = await again.roll(shop.target, releaseOf("1.0.0"), "rolling", gate, shop.context());
  expect([rollout.status, await shop.servingPid()]).toEqual(["unchanged", pid]);
  expect(gate).not.toHaveBeenCalled();
});

test("a change of variables alone rolls too", async () => {
  await shop.roll(releaseOf("1.0.0"));
  const pid = await shop.servingPid();
  const changed = workloadOf({
    port: shop.port,
    containers: [containerOf({ variables: { ...containerOf().variables, GREETING: text("good day") } })],
  });
  expect((await shop.roll(releaseOf("1.0.0"), targetOf([changed]))).status).toBe("done");
  expect(await shop.servingPid()).not.toBe(pid);
  expect(isLiving(pid)).toBe(false);
});

test("no request fails while releases come and go", async () => {
  await shop.roll(releaseOf("0"));
  let isOver = false;
  const seen = new Map<string, number>();
  const visit = async (path: string, init: RequestInit) => {
    while (!isOver) {
      const response = await fetch(`http://127.0.0.1:${shop.port}${path}`, init);
      expect(response.status).toBe(200);
      const digest = response.headers.get("towpath-digest") ?? "";
      await response.text();
      seen.set(digest, (seen.get(digest) ?? 0) + 1);
    }
  };
  const visitors = [
    ...Array.from({ length: 6 }, () => visit("/", {})),
    ...Array.from({ length: 2 }, () => visit("/echo", { method: "POST", body: "x".repeat(100_000) })),
    visit("/slow", {}),
  ];
  const failed = Promise.all(visitors).then(() => undefined);
  const rolls = LONG ? 30 : 5;
  for (let version = 1; version <= rolls; version += 1) {
    const rollout = await Promise.race([shop.roll(releaseOf(String(version))), failed]);
    expect(rollout?.status).toBe("done");
  }
  isOver = true;
  await failed;
  expect(seen.size).toBe(rolls + 1);
}, 240_000);

test("the steps are asked for in their order; each can say no, and the former release serves on", async () => {
  const steps: string[] = [];
  const watch = async ({ kind }: Step) => {
    steps.push(kind);
    return "go" as const;
  };
  await shop.host.roll(shop.target, releaseOf("1"), "rolling", watch, shop.context());
  expect(steps).toEqual(["migrate", "start", "expose", "drain"]);
  const pid = await shop.servingPid();
  for (const refused of steps) {
    const gate = async ({ kind }: Step) => (kind === refused ? ("abort" as const) : ("go" as const));
    const rollout = await shop.host.roll(shop.target, releaseOf("2"), "rolling", gate, shop.context());
    expect([rollout.status, rollout.workloads[0]?.message]).toEqual([
      "aborted",
      `It was refused before the step "${refused}".`,
    ]);
    expect([await shop.servingPid(), (await shop.host.current(shop.target, shop.context())).length]).toEqual([pid, 1]);
  }
  const thrown = new Error("the migration failed");
  await expect(
    shop.host.roll(shop.target, releaseOf("2"), "rolling", () => Promise.reject(thrown), shop.context()),
  ).rejects.toBe(thrown);
  expect(await shop.servingPid()).toBe(pid);
});

test("recreate ends the former one first, and brings it back when the new one fails", async () => {
  await shop.host.roll(shop.target, releaseOf("1"), "recreate", go, shop.context());
  const pid = await shop.servingPid();
  const gate = async ({ kind }: Step) => {
    if (kind === "expose") expect([isLiving(pid), (await shop.get()).status]).toEqual([false, 503]);
    return "go" as const;
  };
  expect((await shop.host.roll(shop.target, releaseOf("2"), "recreate", gate, shop.context())).status).toBe("done");
  const broken = releaseOf("3", "process.exit(1)");
  expect((await shop.host.roll(shop.target, broken, "recreate", go, shop.context())).status).toBe("failed");
  expect(await shop.get()).toMatchObject({ status: 200, body: "2" });
});

test("several workloads move together or not at all", async () => {
  const other = workloadOf({ address: "workloads.admin", name: "admin", port: await choosePort() });
  const both = targetOf([other, workloadOf({ port: shop.port })]);
  await shop.roll(releaseOf("1"), both);
  const broken = { ...other, containers: [containerOf({ run: "exit 7" })] };
  const rollout = await shop.roll(releaseOf("2"), targetOf([workloadOf({ port: shop.port }), broken]));
  expect(rollout.workloads.map(({ status }) => status)).toEqual(["aborted", "failed"]);
  expect([(await shop.get()).body, (await shop.get("/", other.port)).body]).toEqual(["1", "1"]);

  const context = shop.context();
  await shop.roll(releaseOf("2"), shop.target, context); // the manifest names the other one no more
  expect((await shop.host.current(shop.target, shop.context())).map(({ workload }) => workload)).toEqual([
    "workloads.main",
  ]);
  await expect(shop.get("/", other.port)).rejects.toThrow();
});

test("a workload that cannot be undone keeps no other from it", async () => {
  const other = workloadOf({ address: "workloads.admin", name: "admin", port: await choosePort() });
  const both = targetOf([other, workloadOf({ port: shop.port })]);
  await shop.roll(releaseOf("1"), both);
  const admin = () =>
    JSON.parse(readFileSync(join(shop.folder, "workloads", "orders", "dev", "admin", "workload.json"), "utf8"));
  let written = "";
  let begun = 0;
  const gate = async ({ kind }: Step) => {
    if (kind !== "expose") return "go" as const;
    begun = admin().starting.process.pid;
    written = readFileSync(shop.recordFile(), "utf8");
    rmSync(shop.recordFile());
    mkdirSync(shop.recordFile()); // what is undone first cannot be written down
    return "abort" as const;
  };
  const rollout = await shop.host.roll(both, releaseOf("2"), "rolling", gate, shop.context());
  rmSync(shop.recordFile(), { recursive: true });
  writeFileSync(shop.recordFile(), written);
  expect(rollout.status).toBe("aborted");
  expect(rollout.workloads[1]?.message).toMatch(/refused before.*could not be undone/);
  expect(isLiving(begun)).toBe(false);
  expect(admin().starting).toBeUndefined();
  expect((await shop.roll(releaseOf("2"), both)).status).toBe("done");
});
