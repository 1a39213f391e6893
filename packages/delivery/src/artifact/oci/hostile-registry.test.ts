import { createServer } from "node:http";
import { digestBytes } from "@towpath/core";
import { describe, expect, test, vi } from "vitest";
import { ANSWER_MS } from "./registry-answer.ts";
import { NOBODY, read, registryStores } from "./testing/registry-store.ts";

const stores = registryStores();

describe("a registry that means no good", () => {
  async function answering(
    answer: (path: string, headers: Record<string, unknown>) => { status: number; headers?: Record<string, string> },
  ) {
    const asked: { readonly path: string; readonly authorization: unknown }[] = [];
    const server = createServer((request, response) => {
      const path = request.url ?? "";
      asked.push({ path, authorization: request.headers.authorization });
      const { status, headers } = answer(path, request.headers);
      response.writeHead(status, headers).end("hello");
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    return { host: `127.0.0.1:${port}`, asked, close: () => server.close() };
  }
  const variables = { ...NOBODY, TOWPATH_ARTIFACTS_USER: "ann", TOWPATH_ARTIFACTS_PASSWORD: "password-of-ann" };

  test("is not followed to where it could be read along, and gets no password sent there", async () => {
    for (const realm of ["http://example.com/token", "ftp://127.0.0.1/", "https://a:b@127.0.0.1/", "no url"]) {
      const registry = await answering(() => ({
        status: 401,
        headers: { "www-authenticate": `Bearer realm="${realm}",service="x"` },
      }));
      const store = await stores.open({ host: registry.host, variables });
      await expect(store.has(digestBytes("x"))).rejects.toMatchObject({ code: "delivery/artifact-store" });
      registry.close();
    }
  });

  test("sends nobody's credentials elsewhere with a redirect", async () => {
    const elsewhere = await answering(() => ({ status: 200 }));
    const registry = await answering((_, { authorization }) =>
      authorization
        ? { status: 307, headers: { location: `http://${elsewhere.host}/bytes` } }
        : { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } },
    );
    const store = await stores.open({ host: registry.host, variables });
    expect((await read(store.open(digestBytes("hello")))).toString()).toBe("hello");
    expect(registry.asked.at(-1)?.authorization).toMatch(/^Basic /);
    expect(elsewhere.asked).toEqual([{ path: "/bytes", authorization: undefined }]);
    registry.close();
    elsewhere.close();
  });

  test("hands nobody's credentials to whom it leads to, who asks for them", async () => {
    const thief = await answering(() => ({ status: 200 }));
    for (const challenge of [`Bearer realm="http://${thief.host}/token",service="x"`, 'Basic realm="x"']) {
      const storage = await answering(() => ({ status: 401, headers: { "www-authenticate": challenge } }));
      const registry = await answering(() => ({
        status: 307,
        headers: { location: `http://${storage.host}/bytes` },
      }));
      const store = await stores.open({ host: registry.host, variables });
      await expect(read(store.open(digestBytes("hello")))).rejects.toMatchObject({
        code: "delivery/artifact-store",
        message: expect.stringContaining("answered 401"),
      });
      expect(thief.asked).toEqual([]);
      expect(storage.asked.map(({ authorization }) => authorization)).toEqual([undefined]);
      storage.close();
      registry.close();
    }
    thief.close();
  });

  test("cannot fill the memory with what it says", async () => {
    const by: typeof fetch = async () => {
      const chunk = new TextEncoder().encode(`{"tags":["${"a".repeat(1024 * 1024)}"],`);
      return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
    };
    const store = await stores.open({ host: "127.0.0.1:1", fetch: by });
    await expect(store.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "delivery/artifact-store",
      message: expect.stringContaining("listing artifacts"),
    });
  });

  test.each([200, 418])("cannot hold anybody up with an answer %i that never ends", async (status) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const by: typeof fetch = async () => new Response(new ReadableStream(), { status });
      const store = await stores.open({ host: "127.0.0.1:1", fetch: by });
      const listed = expect(store.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        code: "delivery/artifact-store",
      });
      await vi.advanceTimersByTimeAsync(ANSWER_MS);
      await listed;
    } finally {
      vi.useRealTimers();
    }
  });

  test("is told from one that only listed a part when its answer is cut", async () => {
    const digest = digestBytes("x");
    const by: typeof fetch = async (url) => {
      if (String(url).includes("tags/list"))
        return Response.json({ tags: [`towpath-${digest.slice("sha256:".length)}`] });
      return new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("cut")) }));
    };
    const store = await stores.open({ host: "127.0.0.1:1", fetch: by });
    await expect(store.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "delivery/artifact-store",
      message: expect.stringContaining("cut"),
    });
  });

  test("is quoted where it says why it lets nobody in", async () => {
    const body = JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "ask the platform team" }] });
    const by: typeof fetch = async () => new Response(body, { status: 401 });
    const store = await stores.open({ host: "127.0.0.1:1", fetch: by });
    await expect(store.open(digestBytes("x"))[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "delivery/artifact-store-denied",
      message: expect.stringContaining("ask the platform team"),
    });
  });

  test("does not lead around in circles", async () => {
    const registry = await answering(() => ({ status: 302, headers: { location: "/v2/again" } }));
    const store = await stores.open({ host: registry.host });
    await expect(read(store.open(digestBytes("x")))).rejects.toMatchObject({
      code: "delivery/artifact-store",
      message: expect.stringContaining("answered 302"),
    });
    expect(registry.asked.length).toBeLessThan(10);
    registry.close();
  });

  test("cannot put control characters into a message", async () => {
    const by: typeof fetch = async () =>
      new Response(JSON.stringify({ errors: [{ code: "X", message: "\u001b[31m\n::error::boo" }] }), { status: 418 });
    const store = await stores.open({ host: "127.0.0.1:1", fetch: by });
    const failed = await store.has(digestBytes("x")).catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: expect.stringContaining("answered 418") });
    expect(String(failed)).not.toMatch(/[\n\u001b]/);
  });
});

test.each([
  ["nothing", "", 200],
  ["seconds", "60", 60_000],
  ["a time", new Date(Date.now() + 60_000).toUTCString(), 60_000],
  ["a time that is over", new Date(0).toUTCString(), 200],
  ["longer than anybody waits", "86400", 120_000],
  ["what is no time", "soon", 200],
])("a registry that is busy is asked again as late as it says: %s", async (_, said, expected) => {
  const paused: number[] = [];
  let asked = 0;
  const by: typeof fetch = async () => {
    asked += 1;
    return new Response(null, { status: asked === 1 ? 429 : 404, headers: said === "" ? {} : { "retry-after": said } });
  };
  const store = await stores.open({ host: "127.0.0.1:1", fetch: by, paused });
  expect(await store.has(digestBytes("x"))).toBe(false);
  expect(paused).toHaveLength(1);
  expect(Math.abs((paused[0] ?? 0) - expected)).toBeLessThan(5_000);
  expect(paused[0]).toBeLessThanOrEqual(expected);
});
