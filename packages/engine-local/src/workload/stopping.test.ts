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
