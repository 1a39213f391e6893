import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { readTerraformState } from "./read-state.ts";
import { type ServeRequest, serveState } from "./serve-state.ts";
import { LARGEST_STATE_BYTES } from "./stored-state.ts";
import { ask } from "./testing/ask.ts";
import { contextOf } from "./testing/context-of.ts";
import { generationsOf, stateBench, stateText } from "./testing/state-bench.ts";

async function served(over: Partial<ServeRequest> = {}) {
  const bench = await stateBench();
  const open = async (more: Partial<ServeRequest> = {}) => {
    const state = await serveState(bench.parts({ ...over, ...more }));
    onTestFinished(() => state.close());
    return state;
  };
  return { ...bench, open, state: await open() };
}
const lock = (id: string, operation = "OperationTypeApply") => ({
  body: JSON.stringify({ ID: id, Operation: operation }),
});

describe("the protocol", () => {
  test("gives back what was written, in this run and in the next", async () => {
    const { state, open, store, key, box } = await served();
    expect(await ask(state, "GET")).toEqual({ status: 204, text: "" });
    expect(await ask(state, "POST", { body: stateText(1, { db: "hidden" }) })).toMatchObject({ status: 200 });
    expect(await ask(state, "GET")).toEqual({ status: 200, text: stateText(1, { db: "hidden" }) });
    const next = await open({ mode: "read" });
    expect(await ask(next, "GET")).toEqual({ status: 200, text: stateText(1, { db: "hidden" }) });
    expect(await readTerraformState(store, key, box)).toEqual(JSON.parse(stateText(1, { db: "hidden" })));
    expect(state.failure()).toBeUndefined();
  });

  test("is empty where nothing is", async () => {
    const { store, key, box } = await served();
    expect(await readTerraformState(store, key, box)).toBeUndefined();
  });

  test("locks, names who has it, and unlocks", async () => {
    const { state } = await served();
    expect(await ask(state, "LOCK", lock("one"))).toMatchObject({ status: 200 });
    expect(await ask(state, "LOCK", lock("one"))).toMatchObject({ status: 200 }); // its answer was lost
    const refused = await ask(state, "LOCK", lock("two", "OperationTypePlan"));
    expect(refused.status).toBe(423);
    expect(JSON.parse(refused.text)).toEqual({
      ID: "one",
      Operation: "OperationTypeApply",
      Who: "anna (run 1) since 2026-11-22T09:00:00.000Z",
    });
    expect(state.failure()?.message).toBe(
      "Terraform's state terraform/orders/dev/cloud is locked by anna (run 1) since 2026-11-22T09:00:00.000Z, for OperationTypeApply.",
    );
    expect(await ask(state, "POST", { body: stateText(1) })).toMatchObject({ status: 423 });
    expect(await ask(state, "POST", { body: stateText(1), id: "two" })).toMatchObject({ status: 423 });
    expect(await ask(state, "POST", { body: stateText(1), id: "one" })).toMatchObject({ status: 200 });
    expect(await ask(state, "UNLOCK", lock("two"))).toMatchObject({ status: 423 });
    expect(await ask(state, "UNLOCK", lock("one"))).toMatchObject({ status: 200 });
    expect(await ask(state, "LOCK", lock("two"))).toMatchObject({ status: 200 });
  });

  test("force-unlock, which names nobody, takes it from whoever has it, and that one writes no more", async () => {
    const { state } = await served();
    await ask(state, "LOCK", lock("one"));
    expect(await ask(state, "UNLOCK")).toMatchObject({ status: 200 });
    expect(await ask(state, "LOCK", lock("two"))).toMatchObject({ status: 200 });
    expect(await ask(state, "POST", { body: stateText(1), id: "one" })).toMatchObject({ status: 423 });
  });

  test("to look writes nothing and locks nothing", async () => {
    const { state, store, key } = await served({ mode: "read" });
    for (const [method, asking] of [
      ["POST", { body: stateText(1) }],
      ["LOCK", lock("one")],
    ] as const) {
      expect(await ask(state, method, asking)).toMatchObject({ status: 405 });
      expect(state.failure()).toMatchObject({ code: "engine-terraform/state-read-only" });
    }
    expect(await store.read(key)).toBeUndefined();
  });
});

