import type { Step, Target } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localWorkloadHost } from "./local-workload-host.ts";
import { containerOf, releaseOf, SERVER, targetOf, workloadOf } from "./testing/local-service.ts";
import { go, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
let target: Target;

beforeEach(async () => {
  shop = await openWorkshop();
  target = targetOf([workloadOf({ port: shop.port })]);
});
afterEach(() => shop.close());

const roll = (version: string, gate: (step: Step) => Promise<"go" | "abort"> = go, code?: string) =>
  shop.host.roll(target, releaseOf(version, code), "canary", gate, shop.context());
const bodies = async (count: number) => {
  const seen: Record<string, number> = {};
  for (let asked = 0; asked < count; asked += 1) {
    const { body } = await shop.get();
    seen[body] = (seen[body] ?? 0) + 1;
  }
  return seen;
};

test("the new release gets its part, step by step, and is well at each", async () => {
  await roll("1");
  const seen: unknown[] = [];
  const gate = async (step: Step) => {
    const living = await shop.host.current(target, shop.context());
    seen.push([
      step.kind,
      step.kind === "expose" ? step.weight : undefined,
      await bodies(100),
      living.map(({ status, details }) => [details["version"], status, details["share"]]),
    ]);
    return "go" as const;
  };
  expect((await roll("2", gate)).status).toBe("done");
  const former = ["1", "healthy", undefined];
  expect(seen).toEqual([
    ["migrate", undefined, { 1: 100 }, [former]],
    ["start", undefined, { 1: 100 }, [former]],
    ["expose", 10, { 1: 100 }, [former, ["2", "starting", undefined]]],
    ["expose", 50, { 1: 90, 2: 10 }, [former, ["2", "healthy", "10 of 100 requests"]]],
    ["expose", 100, { 1: 50, 2: 50 }, [former, ["2", "healthy", "50 of 100 requests"]]],
    [
      "drain",
      undefined,
      { 2: 100 },
      [
        ["2", "healthy", undefined],
        ["1", "unhealthy", undefined],
      ],
    ],
  ]);
  expect(await shop.host.current(target, shop.context())).toHaveLength(1);
});

test.each([10, 50, 100])("refused before it gets %i of a hundred, it gets none any more", async (refused) => {
  await roll("1");
  const pid = await shop.servingPid();
  const gate = async (step: Step) =>
    step.kind === "expose" && step.weight === refused ? ("abort" as const) : ("go" as const);
  expect((await roll("2", gate)).status).toBe("aborted");
  expect([await bodies(50), await shop.servingPid()]).toEqual([{ 1: 50 }, pid]);
  expect(await shop.host.current(target, shop.context())).toHaveLength(1);
  expect((await roll("1")).status).toBe("unchanged");
});

test("a first release has nothing beside it: it gets all at once", async () => {
  const weights: number[] = [];
  const gate = async (step: Step) => {
    if (step.kind === "expose") weights.push(step.weight);
    return "go" as const;
  };
  expect([(await roll("1", gate)).status, weights]).toEqual(["done", [100]]);
});

test("a canary that its command left behind is gone with the next look that mends", async () => {
  await roll("1");
  const killed = new AbortController();
  const gate = async (step: Step) => {
    if (step.kind === "expose" && step.weight === 50) {
      // The next command looks while this one is held: as it is when a machine goes down in between.
      expect(shop.record()).toMatchObject({ weight: 10, starting: { version: "2" } });
      expect(await shop.host.drift?.(target, shop.context())).toEqual([]);
      killed.abort(new Error("killed"));
    }
    return "go" as const;
  };
  const context = shop.context({ signal: killed.signal });
  expect((await shop.host.roll(target, releaseOf("2"), "canary", gate, context)).status).toBe("cancelled");
  expect(await bodies(50)).toEqual({ 1: 50 });
  const again = localWorkloadHost({ folder: shop.folder });
  expect((await again.roll(target, releaseOf("1"), "canary", go, shop.context())).status).toBe("unchanged");
});

test("no request fails or is answered by a release after it was refused, while many are tried", async () => {
  await roll("0");
  const refusedAt = new Map<string, number>();
  const late: string[] = [];
  let isOver = false;
  const visit = async (path: string) => {
    while (!isOver) {
      const askedAt = performance.now();
      const response = await fetch(`http://127.0.0.1:${shop.port}${path}`);
      const body = await response.text();
      expect(response.status, body).toBe(200);
      if (askedAt > (refusedAt.get(body) ?? Number.POSITIVE_INFINITY)) late.push(body);
    }
  };
  const visitors = Promise.all([visit("/"), visit("/"), visit("/"), visit("/slow")]);
  const rolls = process.env["TOWPATH_LONG"] ? 40 : 6;
  for (let version = 1; version <= rolls; version += 1) {
    const isBad = version % 2 === 0;
    const gate = async (step: Step) =>
      isBad && step.kind === "expose" && step.weight === 100 ? ("abort" as const) : ("go" as const);
    const rolling = roll(String(version), gate);
    const rollout = await Promise.race([rolling, visitors.then(() => undefined)]);
    if (isBad) refusedAt.set(String(version), performance.now());
    expect(rollout?.status).toBe(isBad ? "aborted" : "done");
  }
  isOver = true;
  await visitors;
  expect(late).toEqual([]);
}, 240_000);

test("a worker has no requests to be split: it is replaced at the last step", async () => {
  const worker = workloadOf({ kind: "worker", containers: [containerOf()] });
  const { port: _, ...withoutPort } = worker;
  target = targetOf([withoutPort]);
  const weights: number[] = [];
  const gate = async (step: Step) => {
    if (step.kind === "expose") weights.push(step.weight);
    return "go" as const;
  };
  const code = `${SERVER} setInterval(() => {}, 1000);`;
  await roll("1", gate, code);
  expect([(await roll("2", gate, code)).status, weights]).toEqual(["done", [100, 100]]);
});
