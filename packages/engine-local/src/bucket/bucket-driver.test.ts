import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { BlobServiceClient, ContainerClient } from "@azure/storage-blob";
import { Secret } from "@towpath/core";
import type { Observed } from "@towpath/provisioning";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choosePort } from "../ports/port.ts";
import { isRunning } from "../processes/process-record.ts";
import { stopServers } from "../stop-servers.ts";
import { type LocalFixture, localFixture, request, scope } from "../testing/local-fixture.ts";
import { type BucketHave, type BucketWant, bucketDriver } from "./bucket-driver.ts";
import { bucketId } from "./bucket-names.ts";
import { bucketFolders, readBucket, writeBucket } from "./bucket-record.ts";

let local: LocalFixture;
let driver: ReturnType<typeof bucketDriver>;
const uploads = scope("uploads");

beforeEach(() => {
  local = localFixture();
  driver = bucketDriver(local.folders);
});
afterEach(() => local.close());

type Made = Observed<BucketWant, BucketHave>;

async function create(of = uploads): Promise<Made> {
  const made = await driver.create(of, driver.want(request(of, "bucket")), local.step);
  local.remember(made.outputs);
  return made;
}

function text(made: Made, output: string): string {
  const value = made.outputs[output];
  return value instanceof Secret ? value.reveal() : String(value);
}

function container(made: Made): ContainerClient {
  return BlobServiceClient.fromConnectionString(text(made, "connectionString")).getContainerClient(text(made, "name"));
}

const put = (made: Made, name: string, content: string) =>
  container(made).getBlockBlobClient(name).upload(content, content.length);
const get = async (made: Made, name: string) =>
  String(await container(made).getBlockBlobClient(name).downloadToBuffer());

async function record() {
  const found = await readBucket(bucketId(uploads), local.folders);
  if (!found?.process) throw new Error("no process on record");
  return { ...found, process: found.process };
}

function stop() {
  const { clock, signal } = local.step;
  return stopServers({ folders: local.folders, service: "orders", environment: "dev", clock, signal });
}

test("a bucket takes what its key signs, and nothing else", async () => {
  expect(await driver.read(uploads, undefined, local.step)).toBeUndefined();
  const made = await create();
  expect(made).toMatchObject({ status: "ready", outputs: { name: "uploads" } });
  await put(made, "a/b.txt", "good day");
  expect(await get(made, "a/b.txt")).toBe("good day");
  await expect(new ContainerClient(text(made, "url")).exists()).rejects.toMatchObject({ statusCode: 403 });
  const wrong = text(made, "connectionString").replace(/AccountKey=[^;]+/, `AccountKey=${btoa("x".repeat(64))}`);
  const stranger = BlobServiceClient.fromConnectionString(wrong).getContainerClient("uploads");
  await expect(stranger.exists()).rejects.toMatchObject({ statusCode: 403 });
});

test("it is as it was the second time, and its key stands in no file and no command line", async () => {
  const made = await create();
  expect(await driver.read(uploads, made, local.step)).toEqual(made);
  const { root, record: file, log } = bucketFolders(made.have.id, local.folders);
  const { pid } = (await record()).process;
  const seen = [readFileSync(file, "utf8"), readFileSync(log, "utf8")];
  if (existsSync("/proc/self")) seen.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  for (const each of seen) expect(each).not.toContain(text(made, "key"));
  expect(root).toContain("a home with spaces");
});

test("a server that was stopped or killed is said to be, and started by an update, with what it had written", async () => {
  const made = await create();
  await put(made, "kept", "kept");
  await stop();
  const stopped = { want: made.want, have: made.have, status: "stopped", message: "Azurite is stopped." };
  const file = bucketFolders(made.have.id, local.folders).record;
  const written = readFileSync(file, "utf8");
  expect(await driver.read(uploads, made, local.step)).toMatchObject(stopped);
  expect(readFileSync(file, "utf8")).toBe(written);
  expect(isRunning((await record()).process)).toBe(false);
  await driver.update(uploads, made.want, made, local.step);

  const { process: before, isInUse } = await record();
  expect(isInUse).toBe(true);
  process.kill(before.pid, "SIGKILL");
  await vi.waitFor(() => expect(isRunning(before)).toBe(false));
  expect(await driver.read(uploads, made, local.step)).toMatchObject(stopped);
  const again = await driver.update(uploads, made.want, made, local.step);
  expect(again.outputs).toEqual(made.outputs);
  expect(await driver.read(uploads, made, local.step)).toEqual(again);
  expect(await get(made, "kept")).toBe("kept");
});

test("a server that does not answer is not ready", async () => {
  const made = await create();
  await writeBucket({ ...(await record()), port: await choosePort() }, local.folders);
  expect(await driver.read(uploads, made, local.step)).toMatchObject({ status: "failed" });
});