describe("who is let in", () => {
  test.each([
    ["no password", { authorization: undefined }, 401],
    ["a wrong password", { authorization: `Basic ${Buffer.from("towpath:wrong").toString("base64")}` }, 401],
    ["another scheme", { authorization: "Bearer x" }, 401],
    ["another name of this machine, as a page in a browser has it", { host: "evil.example:80" }, 421],
    ["localhost, which is not what we said", { host: "localhost:80" }, 421],
  ])("%s is not", async (_what, headers, status) => {
    const { state, store, key } = await served();
    for (const method of ["GET", "POST", "LOCK", "UNLOCK", "DELETE"])
      expect(await ask(state, method, { body: stateText(1), headers })).toEqual({ status, text: "" });
    expect(await store.read(key)).toBeUndefined();
    expect(state.failure()).toBeUndefined();
  });

  test("nobody from elsewhere: it listens on 127.0.0.1 alone", async () => {
    const { state } = await served();
    expect(state.variables["TF_HTTP_ADDRESS"]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/state$/);
    const port = Number(new URL(state.variables["TF_HTTP_ADDRESS"] ?? "").port);
    const elsewhere = await new Promise<string>((resolve) => {
      const socket = connect({ host: "127.0.0.2", port });
      socket.once("connect", () => resolve("connected"));
      socket.once("error", (error) => resolve(error.message));
    });
    expect(elsewhere).toContain("ECONNREFUSED");
  });

  test.each([
    ["another path", "GET", { path: "/other" }, 404],
    ["a path that leads back to it", "GET", { path: "/x/../state" }, 200],
    ["to delete it", "DELETE", {}, 405],
    ["a lock that is no JSON", "LOCK", { body: "{" }, 400],
    ["a lock without a name", "LOCK", { body: "{}" }, 400],
    ["bytes that changed on the way", "POST", { body: stateText(1), headers: { "content-md5": "AAAA" } }, 400],
  ])("%s", async (_what, method, asking, status) => {
    const { state } = await served();
    await ask(state, "POST", { body: stateText(1) });
    expect(await ask(state, method, asking)).toMatchObject({ status });
    expect(await ask(state, "GET")).toEqual({ status: 200, text: stateText(1) });
  });
});

