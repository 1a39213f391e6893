import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { releaseOf } from "./testing/local-service.ts";
import { isLiving, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

test("ends everything, keeps the port, and can be repeated", async () => {
  await shop.roll(releaseOf("1"));
  const pids = [await shop.servingPid(), shop.record().proxy.process.pid];
  expect(await shop.host.stop(shop.target, shop.context())).toMatchObject([
    { status: "stopped", workload: "workloads.main" },
  ]);
  expect(pids.filter(isLiving)).toEqual([]);
  expect(await shop.host.stop(shop.target, shop.context())).toEqual([]);
  expect(await shop.host.current(shop.target, shop.context())).toEqual([]);
  expect(shop.record().port).toBe(shop.port);
  expect((await shop.roll(releaseOf("1"))).workloads[0]?.address).toBe(`http://127.0.0.1:${shop.port}`);
});

test("what was stopped is removed without a trace, and can be rolled out again", async () => {
  await shop.roll(releaseOf("1"));
  await shop.host.stop(shop.target, shop.context());
  for (let round = 1; round <= 2; round += 1) await shop.host.remove?.(shop.target, shop.context());
  expect(
    readdirSync(join(shop.folder, "workloads")).filter((name) => !/^(\.locks|variables\.key)$/.test(name)),
  ).toEqual([]);
  expect((await shop.roll(releaseOf("1"))).status).toBe("done");
});
