import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Context, LogLine, Target } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readRuns } from "../scheduler/run-log.ts";
import { containerOf, PASSWORD, releaseOf, targetOf, text, workloadOf } from "./testing/local-service.ts";
import { go, kill, openWorkshop, type Workshop } from "./testing/workshop.ts";

let shop: Workshop;
beforeEach(async () => {
  shop = await openWorkshop({ jobMs: 5_000 });
});
afterEach(() => shop.close());

const marks = () => {
  const file = join(shop.folder, "marks");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const targetWith = (run: string, more: Parameters<typeof workloadOf>[0] = {}): Target => {
  const { health: _, ...base } = workloadOf({ kind: "job" });
  const variables = { ...containerOf().variables, MARKS: text(join(shop.folder, "marks")) };
  return targetOf([{ ...base, containers: [containerOf({ run, variables })], ...more }]);
};
const runs = () => readRuns(join(shop.folder, "workloads", "orders", "dev", "main", "runs.jsonl"));
const roll = (version: string, of: Target, context?: Context) => shop.roll(releaseOf(version), of, context);

test("it runs to its end once for each release and each set of variables", async () => {
  const once = targetWith('cat version >> "$MARKS"; echo >> "$MARKS"; echo done with $DATABASE_URL');
  const context = shop.context();
  expect((await roll("1", once, context)).status).toBe("done");
  expect(marks()).toEqual(["1"]);
  expect((await roll("1", once)).status).toBe("unchanged");
  expect((await roll("2", once)).status).toBe("done");
  const [workload] = once.graph.workloads;
  const [container] = workload?.containers ?? [];
  if (!workload || !container) throw new Error("no workload");
  const other = { ...container, variables: { ...container.variables, GREETING: text("good day") } };
  expect((await roll("2", targetOf([{ ...workload, containers: [other] }]))).status).toBe("done");
  expect(marks()).toEqual(["1", "2", "2"]);

  expect(await shop.host.current(once, shop.context())).toMatchObject([
    { status: "completed", details: { lastRun: expect.stringContaining("exited with code 0") } },
  ]);
  expect(runs().map(({ version, exitCode }) => [version, exitCode])).toEqual([
    ["1", 0],
    ["2", 0],
    ["2", 0],
  ]);
  const output = context.seen.flatMap((event) => (event.type === "output" ? [event.line] : []));
  expect(output).toEqual(["done with ***"]);
  expect(shop.running()).toEqual([]);
});

test("what it printed is kept, and shown without secrets", async () => {
  const once = targetWith("echo at $DATABASE_URL");
  await roll("1", once);
  const lines: LogLine[] = [];
  for await (const line of shop.host.logs(once, { follow: false }, shop.context())) lines.push(line);
  expect(lines.map((line) => line.text)).toEqual(["at postgres://orders:***@127.0.0.1/orders"]);
});

test("its exit code is the verdict: nothing of the release is exposed, and it runs again with the next deployment", async () => {
  await shop.roll(releaseOf("1"));
  const { workloads } = targetWith('echo tried >> "$MARKS"; echo broken for $DATABASE_URL; exit 3').graph;
  const job = workloads.map((one) => ({ ...one, address: "workloads.seed", name: "seed" }));
  const both = targetOf([...job, ...shop.target.graph.workloads]);
  const steps: string[] = [];
  const gate = async ({ kind, workload }: { kind: string; workload: string }) => {
    steps.push(`${kind} ${workload}`);
    return "go" as const;
  };
  const rollout = await shop.host.roll(both, releaseOf("2"), "rolling", gate, shop.context());
  expect(rollout.status).toBe("failed");
  const failed = rollout.workloads.find(({ status }) => status === "failed");
  expect(failed).toMatchObject({
    workload: "workloads.seed",
    message: "workloads.seed exited with code 3.",
    logTail: ["broken for ***"],
  });
  expect(JSON.stringify(rollout)).not.toContain(PASSWORD);
  expect(steps.slice(-2)).toEqual(["start workloads.main", "start workloads.seed"]); // when the others are healthy
  expect((await shop.get()).body).toBe("1");
  await shop.host.roll(both, releaseOf("2"), "rolling", go, shop.context());
  expect(marks()).toEqual(["tried", "tried"]);
  expect(shop.running()).toHaveLength(2);
});

test("one that takes too long is ended with all that it started", async () => {
  await shop.close();
  shop = await openWorkshop({ jobMs: 300 });
  const rollout = await roll("1", targetWith("sleep 60 & sleep 60"));
  expect(rollout.workloads[0]?.message).toBe("workloads.main did not end in time.");
  expect(shop.running()).toEqual([]);
});

test("an interrupted deployment ends it", async () => {
  const controller = new AbortController();
  const rolling = roll("1", targetWith("sleep 60"), shop.context({ signal: controller.signal }));
  await vi.waitFor(() => expect(runs()).toHaveLength(1), { timeout: 10_000 });
  controller.abort(new Error("Ctrl-C"));
  expect((await rolling).status).toBe("cancelled");
  expect(shop.running()).toEqual([]);
  expect(runs()).toMatchObject([{ signal: "SIGTERM" }]);
});

test("one whose scheduler is killed fails, and nothing of it goes on", async () => {
  const rolling = roll("1", targetWith("sleep 60"));
  await vi.waitFor(() => expect(runs()[0]?.pid).toBeGreaterThan(0), { timeout: 10_000 });
  await kill(shop.record().scheduler?.process.pid ?? 0);
  expect((await rolling).workloads[0]?.message).toMatch(/cut off/);
  expect(shop.running()).toEqual([]);
  expect((await roll("2", targetWith("true"))).status).toBe("done");
});

test("that it ran stays true when the service is stopped", async () => {
  const once = targetWith('echo ran >> "$MARKS"');
  await roll("1", once);
  expect(await shop.host.stop(once, shop.context())).toEqual([]);
  expect((await roll("1", once)).status).toBe("unchanged");
  expect(marks()).toEqual(["ran"]);
});