describe("what is no state of ours", () => {
  test.each([
    ["no JSON", "{", "engine-terraform/state-damaged", 422],
    ["half a state", stateText(1, { db: "x" }).slice(0, 200), "engine-terraform/state-damaged", 422],
    ["no text", Uint8Array.from([0xff, 0xfe, 0]), "engine-terraform/state-damaged", 422],
    ["nothing", "", "engine-terraform/state-damaged", 422],
    ["no object", "[]", "engine-terraform/state-damaged", 422],
    ["an older format", '{"version":3,"serial":1,"lineage":"a"}', "engine-terraform/state-damaged", 422],
    ["a newer format", '{"version":5}', "engine-terraform/state-newer", 422],
    ["no serial", '{"version":4,"lineage":"a"}', "engine-terraform/state-damaged", 422],
    ["a serial that is none", '{"version":4,"serial":-1,"lineage":"a"}', "engine-terraform/state-damaged", 422],
    ["no lineage", '{"version":4,"serial":9}', "engine-terraform/state-damaged", 422],
    ["another lineage", stateText(9, {}, "another"), "engine-terraform/state-conflict", 409],
    ["an older serial", stateText(1), "engine-terraform/state-conflict", 409],
    ["another state of the same serial", stateText(2, { other: "" }), "engine-terraform/state-conflict", 409],
  ])("%s is refused, and what was there stays", async (_what, body, code, status) => {
    const { state } = await served();
    await ask(state, "POST", { body: stateText(2, { db: "x" }) });
    expect(await ask(state, "POST", { body })).toMatchObject({ status, text: "" });
    expect(state.failure()).toMatchObject({ code });
    expect(await ask(state, "GET")).toEqual({ status: 200, text: stateText(2, { db: "x" }) });
    expect(await ask(state, "POST", { body: stateText(3) })).toMatchObject({ status: 200 });
    expect(state.failure()).toBeUndefined();
  });

  test("the same once more is no new generation: its answer was lost", async () => {
    const { state, store, key } = await served();
    for (let times = 0; times < 3; times += 1)
      expect(await ask(state, "POST", { body: stateText(1) })).toMatchObject({ status: 200 });
    expect(await generationsOf(store, key)).toBe(1);
  });

  test("more than fits is refused before it is read", async () => {
    const { state } = await served();
    const headers = { "content-length": String(LARGEST_STATE_BYTES + 1), "content-md5": undefined };
    const status = await ask(state, "POST", { headers, body: "x" }).then(
      ({ status }) => status,
      () => 413, // it closes the connection
    );
    expect(status).toBe(413);
    expect(state.failure()).toMatchObject({ code: "engine-terraform/state-too-large" });
    expect(await ask(state, "LOCK", { body: "x".repeat(100_000) }).catch(() => ({ status: 413 }))).toMatchObject({
      status: 413,
    });
    expect(await ask(state, "GET")).toMatchObject({ status: 204 });
  });

  test.each([
    ["cut", (bytes: Buffer) => bytes.subarray(0, bytes.length / 2), "engine-terraform/state-damaged"],
    ["empty JSON", () => Buffer.from("{}"), "engine-terraform/state-damaged"],
    ["of a newer Towpath", () => Buffer.from('{"terraformState":2}'), "engine-terraform/state-newer"],
    [
      "changed where anybody can read it",
      (bytes: Buffer) => Buffer.from(bytes.toString().replace('"serial": 1', '"serial": 7')),
      "engine-terraform/state-damaged",
    ],
    [
      "changed where nobody can",
      (bytes: Buffer) =>
        Buffer.from(
          bytes
            .toString()
            .replace('"sealed": "v1:A', '"sealed": "v1:B')
            .replace(/"sealed": "v1:[^B]/, '"sealed": "v1:B'),
        ),
      "provisioning/secret-unreadable",
    ],
  ])("one that was %s in the store is told and not written over", async (_what, change, code) => {
    const { state, open, store, key } = await served();
    await ask(state, "POST", { body: stateText(1, { db: "x" }) });
    const found = await store.read(key);
    await store.write(key, change(Buffer.from(found?.bytes ?? [])), found?.version ?? "absent");
    const next = await open();
    expect((await ask(next, "GET")).status).toBeGreaterThanOrEqual(400);
    expect(next.failure()).toMatchObject({ code });
    expect((await ask(next, "LOCK", lock("one"))).status).toBeGreaterThanOrEqual(400);
    expect((await ask(next, "POST", { body: stateText(2) })).status).toBeGreaterThanOrEqual(400);
    expect((await store.read(key))?.bytes).toEqual(change(Buffer.from(found?.bytes ?? [])));
  });

  test("one of another key does not open under this one", async () => {
    const { state, open, store, key } = await served();
    await ask(state, "POST", { body: stateText(1, { db: "x" }) });
    const found = await store.read(key);
    await store.write("terraform/orders/prod/cloud", found?.bytes ?? new Uint8Array(), "absent");
    const other = await open({ key: "terraform/orders/prod/cloud" });
    expect(await ask(other, "GET")).toMatchObject({ status: 424 });
    expect(other.failure()).toMatchObject({ code: "provisioning/secret-unreadable" });
  });
});

describe("at rest", () => {
  test("nothing that is secret stands in the store, also in plain files; the number of things does", async () => {
    const { state, store, key } = await served();
    await ask(state, "POST", { body: stateText(7, { db: "correct-horse", queue: "battery-staple" }) });
    const text = Buffer.from((await store.read(key))?.bytes ?? []).toString("latin1");
    expect(text).not.toMatch(/correct|battery|memory_thing|id-db|attributes/);
    expect(JSON.parse(text)).toMatchObject({
      terraformState: 1,
      serial: 7,
      lineage: "a-lineage",
      things: 2,
      terraform: "1.11.4",
      writer: { who: "anna", run: "1" },
    });
  });
});

describe("runs after each other", () => {
  test("one that comes back late is refused, though the new one has written nothing yet", async () => {
    const { state: late, open } = await served();
    await ask(late, "LOCK", lock("late"));
    await ask(late, "POST", { body: stateText(1, { db: "x" }), id: "late" });
    const next = await open({ context: contextOf("2") });
    expect(await ask(next, "LOCK", lock("next"))).toMatchObject({ status: 200 });
    expect(await ask(late, "POST", { body: stateText(2), id: "late" })).toMatchObject({ status: 409 });
    expect(late.failure()?.message).toContain("anna (run 2) since 2026-11-22T09:00:00.000Z wrote Terraform's state");
    expect(await ask(next, "GET")).toEqual({ status: 200, text: stateText(1, { db: "x" }) });
    expect(await ask(next, "POST", { body: stateText(2, { db: "y" }), id: "next" })).toMatchObject({ status: 200 });
  });

  test("the first lock of a run makes a generation, its others none", async () => {
    const { state, store, key } = await served();
    for (const id of ["one", "two"]) {
      await ask(state, "LOCK", lock(id));
      await ask(state, "UNLOCK", lock(id));
    }
    expect(await ask(state, "GET")).toMatchObject({ status: 204 });
    expect(await generationsOf(store, key)).toBe(1);
  });
});

test("requests at the same time are answered as if they came one after the other", async () => {
  const { state } = await served();
  await ask(state, "POST", { body: stateText(1) });
  const answers = await Promise.all([
    ...[2, 3, 4, 5].map((serial) =>
      ask(state, "POST", { body: stateText(serial, { db: "x".repeat(serial * 1_000) }) }),
    ),
    ...[1, 2, 3].map(() => ask(state, "GET")),
  ]);
  for (const { status, text } of answers.slice(4)) {
    expect(status).toBe(200);
    expect(() => JSON.parse(text)).not.toThrow();
  }
  const written = answers.slice(0, 4).flatMap(({ status }, index) => (status === 200 ? [index + 2] : []));
  const last = JSON.parse((await ask(state, "GET")).text).serial;
  expect(last).toBe(Math.max(...written));
});

test("closing does not wait for who sends half a request", async () => {
  const { state } = await served();
  const socket = connect({ host: "127.0.0.1", port: Number(new URL(state.variables["TF_HTTP_ADDRESS"] ?? "").port) });
  socket.on("error", () => undefined);
  socket.write("POST /state HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\nhalf");
  await new Promise((resolve) => setTimeout(resolve, 50));
  const begunAt = performance.now();
  await state.close();
  expect(performance.now() - begunAt).toBeLessThan(5_000);
});

test("closing waits for what is under way, and refuses what comes after", async () => {
  const { state, store, key } = await served();
  const writing = ask(state, "POST", { body: stateText(1, { db: "x" }) });
  await new Promise((resolve) => setTimeout(resolve, 5));
  await state.close().catch(() => undefined);
  await writing.catch(() => undefined);
  await expect(ask(state, "GET")).rejects.toThrow("ECONNREFUSED");
  const found = await store.read(key);
  expect(found === undefined || found.bytes.length > 100).toBe(true);
});
