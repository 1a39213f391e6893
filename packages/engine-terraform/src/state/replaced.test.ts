import { join } from "node:path";
import { type RunningProvider, startProvider, terraformHere } from "@towpath/testkit/terraform";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { editState } from "./edit-state.ts";
import { progressLog } from "./progress-log.ts";
import { readTerraformState } from "./read-state.ts";
import { type ServeRequest, serveState } from "./serve-state.ts";
import { thingsOf } from "./state-file.ts";
import { ask } from "./testing/ask.ts";
import { contextOf } from "./testing/context-of.ts";
import { rootOf, through } from "./testing/run-through.ts";
import { stateBench, stateText } from "./testing/state-bench.ts";
import { withoutGone } from "./without-gone.ts";

const terraform = terraformHere();

// Without the real program there is nothing that would import.
describe.skipIf(terraform === undefined)("a replacement that was cut off", () => {
  let provider: RunningProvider;
  beforeAll(async () => {
    provider = await startProvider();
  });
  afterAll(() => provider.close());

  test("after the old one was taken down and the new one made, takes over the new one", async () => {
    const bench = await stateBench();
    const work = await through(join(bench.data, "work"), bench.parts(), provider.variables);
    const serve = async (over: Partial<ServeRequest>) => {
      const served = await serveState(bench.parts(over));
      onTestFinished(() => served.close());
      return served;
    };
    const first = await serve({});
    await work.write(rootOf({ memory_thing: { x: { name: "a" }, y: { name: "y" } } }));
    await work.apply(first);
    // What a run does until it is killed: Terraform's state knows nothing of it.
    const log = progressLog(bench.store, bench.key, contextOf("2"));
    await log.plan(["memory_thing.x"]);
    await provider.remove("things/a");
    log.gone("memory_thing.x", "things/a");
    log.gone("memory_thing.y", "things/y"); // not to be replaced: nothing is noted
    await provider.put("memory_thing", "things/b", { name: "b", size: 1 });
    log.note({ to: "memory_thing.x", id: "things/b" });
    await log.flush();

    const things = { x: { name: "b" }, y: { name: "y" } };
    await work.write(rootOf({ memory_thing: things }, { import: [{ to: "memory_thing.x", id: "things/b" }] }));
    const plan = await serve({ mode: "read", context: contextOf("3") });
    await work.run(plan, "init", "-input=false");
    const planned = await work.run(plan, "plan", "-lock=false", "-input=false", "-no-color");
    expect(planned).toMatchObject({ exitCode: 0 });
    const next = await serve({ context: contextOf("4") });
    expect(next.notices).toEqual([
      "A run that was cut off had taken down what it was about to replace; that is no longer in the state of terraform/orders/dev/cloud: memory_thing.x.",
    ]);
    expect(await work.apply(next)).toMatchObject({ exitCode: 0 });
    const state = await readTerraformState(bench.store, bench.key, bench.box);
    expect(state && thingsOf({ document: state }).map(({ address, id }) => `${address} ${id}`)).toEqual([
      "memory_thing.x things/b",
      "memory_thing.y things/y",
    ]);
    expect((await provider.things()).map(({ id }) => id)).toEqual(["things/b", "things/y"]);
    expect((await serve({ context: contextOf("5") })).notices).toEqual([]);
  });
});

describe("what is gone", () => {
  const noted = (to: string, gone: string) => ({ to, gone, id: "", why: "begun", run: "1", at: "" }) as const;
  const DB = "module.db.memory_thing.this";

  test("is taken out of the state, and nothing else of it", () => {
    const before = Buffer.from(stateText(4, { db: "x", queue: "y" }));
    const after = withoutGone(before, [noted(DB, "id-db")], "k");
    expect(after?.gone).toEqual([DB]);
    expect(JSON.parse(Buffer.from(after?.bytes ?? []).toString())).toEqual(JSON.parse(stateText(5, { queue: "y" })));
  });

  test.each([
    ["another thing is there by now", [noted(DB, "another")]],
    ["it is of something else", [noted("module.cache.memory_thing.this", "id-db")]],
    ["nothing is noted", []],
  ])("stays where %s", (_what, pending) => {
    expect(withoutGone(Buffer.from(stateText(4, { db: "x" })), pending, "k")).toBeUndefined();
  });

  test("a plan sees it so, and writes nothing", async () => {
    const bench = await stateBench();
    const first = await serveState(bench.parts());
    await ask(first, "POST", { body: stateText(4, { db: "x", queue: "y" }) });
    await first.close();
    const log = progressLog(bench.store, bench.key, contextOf("2"));
    await log.plan([DB]);
    log.gone(DB, "id-db");
    await log.flush();
    const plan = await serveState(bench.parts({ mode: "read" }));
    onTestFinished(() => plan.close());
    expect(JSON.parse((await ask(plan, "GET")).text)).toEqual(JSON.parse(stateText(5, { queue: "y" })));
    expect(await readTerraformState(bench.store, bench.key, bench.box)).toMatchObject({ serial: 4 });
  });
});

test("a state that is changed keeps numbers that JavaScript cannot hold, and names that it knows", () => {
  const text = '{ "serial": 1, "n": [12345678901234567890, 1.0, -0.0, 1e400], "__proto__": { "constructor": 1 } }';
  const changed = Buffer.from(editState(Buffer.from(text), (state) => ({ ...state, serial: 2 }))).toString();
  expect(changed.replace(/\s/g, "")).toBe(text.replace('"serial": 1', '"serial": 2').replace(/\s/g, ""));
});
