import { mkdir, readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { readPending } from "./pending.ts";
import { readTerraformState } from "./read-state.ts";
import { rescueState } from "./rescue-state.ts";
import { rescuedStates } from "./rescued-states.ts";
import { serveState } from "./serve-state.ts";
import { ask } from "./testing/ask.ts";
import { contextOf } from "./testing/context-of.ts";
import { stateBench, stateText } from "./testing/state-bench.ts";
import { troubledStore } from "./testing/troubled-store.ts";

const ROOT = { output: { towpath: { value: { service: "orders", environment: "dev", engine: "cloud" } } } };

async function left(text: string, root: unknown = ROOT, hasRoot = true) {
  const bench = await stateBench();
  const folder = join(bench.data, "terraform/work/one");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "errored.tfstate"), text);
  if (hasRoot) await writeFile(join(folder, "main.tf.json"), JSON.stringify(root));
  const open = async (over: Parameters<typeof bench.parts>[0] = {}) => {
    const served = await serveState(bench.parts(over));
    onTestFinished(() => served.close());
    return served;
  };
  const present = async () => readTerraformState(bench.store, bench.key, bench.box);
  return { ...bench, folder, open, present };
}

describe("a state that Terraform could not write", () => {
  test("is sealed, for this user alone, and the plain file is gone", async () => {
    const { folder, data, key } = await left(stateText(3, { db: "correct-horse" }));
    const rescued = await rescueState(folder, { data });
    expect(rescued).toMatchObject({ key });
    const path = rescued?.path ?? "";
    expect(await readFile(path, "latin1")).not.toContain("correct-horse");
    expect((await stat(path)).mode & 0o077).toBe(0);
    expect(await readdir(folder)).toEqual(["main.tf.json"]);
    expect(await rescuedStates({ data, key })).toMatchObject([{ path, file: { serial: 3 } }]);
  });

  test("is kept once, also where it was cut off between sealing and removing", async () => {
    const { folder, data, key } = await left(stateText(3));
    await rescueState(folder, { data });
    await writeFile(join(folder, "errored.tfstate"), stateText(3));
    await rescueState(folder, { data });
    expect(await rescuedStates({ data, key })).toHaveLength(1);
  });

  test("is taken up by the next run that writes, and shown to one that looks", async () => {
    const { folder, data, open, present } = await left(stateText(3, { db: "x" }));
    await ask(await open(), "POST", { body: stateText(2) });
    await rescueState(folder, { data });
    const plan = await open({ mode: "read" });
    expect(plan.notices).toHaveLength(1);
    expect(await ask(plan, "GET")).toEqual({ status: 200, text: stateText(3, { db: "x" }) });
    expect(await present()).toMatchObject({ serial: 2 });
    expect((await open({ context: contextOf("2") })).notices).toEqual([
      "The state of terraform/orders/dev/cloud that an earlier run could not write is taken up: serial 3.",
    ]);
    expect(await present()).toMatchObject({ serial: 3 });
    expect((await open()).notices).toEqual([]);
  });

  test.each([
    [
      "that never had a lineage",
      stateText(0, { db: "x" }, ""),
      { serial: 1, lineage: expect.stringMatching(/^.{36}$/) },
    ],
    ["of a first run", stateText(1, { db: "x" }), { serial: 1, lineage: "a-lineage" }],
  ])("%s begins one where nothing is, the same for the plan and the apply", async (_what, text, expected) => {
    const { folder, data, open, present } = await left(text);
    await rescueState(folder, { data });
    const planned = await ask(await open({ mode: "read" }), "GET");
    await open();
    expect(await present()).toMatchObject(expected);
    expect(await present()).toEqual(JSON.parse(planned.text));
  });

  test.each([
    ["is older", stateText(2, { db: "x", queue: "y" })],
    ["is of the same serial", stateText(5, { db: "x", queue: "y" })],
    ["is of another lineage", stateText(9, { db: "x", queue: "y" }, "another")],
    ["has no lineage, while there is one", stateText(0, { db: "x", queue: "y" }, "")],
  ])("and %s than what is there gives what it alone knows as to be imported", async (_what, text) => {
    const { folder, data, key, store, open, present } = await left(text);
    await ask(await open(), "POST", { body: stateText(5, { db: "z" }) });
    await rescueState(folder, { data });
    const plan = await open({ mode: "read" });
    expect(await ask(plan, "GET")).toEqual({ status: 200, text: stateText(5, { db: "z" }) });
    expect((await open()).notices).toEqual([expect.stringContaining("1 of its things are noted to be looked for")]);
    expect(await readPending(store, key)).toMatchObject([
      { to: "module.queue.memory_thing.this", id: "id-queue", why: "made" },
    ]);
    expect(await present()).toMatchObject({ serial: 5 });
    expect((await open()).notices).toEqual([]);
    expect((await readdir(join(data, "terraform/rescued/orders/dev/cloud")))[0]).toMatch(/\.aside$/);
  });

  test("that lies in the store already is dropped", async () => {
    const { folder, data, key, open } = await left(stateText(5, { db: "z" }));
    await ask(await open(), "POST", { body: stateText(5, { db: "z" }) });
    await rescueState(folder, { data });
    await open();
    expect(await rescuedStates({ data, key })).toEqual([]);
  });

  test("of a Terraform that was killed over it is kept as it is, and said once", async () => {
    const { folder, data, open, present } = await left(stateText(5, { db: "x" }).slice(0, 300));
    await rescueState(folder, { data });
    expect((await open({ mode: "read" })).notices).toEqual([]);
    expect((await open()).notices).toEqual([expect.stringContaining("does not read; it stays in")]);
    expect((await open()).notices).toEqual([]);
    expect(await present()).toBeUndefined();
  });

  test("stays rescued while the store does not take it", async () => {
    const { folder, data, key, open, store: below } = await left(stateText(5, { db: "x" }));
    await rescueState(folder, { data });
    const store = troubledStore(below);
    store.go();
    await expect(open({ store, patienceMs: 50 })).rejects.toThrow("the store is gone");
    expect(await rescuedStates({ data, key })).toHaveLength(1);
  });

  test("and was damaged on the disk is left there, and is in nobody's way", async () => {
    const { folder, data, open } = await left(stateText(5, { db: "x" }));
    const rescued = await rescueState(folder, { data });
    await truncate(rescued?.path ?? "", 50);
    expect((await open()).notices).toEqual([expect.stringContaining("does not open")]);
    expect((await open({ mode: "read" })).notices).toEqual([]);
  });

  test.each([
    ["nothing", {}],
    ["no module at all", undefined],
    ["somewhere else", { output: { towpath: { value: { service: "../..", environment: "dev", engine: "cloud" } } } }],
    ["what is no text", { output: { towpath: { value: { service: 1 } } } }],
  ])("from a folder that says %s of whose it is, is kept all the same", async (_what, root) => {
    const { folder, data } = await left(stateText(5, { db: "x" }), root, root !== undefined);
    expect((await rescueState(folder, { data }))?.path).toContain("terraform/rescued/unknown/unknown/unknown/");
  });

  test("there is none in a folder that is as it should be, or that is empty", async () => {
    const { folder, data } = await left("");
    expect(await rescueState(folder, { data })).toBeUndefined();
    expect(await rescueState(join(folder, "not-there"), { data })).toBeUndefined();
  });
});
