import { readdirSync } from "node:fs";
import type { Step } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { containerOf, PASSWORD, releaseOf, SERVER, targetOf, workloadOf } from "./testing/local-service.ts";
import { go, isLiving, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

test.each([
  [
    "crashes at its start",
    'console.log(process.env.DATABASE_URL); throw new Error("no such table")',
    /process ended/,
    /no such table/,
  ],
  [
    "never listens",
    "setInterval(() => {}, 1000); console.log('waiting for Godot')",
    /listens.*variable PORT/s,
    /Godot/,
  ],
  [
    "answers with errors",
    `${SERVER.replace("response.end(version);", "response.writeHead(500).end();")} listen();`,
    /answers 500/,
    /listening/,
  ],
  ["hangs", `${SERVER.replace("response.end(version);", "")} listen();`, /no answer within 300 ms/, /listening/],
])("one that %s is not exposed, and the former one serves on", async (_, code, why, log) => {
  await shop.roll(releaseOf("good"));
  const health = { path: "/healthz", intervalMs: 50, timeoutMs: 300, graceMs: 2_500 };
  const rollout = await shop.roll(releaseOf("bad", code), targetOf([workloadOf({ port: shop.port, health })]));
  expect(rollout.status).toBe("failed");
  expect(rollout.workloads[0]?.message).toMatch(why);
  expect(rollout.workloads[0]?.logTail.join("\n")).toMatch(log);
  expect(JSON.stringify(rollout)).not.toContain(PASSWORD);
  expect((await shop.get()).body).toBe("good");
  expect(await shop.host.current(shop.target, shop.context())).toHaveLength(1);
  expect((await shop.roll(releaseOf("good"))).status).toBe("unchanged");
});

test("one that is the first leaves nothing behind", async () => {
  const rollout = await shop.roll(releaseOf("bad", "process.exit(1)"));
  expect(rollout.status).toBe("failed");
  await expect(shop.get()).rejects.toThrow();
  expect(await shop.host.current(shop.target, shop.context())).toEqual([]);
});

test("a slow start has its grace", async () => {
  const rollout = await shop.roll(releaseOf("slow", `${SERVER} setTimeout(listen, 700);`));
  expect([rollout.status, (await shop.get()).body]).toEqual(["done", "slow"]);
});

test("one that ignores SIGTERM is killed when its time is over", async () => {
  await shop.roll(
    releaseOf("stubborn", `${SERVER} process.removeAllListeners("SIGTERM").on("SIGTERM", () => {}); listen();`),
  );
  const pid = await shop.servingPid();
  expect((await shop.roll(releaseOf("next"))).status).toBe("done");
  expect(isLiving(pid)).toBe(false);
});

test("requests in flight are answered, also by a service that ends at once when it is told to", async () => {
  const abrupt = releaseOf("abrupt", `${SERVER.replace(/process.on[(]"SIGTERM".*/, "")} listen();`);
  await shop.roll(abrupt);
  const slow = shop.get("/slow");
  await shop.roll(releaseOf("next"));
  expect(await slow).toMatchObject({ status: 200, body: "abrupt", digest: abrupt.artifact.digest });
});

test("a request without an end does not hold up a deployment for ever", async () => {
  await shop.roll(
    releaseOf("1", `${SERVER.replace("}, 300)", "}, 60_000)").replace(", 300)", ", 60_000)")} listen();`),
  );
  const endless = shop.get("/slow");
  await vi.waitFor(async () => expect((await shop.get()).status).toBe(200));
  expect((await shop.roll(releaseOf("2"))).status).toBe("done");
  expect((await endless).status).toBe(502);
});

test("an interrupted start is undone", async () => {
  await shop.roll(releaseOf("1"));
  const controller = new AbortController();
  const gate = async ({ kind }: Step) => {
    if (kind === "start") setTimeout(() => controller.abort(new Error("Ctrl-C")), 200);
    return "go" as const;
  };
  const never = releaseOf("2", "setInterval(() => {}, 1000)");
  const rollout = await shop.host.roll(
    shop.target,
    never,
    "rolling",
    gate,
    shop.context({ signal: controller.signal }),
  );
  expect(rollout.status).toBe("cancelled");
  expect([(await shop.get()).body, (await shop.host.current(shop.target, shop.context())).length]).toEqual(["1", 1]);
});

test("an image is refused by name before anything is touched", async () => {
  const release = releaseOf("1");
  const image = { ...release, artifact: { ...release.artifact, kind: "image" } } as const;
  const refused = shop.host.roll(shop.target, image, "rolling", go, shop.context());
  await expect(refused).rejects.toThrow(/is an image; the local engine runs archives/);
  expect(readdirSync(shop.folder)).toEqual([]);
});

test("several containers are refused by name, with their place", async () => {
  const two = workloadOf({ containers: [containerOf(), containerOf({ name: "sidecar" })] });
  const refused = shop.host.roll(targetOf([two]), releaseOf("1"), "rolling", go, shop.context());
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining("has 2 containers"), place: {} });
  expect(readdirSync(shop.folder)).toEqual([]);
});
