import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestBytes, nodeClock } from "@towpath/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RunningRegistry, registryHere, startRegistry } from "../../testing/registry.ts";
import type { ArtifactStore } from "../artifact-store.ts";
import { ociArtifactStore } from "./oci-artifact-store.ts";
import { registryReference } from "./registry-reference.ts";
import { bytes, read, registryStores, unique } from "./testing/registry-store.ts";

const program = registryHere();
const stores = registryStores();

// A registry is a program of another project's: where it is not installed, there is nobody to send parts to.
describe.skipIf(program === undefined)("a registry that breaks off", () => {
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

  const CHUNK = 1000;
  const small = (by: typeof fetch): ArtifactStore =>
    ociArtifactStore(
      {
        reference: registryReference(`${registry.host}/acme`, "orders"),
        credentials: async () => undefined,
        home: stores.home,
        chunkBytes: CHUNK,
      },
      {
        clock: { ...nodeClock, sleep: () => Promise.resolve() },
        events: () => {},
        fetch: by,
        signal: new AbortController().signal,
        variables: {},
      },
    );
  /** Troubles the nth request that fits; `null` lets it pass. */
  function troubled(
    fits: (method: string, url: string) => boolean,
    trouble: (url: URL, init: RequestInit, nth: number) => Promise<Response | null>,
  ) {
    let nth = 0;
    const sent: string[] = [];
    const by: typeof fetch = async (input, init = {}) => {
      const url = new URL(String(input));
      sent.push(`${init.method} ${new Headers(init.headers).get("content-range") ?? ""}`.trim());
      if (!fits(init.method ?? "GET", url.pathname)) return fetch(url, init);
      nth += 1;
      return (await trouble(url, init, nth)) ?? fetch(url, init);
    };
    return { by, sent };
  }
  const isPatch = (method: string) => method === "PATCH";
  /** As a registry whose place to go on at stays the same; this one has another after each part. */
  function steady(by: typeof fetch): typeof fetch {
    const now = new Map<string, string>();
    return async (input, init) => {
      const url = new URL(String(input));
      const at = new URL(now.get(url.pathname) ?? url);
      const digest = url.searchParams.get("digest");
      if (digest) at.searchParams.set("digest", digest);
      const response = await by(at, init);
      const next = response.headers.get("location");
      if (next && url.pathname.includes("/uploads/")) now.set(new URL(next).pathname, next);
      return response;
    };
  }

  test("large artifacts go in parts", async () => {
    const { by, sent } = troubled(
      () => false,
      async () => null,
    );
    const content = unique(4 * CHUNK + 10);
    const store = small(by);
    const { digest } = await store.put(bytes(content));
    expect(await read(store.open(digest))).toEqual(content);
    expect(sent).toContain("PATCH 1000-1999");
    expect(sent).toContain("PUT 4000-4009");
  });

  test("a part whose answer is lost is not sent twice", async () => {
    const { by, sent } = troubled(isPatch, async () => null);
    const content = unique(4 * CHUNK);
    let parts = 0;
    const through = steady(by);
    const losing: typeof fetch = async (url, init) => {
      const response = await through(url, init);
      if (init?.method === "PATCH") parts += 1;
      if (init?.method !== "PATCH" || parts !== 2) return response;
      await response.body?.cancel();
      throw new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    };
    const store = small(losing);
    const { digest } = await store.put(bytes(content));
    expect(await read(store.open(digest))).toEqual(content);
    expect(sent.filter((line) => line === "PATCH 1000-1999")).toHaveLength(1);
  });

  test("a part that was cut is taken up where it was", async () => {
    const { by, sent } = troubled(isPatch, async () => null);
    let parts = 0;
    const through = steady(by);
    const cutting: typeof fetch = async (url, init = {}) => {
      if (init.method === "PATCH") parts += 1;
      if (parts !== 2 || init.method !== "PATCH" || !(init.body instanceof Uint8Array)) return through(url, init);
      const headers = { ...Object.fromEntries(new Headers(init.headers)), "content-range": "1000-1299" };
      await (await through(url, { ...init, headers, body: Buffer.from(init.body.subarray(0, 300)) })).body?.cancel();
      throw new TypeError("fetch failed");
    };
    const content = unique(4 * CHUNK);
    const store = small(cutting);
    const { digest } = await store.put(bytes(content));
    expect(await read(store.open(digest))).toEqual(content);
    expect(sent).toContain("PATCH 1300-2299");
  });

  test("a part that was lost to a registry that cannot say how far it came is begun anew", async () => {
    const { by, sent } = troubled(isPatch, async (url, init, nth) => {
      if (nth !== 2) return null;
      await (await fetch(url, init)).body?.cancel();
      throw new TypeError("fetch failed");
    });
    const content = unique(4 * CHUNK);
    const store = small(by);
    const { digest } = await store.put(bytes(content));
    expect(await read(store.open(digest))).toEqual(content);
    expect(sent.filter((line) => line === "PATCH 0-999")).toHaveLength(2);
  });

  test("an upload that the registry has forgotten is begun anew", async () => {
    const { by, sent } = troubled(isPatch, async (url, init, nth) => {
      if (nth === 2) await fetch(url, { method: "DELETE", headers: { ...init.headers } });
      return null;
    });
    const content = unique(4 * CHUNK);
    const store = small(by);
    const { digest } = await store.put(bytes(content));
    expect(await read(store.open(digest))).toEqual(content);
    expect(sent.filter((line) => line === "POST").length).toBeGreaterThanOrEqual(2);
  });

  test("the last answer that is lost does no harm", async () => {
    const { by } = troubled(
      (method, path) => method === "PUT" && path.includes("/blobs/"),
      async (url, init, nth) => {
        if (nth !== 1) return null;
        await (await fetch(url, init)).body?.cancel();
        throw new TypeError("fetch failed");
      },
    );
    const store = small(by);
    const content = unique();
    const { digest } = await store.put(bytes(content));
    expect(await read(store.open(digest))).toEqual(content);
  });

  test("a download that is cut goes on where it was", async () => {
    const content = unique(100_000);
    const { digest } = await small(fetch).put(bytes(content));
    const ranges: (string | null)[] = [];
    const { by } = troubled(
      (method, path) => method === "GET" && path.includes("/blobs/"),
      async (url, init, nth) => {
        ranges.push(new Headers(init.headers).get("range"));
        if (nth > 2) return null;
        const whole = Buffer.from(await (await fetch(url, init)).arrayBuffer());
        const cut = new ReadableStream({
          start: (controller) => controller.enqueue(whole.subarray(0, 30_000)),
          pull: (controller) => controller.error(new Error("cut")),
        });
        return new Response(cut, { status: nth === 1 ? 200 : 206 });
      },
    );
    expect(await read(small(by).open(digest))).toEqual(content);
    expect(ranges).toEqual([null, "bytes=30000-", "bytes=60000-"]);
  });

  test("a download by a registry that knows no ranges begins anew and gives nothing twice", async () => {
    const content = unique(100_000);
    const { digest } = await small(fetch).put(bytes(content));
    const { by } = troubled(
      (method, path) => method === "GET" && path.includes("/blobs/"),
      async (url, _, nth) => {
        if (nth > 1) return fetch(url); // without the range
        const cut = new ReadableStream({
          start: (controller) => controller.enqueue(content.subarray(0, 30_000)),
          pull: (controller) => controller.error(new Error("cut")),
        });
        return new Response(cut);
      },
    );
    expect(await read(small(by).open(digest))).toEqual(content);
  });

  test("answers of a registry that is busy are waited for, and those of one that stays so are told", async () => {
    const { by } = troubled(
      () => true,
      async (_url, { method }, nth) => {
        if (nth % 2 === 0) return null;
        const isUpload = method === "PUT" || method === "PATCH";
        return new Response("", { status: isUpload ? 429 : 503, headers: { "retry-after": "1" } });
      },
    );
    const store = small(by);
    const { digest } = await store.put(bytes(unique()));
    expect(await store.has(digest)).toBe(true);
    const broken = troubled(
      () => true,
      async () => new Response("<html>", { status: 502 }),
    );
    await expect(small(broken.by).has(digest)).rejects.toMatchObject({
      code: "delivery/artifact-store",
      kind: "fault",
      message: expect.stringMatching(/^The registry 127\.0\.0\.1:\d+ answered 502 to looking for an artifact/),
    });
    expect(broken.sent).toHaveLength(5);
  });

  test("one that is not there is named, with why", async () => {
    const gone = await startRegistry(program ?? "", join(scratch, "gone"));
    await gone.stop();
    const store = await stores.open({ host: gone.host });
    await expect(store.has(digestBytes("x"))).rejects.toMatchObject({
      code: "delivery/artifact-store",
      message: `The registry ${gone.host}, which keeps artifacts, could not be reached: ECONNREFUSED.`,
    });
  });

  test("an interruption ends it with its reason", async () => {
    const abort = new AbortController();
    const { by } = troubled(isPatch, async () => {
      abort.abort(new Error("Ctrl-C"));
      throw new TypeError("fetch failed");
    });
    const store = ociArtifactStore(
      {
        reference: registryReference(`${registry.host}/acme`, "orders"),
        credentials: async () => undefined,
        home: stores.home,
        chunkBytes: CHUNK,
      },
      { clock: nodeClock, events: () => {}, fetch: by, signal: abort.signal, variables: {} },
    );
    await expect(store.put(bytes(unique(3 * CHUNK)))).rejects.toThrow("Ctrl-C");
    expect(await readdir(join(stores.home, "incoming"))).toEqual([]);
  });
});
