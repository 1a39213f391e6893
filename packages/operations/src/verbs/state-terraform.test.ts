import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readTerraformState, serveState } from "@towpath/engine-terraform";
import { acquireLock, fileStore, openSecretBox, readState, updateState } from "@towpath/provisioning";
import { describe, expect, onTestFinished, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { stateHistory } from "./state-history.ts";
import { stateList } from "./state-list.ts";
import { stateReseal } from "./state-reseal.ts";
import { stateRestore } from "./state-restore.ts";
import { stateShow } from "./state-show.ts";
import { stateUnlock } from "./state-unlock.ts";

const KEY = "terraform/a/dev/cloud";
const SECRET = "correct-horse-battery";
const yes = async () => true;
const holder = (run: string) => ({ who: "anna", run, since: "2026-11-22T09:00:00Z" });

function stateText(serial: number, things: Readonly<Record<string, object>>): string {
  const resources = Object.entries(things).map(([name, instance]) => ({
    module: `module.${name}`,
    mode: "managed",
    type: "azurerm_thing",
    name: "this",
    instances: [{ attributes: { id: `/things/${name}`, password: SECRET }, sensitive_attributes: [], ...instance }],
  }));
  return JSON.stringify({ version: 4, terraform_version: "1.11.4", serial, lineage: "a-lineage", resources });
}

/** A service whose Terraform made a database, then changed it and made a queue. */
async function applied() {
  const { folder, effects } = folderWith({ "towpath.yaml": manifestOf("a") });
  const home = join(folder, "home");
  const [store, box] = [fileStore(join(home, "state")), await openSecretBox(join(home, "secret.key"))];
  const context = { ...effects, holder: holder("1") };
  const served = await serveState({ store, key: KEY, box, mode: "write", context });
  onTestFinished(() => served.close());
  const { TF_HTTP_ADDRESS: address = "", TF_HTTP_USERNAME: user, TF_HTTP_PASSWORD: password } = served.variables;
  const headers = { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}` };
  const write = async (text: string) => {
    expect((await fetch(address, { method: "POST", headers, body: text })).status).toBe(200);
  };
  await write(stateText(1, { db: {} }));
  await write(stateText(2, { db: { status: "tainted" }, queue: {} }));
  await updateState(store, "a/dev", (state) => ({ ...state }));
  const pending = {
    to: "module.cache.azurerm_thing.this",
    id: "/things/cache",
    why: "made",
    run: "1",
    at: "2026-11-22",
  };
  await store.write(`${KEY}.pending`, Buffer.from(JSON.stringify({ pendingImports: 1, imports: [pending] })), "absent");
  return { folder, home, effects, store, box, write };
}

describe("a state of Terraform's", () => {
  test("is listed with its serial, its things and what is pending", async () => {
    const { effects } = await applied();
    const result = await stateList({}, effects);
    expect(result).toMatchObject({
      status: "ok",
      summary: "The state store (file) holds 2 states.",
      data: {
        states: [
          { key: "a/dev", kind: "towpath", pending: 0 },
          { key: KEY, kind: "terraform", serial: 2, resources: 2, pending: 1, lockedBy: null, problem: null },
        ],
      },
    });
    expect(JSON.stringify(result.sections)).toContain("1 thing may be there that Terraform's state does not know");
  });

  test("is shown with addresses, types and ids, and no value", async () => {
    const { effects } = await applied();
    const result = await stateShow({ key: KEY }, effects);
    expect(result).toMatchObject({
      status: "ok",
      data: {
        state: null,
        terraform: {
          serial: 2,
          lineage: "a-lineage",
          terraform: "1.11.4",
          writer: { who: "anna", run: "1" },
          things: [
            { address: "module.db.azurerm_thing.this", type: "azurerm_thing", id: "/things/db", status: "tainted" },
            { address: "module.queue.azurerm_thing.this", id: "/things/queue", status: "ready" },
          ],
          pending: [{ to: "module.cache.azurerm_thing.this", id: "/things/cache", why: "made" }],
        },
      },
    });
    expect(result.summary).toMatch(/^terraform\/a\/dev\/cloud, version 2-[0-9a-f]+: 2 things\.$/);
    expect(JSON.stringify(result)).not.toContain(SECRET);
    const then = await stateShow({ key: KEY, at: "1" }, effects);
    expect(then.data?.terraform).toMatchObject({ serial: 1, things: [{ id: "/things/db" }], pending: [] });
  });

  test("hides an id that is a secret", async () => {
    const { effects, write } = await applied();
    await write(stateText(3, { db: { sensitive_attributes: [[{ type: "get_attr", value: "id" }]] } }));
    const shown = await stateShow({ key: KEY }, effects);
    expect(shown.data?.terraform?.things).toMatchObject([{ id: null }]);
    expect(JSON.stringify(shown)).not.toContain("/things/db");
  });

  test("has a history that says what each write changed", async () => {
    const { effects } = await applied();
    const result = await stateHistory({ key: KEY }, effects);
    expect(result.data?.generations).toMatchObject([
      {
        serial: 2,
        changes: { added: ["module.queue.azurerm_thing.this"], changed: ["module.db.azurerm_thing.this"], removed: [] },
      },
      { serial: 1, changes: { added: ["module.db.azurerm_thing.this"], notes: ["taken by anna (run 1)"] } },
    ]);
    expect(JSON.stringify(result)).not.toContain(SECRET);
  });

  test("is put back with a serial above all, under the lock of its environment", async () => {
    const { effects, store, box } = await applied();
    expect(await stateRestore({ key: KEY, at: "1", confirm: async () => false }, effects)).toMatchObject({
      findings: [{ code: "operation/not-confirmed" }],
    });
    expect(await stateRestore({ key: KEY, at: "1", confirm: yes }, effects)).toMatchObject({ status: "ok" });
    const state = await readTerraformState(store, KEY, box);
    expect(state).toMatchObject({ serial: 3, lineage: "a-lineage", resources: [{ module: "module.db" }] });
    expect((await readState(store, "a/dev")).lock).toBeUndefined();
    await acquireLock(store, "a/dev", holder("2"), 0, effects);
    expect(await stateRestore({ key: KEY, at: "2", confirm: yes }, effects)).toMatchObject({
      findings: [{ code: "provisioning/lock-held", message: expect.stringContaining("anna (run 2)") }],
    });
    expect(await stateUnlock({ key: KEY, run: "2", confirm: yes }, effects)).toMatchObject({
      data: { unlocked: [{ key: "a/dev" }] },
    });
  });

  test("that was cut is told, and is put back from an earlier generation", async () => {
    const { home, effects, store, box } = await applied();
    const newest = join(home, "state", KEY, "@000000000002");
    writeFileSync(newest, readFileSync(newest).subarray(0, 100));
    expect(await stateShow({ key: KEY }, effects)).toMatchObject({
      status: "invalid",
      findings: [{ code: "engine-terraform/state-damaged", suggestions: [expect.stringContaining("state history")] }],
    });
    expect(await stateList({}, effects)).toMatchObject({
      status: "ok",
      data: { states: [{}, { key: KEY, problem: expect.stringContaining("as if it had been cut off") }] },
    });
    expect((await stateHistory({ key: KEY }, effects)).data?.generations).toMatchObject([
      { serial: null, problem: expect.stringContaining("cannot be read") },
      { serial: 1, problem: null },
    ]);
    expect(await stateRestore({ key: KEY, at: "1", confirm: yes }, effects)).toMatchObject({ status: "ok" });
    expect(await readTerraformState(store, KEY, box)).toMatchObject({ serial: 2, lineage: "a-lineage" });
  });

  test("that another key sealed is told, and stays", async () => {
    const { home, effects } = await applied();
    writeFileSync(join(home, "secret.key"), `towpath-key-1:${Buffer.alloc(32, 7).toString("base64")}\n`);
    expect(await stateShow({ key: KEY }, effects)).toMatchObject({
      status: "fault",
      findings: [{ code: "provisioning/secret-unreadable" }],
    });
    expect(await stateRestore({ key: KEY, at: "1", confirm: yes }, effects)).toMatchObject({
      findings: [{ code: "provisioning/secret-unreadable" }],
    });
  });

  test("is not known under the key of what is pending beside it", async () => {
    const { effects } = await applied();
    expect(await stateShow({ key: `${KEY}.pending` }, effects)).toMatchObject({
      findings: [{ code: "operation/unknown-key", suggestions: [`Did you mean ${KEY}?`] }],
    });
  });

  test("is sealed once more with the rest of its store", async () => {
    const { folder, home, effects, box } = await applied();
    const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, state: { store: file, key: { variable: K } } } }
`;
    writeFileSync(join(folder, "platform.yaml"), platform);
    const variables = { ...effects.variables, K: Buffer.alloc(32, 1).toString("base64") };
    const request = { platform: "platform.yaml" };
    expect(await stateReseal(request, { ...effects, variables })).toMatchObject({
      status: "ok",
      data: { keys: ["a/dev", KEY, `${KEY}.pending`] },
    });
    expect(await stateShow({ ...request, key: KEY }, { ...effects, variables })).toMatchObject({
      status: "ok",
      data: { terraform: { serial: 2 } },
    });
    expect(await readTerraformState(fileStore(join(home, "state")), KEY, box).catch(() => "sealed")).toBe("sealed");
  });
});
