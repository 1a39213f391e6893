import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { JsonObject } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningProvider, startProvider } from "../start-provider.ts";
import { terraformHere } from "../terraform-here.ts";
import { type TerraformFolder, terraformFolder } from "../testing/terraform-folder.ts";
import { existsAlready, refusals } from "./fault.ts";

const terraform = terraformHere();
const rootWith = (things: JsonObject): JsonObject => ({
  terraform: { required_providers: { memory: { source: "towpath/memory" } } },
  resource: { memory_thing: things },
});

// Without the real program nobody meets the faults.
describe.skipIf(terraform === undefined)("a provider's faults", () => {
  let provider: RunningProvider;
  let folder: TerraformFolder;

  let cloud: string;
  beforeAll(async () => {
    cloud = mkdtempSync(join(tmpdir(), "towpath-cloud-"));
    provider = await startProvider({ folder: cloud });
  });
  afterAll(async () => {
    await provider.close();
    rmSync(cloud, { recursive: true });
  });
  beforeEach(async () => {
    // A crash that was ordered ended it.
    if (!provider.isRunning()) provider = await startProvider({ folder: cloud });
    await provider.forget();
    for (const { id } of await provider.things()) await provider.remove(id);
    folder = terraformFolder(terraform ?? "", provider);
    folder.write(rootWith({ db: { name: "db" } }));
    await folder.run("init", "-no-color");
    return () => folder[Symbol.dispose]();
  });

  const apply = () => folder.run("apply", "-no-color", "-auto-approve");
  const ids = async () => (await provider.things()).map(({ id }) => id);

  test.each(Object.entries(refusals))("%s: the call is refused, once", async (_, { summary, detail }) => {
    await provider.order({ kind: "fail", call: "create", summary, detail });
    const { code, text } = await apply();
    expect(code).toBe(1);
    expect(text.replaceAll(/\s+/g, " ")).toContain(summary);
    expect(text.replaceAll(/\s+/g, " ")).toContain(detail.slice(0, 40));
    expect(await ids()).toEqual([]);
    expect((await apply()).code).toBe(0);
  });

  test("the second of three calls fails, and the others are carried out", async () => {
    folder.write(rootWith({ a: { name: "a" }, b: { name: "b" }, c: { name: "c" } }));
    await provider.order({ kind: "fail", call: "create", at: 2, summary: "No more." });
    expect((await apply()).code).toBe(1);
    expect(await ids()).toHaveLength(2);
  });

  test("what was made and reported as failed is tainted", async () => {
    await provider.order({ kind: "fail", call: "create", summary: "Not ready.", isCarriedOut: true });
    await apply();
    expect(await ids()).toEqual(["things/db"]);
    expect((await folder.plan()).json.resource_changes?.[0]?.change.actions).toEqual(["delete", "create"]);
  });

  test("what was made and forgotten exists already", async () => {
    await provider.order({ kind: "fail", call: "create", summary: "Time is up.", isForgotten: true });
    await apply();
    const { text } = await apply();
    expect(text.replaceAll(/[\s│]+/g, " ")).toContain(existsAlready("memory_thing", "things/db").summary);
  });

  test("a crash ends the process in the middle, and what was made is there for the next one", async () => {
    await provider.order({ kind: "crash", call: "create" });
    const { code } = await apply();
    expect(code).toBe(1);
    await provider.ended;
    expect(provider.isRunning()).toBe(false);
    await expect(provider.order({ kind: "lose", call: "create" })).rejects.toThrow("has ended");

    await using next = await startProvider({ folder: provider.folder });
    expect(await next.things()).toMatchObject([{ id: "things/db", attributes: { name: "db" } }]);
    using again = terraformFolder(terraform ?? "", next);
    again.write({ ...rootWith({ db: { name: "db" } }), import: [{ to: "memory_thing.db", id: "things/db" }] });
    await again.run("init");
    expect((await again.run("apply", "-no-color", "-auto-approve")).text).toContain("1 imported");
  });

  test("a crash before the change leaves nothing", async () => {
    await provider.order({ kind: "crash", call: "create", when: "before" });
    await apply();
    await provider.ended;
    expect(await ids()).toEqual([]);
  });

  test("something else than planned is what Terraform says it is", async () => {
    folder.write(rootWith({ db: { name: "db", size: 2 } }));
    await provider.order({ kind: "other-than-planned", call: "create", attributes: { size: 7 } });
    const { text } = await apply();
    expect(text).toContain("Provider produced inconsistent result after apply");
  });

  test("a lost thing is missed by the next plan", async () => {
    await provider.order({ kind: "lose", call: "create" });
    expect((await apply()).code).toBe(0);
    expect(await ids()).toEqual([]);
    expect((await folder.plan()).json.resource_changes?.[0]?.change.actions).toEqual(["create"]);
  });

  test("a thing that is locked is not deleted until faults are forgotten", async () => {
    await apply();
    await provider.order({ kind: "refuse-delete", id: "things/db" });
    const destroy = () => folder.run("destroy", "-no-color", "-auto-approve");
    expect((await destroy()).text).toContain("ScopeLocked");
    expect((await destroy()).code).toBe(1);
    await provider.forget();
    expect((await destroy()).code).toBe(0);
    expect(await ids()).toEqual([]);
  });

  test("a slow call takes its time, and stops when Terraform is interrupted", async () => {
    const before = (await provider.calls()).length;
    await provider.order({ kind: "slow", call: "create", ms: 20_000, stops: true });
    const child = spawn(terraform ?? "", ["apply", "-no-color", "-auto-approve"], {
      cwd: folder.path,
      env: { ...process.env, ...provider.variables },
      stdio: "pipe",
    });
    let said = "";
    child.stdout.on("data", (bytes) => {
      said += bytes;
    });
    child.stderr.on("data", (bytes) => {
      said += bytes;
    });
    while (!(await provider.calls()).slice(before).some((call) => call.startsWith("create"))) await sleep(50);
    child.kill("SIGINT");
    await once(child, "exit");
    expect(said).toContain("context canceled");
    expect(await ids()).toEqual([]);
  });

  test("planning and configuring fail as ordered", async () => {
    await provider.order({ kind: "fail", call: "configure", ...refusals.expiredToken });
    expect((await folder.run("plan", "-no-color")).text).toContain("AADSTS700024");
    await provider.order({ kind: "fail", call: "plan", summary: "The plan fails." });
    expect((await folder.run("plan", "-no-color")).text).toContain("The plan fails.");
    expect((await folder.run("plan", "-no-color")).code).toBe(0);
    await provider.order({ kind: "fail", call: "plan", times: Infinity, summary: "It never works." });
    for (let index = 0; index < 2; index += 1) expect((await folder.run("plan")).text).toContain("It never works.");
    await provider.forget();
    await provider.order({ kind: "crash", call: "plan" });
    await folder.run("plan");
    await provider.ended;
    expect(provider.isRunning()).toBe(false);
  });
});