test("a rename is written down by an update, and nothing else of it changes", async () => {
  const made = await create();
  const files = scope("files");
  expect(await driver.read(files, made, local.step)).toEqual(made);
  expect(await record()).toMatchObject({ address: "resources.uploads" });
  expect(await driver.update(files, made.want, made, local.step)).toEqual(made);
  expect(await record()).toMatchObject({ address: "resources.files" });
});

test("a start that nobody wrote down is found, not doubled", async () => {
  const made = await create();
  const { process: running, ...rest } = await record();
  await writeBucket(rest, local.folders); // as if the command had been killed after the start
  expect((await driver.read(uploads, made, local.step))?.status).toBe("stopped");
  expect((await driver.update(uploads, made.want, made, local.step)).status).toBe("ready");
  expect((await record()).process.pid).toBe(running.pid);
});

test("one that nobody recorded gets a new key", async () => {
  const first = await create();
  const found = await driver.read(uploads, undefined, local.step);
  expect(found?.outputs).not.toHaveProperty("key");
  const second = await create();
  expect(text(second, "key")).not.toBe(text(first, "key"));
  await put(second, "x", "x");
  await expect(get(first, "x")).rejects.toMatchObject({ statusCode: 403 });
});

test("another port is taken, and said, when its own is not free", async () => {
  const made = await create();
  await stop();
  const port = (await record()).port;
  const taker = createServer().listen(port, "127.0.0.1");
  await once(taker, "listening");
  try {
    const moved = await driver.update(uploads, made.want, made, local.step);
    expect(await driver.read(uploads, made, local.step)).toEqual(moved);
    expect(local.notices).toContainEqual(expect.stringContaining(`Port ${port} is taken`));
    await put(moved, "x", "x");
  } finally {
    taker.close();
  }
});

test("deleting leaves no process and no file", async () => {
  const made = await create();
  const { process: running } = await record();
  await driver.delete(uploads, made, local.step);
  expect(isRunning(running)).toBe(false);
  expect(existsSync(join(local.folders.data, "buckets", made.have.id))).toBe(false);
  expect(await driver.read(uploads, made, local.step)).toBeUndefined();
});

test("a container that someone deleted, opened to all or locked with another key is named, and mended", async () => {
  const made = await create();
  await put(made, "kept", "kept");
  const drift = async () => (await driver.read(uploads, made, local.step))?.want;
  const mend = async () => expect((await driver.update(uploads, made.want, made, local.step)).want).toEqual(made.want);

  const policy = { id: "read", accessPolicy: { startsOn: new Date(0), expiresOn: new Date(1e12), permissions: "r" } };
  await container(made).setAccessPolicy("container", [policy]);
  expect(await drift()).toEqual({ ...made.want, access: "account key, and everyone, with the list of names" });
  await mend();
  expect(await drift()).toEqual(made.want);
  const { blobPublicAccess, signedIdentifiers } = await container(made).getAccessPolicy();
  expect({ blobPublicAccess, ids: signedIdentifiers.map(({ id }) => id) }).toEqual({ ids: ["read"] });

  const other = new Secret(Buffer.alloc(64, 7).toString("base64"));
  local.remember({ key: other });
  expect(await drift()).toEqual({ ...made.want, container: "unknown", key: "changed" });
  await mend();
  expect(await drift()).toEqual(made.want);
  await expect(get(made, "kept")).rejects.toMatchObject({ statusCode: 403 });
  local.remember(made.outputs);
  await mend();
  expect(await get(made, "kept")).toBe("kept");

  await container(made).delete();
  expect(await drift()).toEqual({ ...made.want, container: "missing" });
  await mend();
  expect(await drift()).toEqual(made.want);
});

test("a bucket that is not on record is found by its folder, and another's is refused", async () => {
  const made = await create();
  const { id } = made.have;
  expect(await driver.find?.(uploads, id, local.step)).toEqual({ want: made.want, have: { id } });
  expect(await driver.find?.(uploads, "nothing", local.step)).toBeUndefined();
  const others = {
    code: "engine-local/adopt-refused",
    message: expect.stringContaining("resources.uploads of orders/dev"),
  };
  await expect(driver.find?.(scope("uploads", "billing"), id, local.step)).rejects.toMatchObject(others);
  await expect(driver.find?.(uploads, "../state", local.step)).rejects.toMatchObject({ code: "engine-local/adopt-id" });

  local.remember({ key: "gone" }); // the state is lost
  expect((await driver.read(uploads, made, local.step))?.want).toEqual({ ...made.want, key: "not recorded" });
  const updated = await driver.update(uploads, made.want, made, local.step);
  expect(text(updated, "key")).not.toBe(text(made, "key"));
  await put(updated, "x", "x");
});

test("a bucket whose record somebody damaged does not count as gone", async () => {
  const made = await create();
  const file = bucketFolders(bucketId(uploads), local.folders).record;
  const before = readFileSync(file);
  writeFileSync(file, "{");
  await expect(driver.read(uploads, made, local.step)).rejects.toMatchObject({
    code: "engine-local/record-damaged",
  });
  writeFileSync(file, before);
  expect(await driver.read(uploads, made, local.step)).toMatchObject({ status: "ready" });
});
