import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestBytes } from "@towpath/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { directoryArtifactStore } from "./directory-artifact-store.ts";

let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "towpath store "));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

async function* bytes(...parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function read(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const pathOf = (digest: Digest) => join(scratch, "store", "sha256", digest.slice("sha256:".length));

test("what was put is there under its digest, for nobody else to read", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  expect(await store.has(digestBytes("ab"))).toBe(false);
  expect(await store.put(bytes("a", "b"), digestBytes("ab"))).toEqual({ digest: digestBytes("ab"), size: 2 });
  expect(await store.has(digestBytes("ab"))).toBe(true);
  expect(await read(store.open(digestBytes("ab")))).toBe("ab");
  expect((await stat(join(scratch, "store"))).mode & 0o777).toBe(0o700);
  expect((await stat(pathOf(digestBytes("ab")))).mode & 0o777).toBe(0o600);
  await store.put(bytes("c"));
  const listed: Digest[] = [];
  for await (const { digest } of store.list()) listed.push(digest);
  expect(listed).toEqual([digestBytes("ab"), digestBytes("c")].sort());
});

test("bytes that are there already are not written again; damaged ones are replaced", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  const { digest } = await store.put(bytes("ab"));
  const { ino } = await stat(pathOf(digest));
  await store.put(bytes("a", "b"));
  expect((await stat(pathOf(digest))).ino).toBe(ino);
  await writeFile(pathOf(digest), "xy");
  await store.put(bytes("ab"));
  expect(await read(store.open(digest))).toBe("ab");
});

test("bytes of another digest are refused, and nothing stays", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  await expect(store.put(bytes("ab"), digestBytes("other"))).rejects.toMatchObject({
    code: "delivery/artifact-damaged",
  });
  async function* broken() {
    yield* bytes("a");
    throw new Error("disk on fire");
  }
  await expect(store.put(broken())).rejects.toThrow("disk on fire");
  expect(await readdir(join(scratch, "store"), { recursive: true })).toEqual(["incoming"]);
});

test("what was changed on the disk is found when it is read", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  const { digest } = await store.put(bytes("ab"));
  await writeFile(pathOf(digest), "ax");
  await expect(read(store.open(digest))).rejects.toMatchObject({ code: "delivery/artifact-damaged" });
});

test("what is not there, or is no digest, is said so", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  await expect(read(store.open(digestBytes("nothing")))).rejects.toMatchObject({ code: "delivery/artifact-missing" });
  await expect(store.has("sha256:../../etc/passwd")).rejects.toMatchObject({ code: "delivery/artifact-missing" });
});

test("writers at the same time do not harm each other", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  const put = await Promise.all(Array.from({ length: 8 }, () => store.put(bytes("the ", "same"))));
  expect(new Set(put.map(({ digest }) => digest)).size).toBe(1);
  expect(await read(store.open(digestBytes("the same")))).toBe("the same");
});

const owned = (folder: string, owner: string) => directoryArtifactStore(folder, async () => owner);

test("what several owners have is removed with the last of them, and what nobody says to have stays", async () => {
  const folder = join(scratch, "store");
  const [orders, billing] = [owned(folder, "orders"), owned(folder, "billing")];
  const { digest } = await orders.put(bytes("shared"));
  expect([await orders.has(digest), await billing.has(digest)]).toEqual([true, false]);
  expect(await directoryArtifactStore(folder).has(digest)).toBe(true);
  await billing.put(bytes("shared"));
  expect(await directoryArtifactStore(folder).remove(digest)).toBe(false);
  expect(await owned(folder, "other").remove(digest)).toBe(false);
  expect(await orders.remove(digest)).toBe(true);
  expect(await orders.remove(digest)).toBe(false);
  expect(await read(billing.open(digest))).toBe("shared");
  expect(await billing.remove(digest)).toBe(true);
  expect(await billing.has(digest)).toBe(false);
  expect(await readdir(join(folder, "incoming"))).toEqual([]);

  const old = await directoryArtifactStore(folder).put(bytes("of nobody"));
  expect(await orders.remove(old.digest)).toBe(false);
  expect(await orders.has(old.digest)).toBe(true);
});

test("what one owner puts while another removes it is there afterwards", async () => {
  const folder = join(scratch, "store");
  for (let round = 0; round < 50; round += 1) {
    const [orders, billing] = [owned(folder, "orders"), owned(folder, "billing")];
    const { digest } = await orders.put(bytes(`round ${round}`));
    await Promise.all([billing.put(bytes(`round ${round}`)), orders.remove(digest)]);
    expect(await read(billing.open(digest))).toBe(`round ${round}`);
  }
});
