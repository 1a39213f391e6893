import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestBytes, type ProgressEvent } from "@towpath/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningRegistry, registryHere, startRegistry } from "../../testing/registry.ts";
import { bytes, OWNER, read, registryStores, unique } from "./testing/registry-store.ts";

const program = registryHere();
const stores = registryStores();

// A registry is a program of another project's: where it is not installed, nothing here can be asked.
describe.skipIf(program === undefined)("a real registry", () => {
  let registry: RunningRegistry;
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "towpath registry "));
    registry = await startRegistry(program ?? "", scratch);
  });
  afterAll(async () => {
    await registry.stop();
    await rm(scratch, { recursive: true, force: true });
  });

  test("keeps what is put there under its digest, for every machine, and it is said that it is reached", async () => {
    const events: ProgressEvent[] = [];
    const store = await stores.open({ host: registry.host, events });
    expect(events).toEqual([]);
    const content = unique();
    const digest = digestBytes(content);
    expect(await store.has(digest)).toBe(false);
    expect(await store.put(bytes(content), digest)).toEqual({ digest, size: content.byteLength });
    expect(await store.has(digest)).toBe(true);
    expect(await read((await stores.open({ host: registry.host })).open(digest))).toEqual(content);
    expect(events).toEqual([{ type: "notice", message: `Artifacts are kept in ${registry.host}/acme/orders.` }]);
    expect(await readdir(join(stores.home, "incoming"))).toEqual([]);
  });

  test("other tools find an OCI manifest there that has the bytes as its layer", async () => {
    const store = await stores.open({ host: registry.host });
    const { digest, size } = await store.put(bytes(unique()));
    const accept = { accept: "application/vnd.oci.image.manifest.v1+json" };
    const tag = `towpath-${digest.slice("sha256:".length)}-${OWNER}`;
    const response = await fetch(`http://${registry.host}/v2/acme/orders/manifests/${tag}`, { headers: accept });
    expect(response.headers.get("content-type")).toBe(accept.accept);
    expect(await response.json()).toEqual({
      schemaVersion: 2,
      mediaType: accept.accept,
      artifactType: "application/vnd.towpath.artifact.v1",
      config: { mediaType: "application/vnd.oci.empty.v1+json", digest: digestBytes("{}"), size: 2 },
      layers: [{ mediaType: "application/octet-stream", digest, size }],
      annotations: { "dev.towpath.owner": OWNER },
    });
  });

  test("an empty artifact is one, too", async () => {
    const store = await stores.open({ host: registry.host });
    const { digest } = await store.put(bytes());
    expect(await read(store.open(digest))).toEqual(Buffer.alloc(0));
  });

  test("what is there already is not sent again", async () => {
    const sent: string[] = [];
    const counting: typeof fetch = (url, init) => {
      sent.push(init?.method ?? "GET");
      return fetch(url, init);
    };
    const store = await stores.open({ host: registry.host, fetch: counting });
    const content = unique();
    await store.put(bytes(content));
    sent.splice(0);
    await store.put(bytes(content));
    expect(sent).toEqual(["HEAD"]);
  });

  test("bytes of another digest never reach it", async () => {
    const store = await stores.open({ host: registry.host });
    const content = unique();
    await expect(store.put(bytes(content), digestBytes("other"))).rejects.toMatchObject({
      code: "delivery/artifact-damaged",
    });
    expect(await store.has(digestBytes(content))).toBe(false);
  });

  test("lists what it has, page by page, and what nobody of us put there is not listed", async () => {
    const store = await stores.open({ host: registry.host, service: "listed" });
    const listed = async () => {
      const found: { readonly digest: Digest; readonly size: number }[] = [];
      for await (const stored of store.list()) found.push(stored);
      return found;
    };
    expect(await listed()).toEqual([]);
    const put = await Promise.all([1, 2, 3].map(() => store.put(bytes(unique()))));
    expect(await listed()).toEqual(put.sort((a, b) => (a.digest < b.digest ? -1 : 1)));
    const small: typeof fetch = (url, init) => fetch(String(url).replace("n=1000", "n=1"), init);
    const paged = await stores.open({ host: registry.host, service: "listed", fetch: small });
    const found: Digest[] = [];
    for await (const { digest } of paged.list()) found.push(digest);
    expect(found).toHaveLength(3);
  });

  test("what is removed is gone, and other services keep theirs", async () => {
    const content = unique();
    const [orders, billing] = [
      await stores.open({ host: registry.host }),
      await stores.open({ host: registry.host, service: "b" }),
    ];
    const { digest } = await orders.put(bytes(content));
    await billing.put(bytes(content));
    expect(await orders.remove(digest)).toBe(true);
    expect(await orders.has(digest)).toBe(false);
    expect(await orders.remove(digest)).toBe(false);
    expect(await read(billing.open(digest))).toEqual(content);
    await orders.put(bytes(content));
    expect(await orders.has(digest)).toBe(true);
  });

  test("what one owner gives up another one keeps, and who only reads has it as long as anybody does", async () => {
    const content = unique();
    const digest = digestBytes(content);
    const [one, other, reader] = [
      await stores.open({ host: registry.host }),
      await stores.open({ host: registry.host, owner: "fedcba9876543210" }),
      await stores.open({ host: registry.host, owner: null }),
    ];
    await one.put(bytes(content));
    expect([await one.has(digest), await other.has(digest), await reader.has(digest)]).toEqual([true, false, true]);
    await other.put(bytes(content));
    expect(await reader.remove(digest)).toBe(false);
    expect(await one.remove(digest)).toBe(true);
    expect([await one.has(digest), await other.has(digest), await reader.has(digest)]).toEqual([false, true, true]);
    expect(await read(other.open(digest))).toEqual(content);
  });

  test("one that lets nothing be removed keeps it", async () => {
    const kept = await startRegistry(program ?? "", join(scratch, "kept"), { allowsRemoval: false });
    try {
      const store = await stores.open({ host: kept.host });
      const { digest } = await store.put(bytes(unique()));
      expect(await store.remove(digest)).toBe(false);
      expect(await store.has(digest)).toBe(true);
    } finally {
      await kept.stop();
    }
  });

  test("what was changed in its storage is found when it is read", async () => {
    const store = await stores.open({ host: registry.host });
    const content = unique();
    const { digest } = await store.put(bytes(content));
    const hex = digest.slice("sha256:".length);
    const path = join(registry.folder, "docker/registry/v2/blobs/sha256", hex.slice(0, 2), hex, "data");
    await writeFile(path, Buffer.alloc(content.byteLength, "x"));
    await expect(read(store.open(digest))).rejects.toMatchObject({ code: "delivery/artifact-damaged" });
  });

  test.each(["sha256:xyz", "md5:00", "sha256:../../x"])("%s is no digest of anything", async (digest) => {
    const store = await stores.open({ host: registry.host });
    await expect(store.has(digest as Digest)).rejects.toMatchObject({ code: "delivery/artifact-missing" });
    expect(() => store.open(digest as Digest)).toThrow("is no digest of an artifact");
  });

  test("what is not there is missing", async () => {
    const store = await stores.open({ host: registry.host });
    await expect(read(store.open(digestBytes("nothing")))).rejects.toMatchObject({ code: "delivery/artifact-missing" });
  });
});
