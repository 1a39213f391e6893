import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeClock } from "@towpath/core";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { readPending } from "./pending.ts";
import { readTerraformState } from "./read-state.ts";
import { rescueState } from "./rescue-state.ts";
import { type ServeRequest, serveState } from "./serve-state.ts";
import { parseStateFile, thingsOf } from "./state-file.ts";
import { contextOf } from "./testing/context-of.ts";
import { rootOf, through } from "./testing/run-through.ts";
import { stateBench, stateText } from "./testing/state-bench.ts";
import { troubledStore } from "./testing/troubled-store.ts";

const terraform = terraformHere();
const SECRET = "correct-horse-battery";

// Without the real program there is nothing that could be served.
describe.skipIf(terraform === undefined)("with the real Terraform", () => {
  let provider: RunningProvider;
  let callsBefore = 0;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());
  beforeEach(async () => {
    await provider.forget();
    for (const { id } of await provider.things()) await provider.remove(id);
    callsBefore = (await provider.calls()).length;
  });
  /** Resolves when Terraform has asked for it, in this test. */
  const called = (call: string) =>
    until(async () => (await provider.calls()).slice(callsBefore).some((each) => each.startsWith(call)));

  const things = (...names: readonly string[]) =>
    rootOf({ memory_thing: Object.fromEntries(names.map((name) => [name, { name, secret: SECRET }])) });

  async function bench() {
    const made = await stateBench();
    const store = troubledStore(made.store);
    const work = await through(
      join(made.data, "terraform/work/one"),
      { ...made.parts(), store, patienceMs: 3_000 },
      provider.variables,
    );
    const serve = async (over: Partial<ServeRequest> = {}) => {
      const served = await serveState(made.parts({ store, ...over }));
      onTestFinished(() => served.close());
      return served;
    };
    const addresses = async () => {
      const state = await readTerraformState(made.store, made.key, made.box);
      return state ? thingsOf({ document: state }).map(({ address }) => address) : [];
    };
    return { ...made, below: made.store, store, work, serve, addresses };
  }

  test("what is applied is there in the next run, and nothing secret lies in the store", async () => {
    const { work, serve, addresses, data, store, key } = await bench();
    await work.write(things("db", "queue"));
    const served = await serve();
    expect(await work.apply(served)).toMatchObject({ exitCode: 0 });
    expect(served.failure()).toBeUndefined();
    expect(await addresses()).toEqual(["memory_thing.db", "memory_thing.queue"]);
    expect((await readPending(store, key)).map(({ to, id, why }) => [to, id, why]).sort()).toEqual([
      ["memory_thing.db", "things/db", "made"],
      ["memory_thing.queue", "things/queue", "made"],
    ]);
    await served.close();

    const next = await serve({ mode: "read", context: contextOf("2") });
    const empty = await work.run(next, "plan", "-lock=false", "-input=false", "-detailed-exitcode");
    expect(empty).toMatchObject({ exitCode: 0 });
    for (const path of await filesBelow(join(data, "state"))) {
      const text = await readFile(path, "latin1");
      expect(text).not.toContain(SECRET);
      expect((await stat(path)).mode & 0o077).toBe(0);
    }
  });

  test("is destroyed, and the state stays as an empty one", async () => {
    const { work, serve, addresses } = await bench();
    await work.write(things("db"));
    const served = await serve();
    await work.apply(served);
    expect(await work.run(served, "destroy", "-auto-approve", "-input=false")).toMatchObject({ exitCode: 0 });
    expect(await addresses()).toEqual([]);
    expect(await provider.things()).toEqual([]);
  });

  test("a plan that would lock or write is told that it may not", async () => {
    const { work, serve } = await bench();
    await work.write(things("db"));
    const served = await serve({ mode: "read" });
    await work.run(served, "init", "-input=false");
    expect(await work.run(served, "plan", "-input=false")).toMatchObject({ exitCode: 1 });
    expect(served.failure()).toMatchObject({ code: "engine-terraform/state-read-only" });
    expect(await work.run(served, "plan", "-input=false", "-lock=false")).toMatchObject({ exitCode: 0 });
  });

  test("a lock that is held names who has it", async () => {
    const { work, serve } = await bench();
    await work.write(things("db"));
    const served = await serve();
    await work.run(served, "init", "-input=false");
    await provider.order({ kind: "slow", call: "create", ms: 3_000 });
    const first = work.run(served, "apply", "-auto-approve", "-input=false");
    await called("create memory_thing");
    expect(await work.run(served, "apply", "-auto-approve", "-input=false")).toMatchObject({ exitCode: 1 });
    expect(served.failure()?.message).toContain("is locked by anna (run 1) since");
    expect(await first).toMatchObject({ exitCode: 0 });
  });

  test("a store that is gone for some seconds in mid-apply is waited for", async () => {
    const { work, serve, store, addresses } = await bench();
    await work.write(things("db", "queue"));
    const served = await serve();
    await work.run(served, "init", "-input=false");
    await work.run(served, "plan", "-lock=false", "-input=false", "-out=plan");
    const applying = work.run(served, "apply", "-input=false", "plan");
    await until(async () => (await provider.things()).length > 0);
    store.go();
    setTimeout(() => store.come(), 2_500);
    expect(await applying).toMatchObject({ exitCode: 0 });
    expect(await addresses()).toEqual(["memory_thing.db", "memory_thing.queue"]);
    expect(served.failure()).toBeUndefined();
  });

  test("a store that stays away: the state is rescued, seen by the next plan, and taken up by the next apply", async () => {
    const { work, serve, store, below, key, box, data, addresses } = await bench();
    await work.write(things("db"));
    const first = await serve({ patienceMs: 300 });
    await work.apply(first);
    await work.write(things("db", "queue"));
    await provider.order({ kind: "slow", call: "create", ms: 1_500 });
    const applying = work.apply(first);
    await called("create memory_thing things/queue");
    store.go();
    const failed = await applying.catch((error: unknown) => error);
    store.come();
    expect(failed).toBeDefined();
    expect(first.failure()).toMatchObject({
      code: "engine-terraform/state-unwritten",
      message: "Terraform's state terraform/orders/dev/cloud could not be written: the store is gone",
    });
    const rescued = await rescueState(work.folder, { data });
    expect(rescued).toMatchObject({ key });
    expect(await readdir(work.folder)).not.toContain("errored.tfstate");
    expect(await readFile(rescued?.path ?? "", "latin1")).not.toContain(SECRET);
    expect(await rescueState(work.folder, { data })).toBeUndefined();
    await first.close();
    expect(await addresses()).toEqual(["memory_thing.db"]);

    const plan = await serve({ mode: "read", context: contextOf("2") });
    expect(plan.notices).toEqual([expect.stringContaining("is kept on this machine, and the next apply takes it up")]);
    expect(await work.run(plan, "plan", "-lock=false", "-input=false", "-detailed-exitcode")).toMatchObject({
      exitCode: 0,
    });
    expect(await addresses()).toEqual(["memory_thing.db"]);

    const next = await serve({ context: contextOf("3") });
    expect(next.notices).toEqual([expect.stringContaining("an earlier run could not write is taken up")]);
    expect(await addresses()).toEqual(["memory_thing.db", "memory_thing.queue"]);
    expect(await work.apply(next)).toMatchObject({ exitCode: 0 });
    expect((await provider.things()).map(({ id }) => id)).toEqual(["things/db", "things/queue"]);
    const state = await below.read(key);
    expect(state && (await readTerraformState(below, key, box))).toBeDefined();
    expect((await serve({ context: contextOf("4") })).notices).toEqual([]);
  }, 60_000);

  test("a rescued state is written at once when the store is back", async () => {
    const { work, serve, store, data, addresses } = await bench();
    await work.write(things("db"));
    const served = await serve({ patienceMs: 300 });
    await provider.order({ kind: "slow", call: "create", ms: 1_000 });
    await work.run(served, "init", "-input=false");
    const applying = work.run(served, "apply", "-auto-approve", "-input=false");
    await called("create memory_thing things/db");
    store.go();
    expect(await applying).toMatchObject({ exitCode: 1 });
    expect(await rescueState(work.folder, { data })).toBeDefined();
    await expect(served.takeUpRescued()).rejects.toThrow("the store is gone");
    store.come();
    expect(await served.takeUpRescued()).toEqual([expect.stringContaining("is taken up")]);
    expect(await served.takeUpRescued()).toEqual([]);
    expect(await addresses()).toEqual(["memory_thing.db"]);
  });

  test("an interrupted apply writes what it made", async () => {
    const { work, serve, addresses, parts, data } = await bench();
    const interrupted = new AbortController();
    const context = { ...contextOf("1", interrupted.signal), clock: nodeClock };
    const stopped = await through(work.folder, { ...parts(), context }, provider.variables);
    await work.write(
      rootOf({ memory_thing: { a: { name: "a" }, b: { name: "b", labels: { after: "${memory_thing.a.id}" } } } }),
    );
    const served = await serve({ context });
    await provider.order({ kind: "slow", call: "create", ms: 1_500 });
    await work.run(served, "init", "-input=false");
    const applying = stopped.run(served, "apply", "-auto-approve", "-input=false", "-json");
    await called("create");
    interrupted.abort();
    expect(await applying).toMatchObject({ isCancelled: true });
    expect(await addresses()).toEqual(["memory_thing.a"]);
    expect(await rescueState(work.folder, { data })).toBeUndefined();
  });

  test("a state of another lineage is not written over, whatever Terraform is told", async () => {
    const { work, serve, addresses } = await bench();
    await work.write(things("db"));
    const served = await serve();
    await work.apply(served);
    await writeFile(join(work.folder, "other.tfstate"), stateText(99, {}, "another-lineage"));
    expect(await work.run(served, "state", "push", "other.tfstate")).toMatchObject({ exitCode: 1 });
    expect(served.failure()).toBeUndefined(); // Terraform itself refused that
    expect(await work.run(served, "state", "push", "-force", "other.tfstate")).toMatchObject({ exitCode: 1 });
    expect(served.failure()).toMatchObject({ code: "engine-terraform/state-conflict" });
    expect(await addresses()).toEqual(["memory_thing.db"]);
  });

  test("force-unlock is answered", async () => {
    const { work, serve } = await bench();
    await work.write(things("db"));
    const served = await serve();
    await work.run(served, "init", "-input=false");
    expect(await work.run(served, "force-unlock", "-force", "an-id")).toMatchObject({ exitCode: 0 });
    expect(served.failure()).toBeUndefined();
  });

  test("every write is a generation", async () => {
    const { work, serve, store, key, box } = await bench();
    await work.write(things("db"));
    const served = await serve();
    await work.apply(served);
    await work.write(things("db", "queue"));
    await work.apply(served);
    const { openState } = await import("./stored-state.ts");
    const serials: (number | undefined)[] = [];
    for await (const generation of store.history?.(key) ?? []) {
      const { bytes } = await openState((await generation.bytes()) ?? new Uint8Array(), key, box);
      serials.push(bytes && parseStateFile(bytes, key).serial);
    }
    expect(serials.at(-1)).toBeUndefined(); // the first run wrote itself in
    expect(serials.slice(0, -1)).toEqual([...serials.slice(0, -1)].sort((a, b) => (b ?? 0) - (a ?? 0)));
    expect(new Set(serials.slice(0, -1)).size).toBe(serials.length - 1);
  });
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await isTrue()); tries += 1) {
    if (tries > 600) throw new Error("It never came true.");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
}
