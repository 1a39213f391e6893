import type { LogLine } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { releaseOf, SERVER } from "./testing/local-service.ts";
import { openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop();
});
afterEach(() => shop.close());

const chatty = (word: string) =>
  releaseOf(
    word,
    `${SERVER} for (let i = 0; i < 5; i++) console.log("${word} " + i);
  console.log(process.env.DATABASE_URL); listen();`,
  );
const all = async (query: { tail?: number }) => {
  const lines: LogLine[] = [];
  for await (const line of shop.host.logs(shop.target, { ...query, follow: false }, shop.context())) lines.push(line);
  return lines;
};

test("the last lines reach back across releases, without secrets", async () => {
  await shop.roll(chatty("one"));
  await shop.roll(chatty("two"));
  const lines = await all({ tail: 9 });
  const own = ["two 0", "two 1", "two 2", "two 3", "two 4", "postgres://orders:***@127.0.0.1/orders", "listening"];
  expect(lines.map((line) => line.text)).toEqual(["postgres://orders:***@127.0.0.1/orders", "listening", ...own]);
  expect(new Set(lines.map(({ instance }) => instance)).size).toBe(2);
  expect((await all({})).map((line) => line.text).slice(0, 2)).toEqual(["one 0", "one 1"]);
  expect(await all({ tail: 0 })).toEqual([]);
});

test("they are followed into the next release until told to end", async () => {
  await shop.roll(chatty("one"));
  const controller = new AbortController();
  const seen: string[] = [];
  const followed = (async () => {
    const query = { tail: 1, follow: true, workload: "workloads.main" };
    for await (const { text: line } of shop.host.logs(shop.target, query, shop.context({ signal: controller.signal })))
      seen.push(line);
  })();
  await vi.waitFor(() => expect(seen).toEqual(["listening"]));
  await shop.roll(chatty("two"));
  await vi.waitFor(() => expect(seen).toContain("two 4"), { timeout: 5_000 });
  controller.abort();
  await followed;
});
