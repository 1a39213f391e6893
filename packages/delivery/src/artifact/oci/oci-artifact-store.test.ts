import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestBytes, nodeClock, type ProgressEvent } from "@towpath/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { IDENTITY, PASSWORD, type RunningRegistry, registryHere, startRegistry } from "../../testing/registry.ts";
import type { ArtifactStore } from "../artifact-store.ts";
import { artifactStoreFor } from "../artifact-store-for.ts";
import { ociArtifactStore } from "./oci-artifact-store.ts";
import { ANSWER_MS } from "./registry-answer.ts";
import { registryReference } from "./registry-reference.ts";

const program = registryHere();
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "towpath oci "));
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function* bytes(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function read(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Bytes that no other test puts. */
let counter = 0;
function unique(size = 100): Buffer {
  counter += 1;
  const block = Buffer.alloc(size);
  for (let at = 0; at < size; at += 1) block[at] = (at * 31 + counter * 7 + (at >> 8)) % 251;
  block.write(`artifact ${counter} ${process.pid}`);
  return block;
}

const NOBODY = { DOCKER_CONFIG: "/nowhere" };
interface Opening {
  readonly host: string;
  readonly service?: string;
  readonly variables?: Record<string, string>;
  readonly fetch?: typeof fetch;
  readonly events?: ProgressEvent[];
  readonly signal?: AbortSignal;
  readonly owner?: string | null;
}

const OWNER = "0123456789abcdef";

function open({
  owner = OWNER,
  host,
  service = "orders",
  variables = NOBODY,
  fetch: by = fetch,
  events,
  signal,
}: Opening) {
  return artifactStoreFor(
    {
      artifacts: { oci: `${host}/acme` },
      service,
      home,
      ...(owner === null ? {} : { owner: async () => owner }),
    },
    {
      clock: { ...nodeClock, sleep: () => Promise.resolve() },
      events: (event) => void events?.push(event),
      fetch: by,
      signal: signal ?? new AbortController().signal,
      variables,
    },
  );
}

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
    const store = await open({ host: registry.host, events });
    expect(events).toEqual([]);
    const content = unique();
    const digest = digestBytes(content);
    expect(await store.has(digest)).toBe(false);
    expect(await store.put(bytes(content), digest)).toEqual({ digest, size: content.byteLength });
    expect(await store.has(digest)).toBe(true);
    expect(await read((await open({ host: registry.host })).open(digest))).toEqual(content);
    expect(events).toEqual([{ type: "notice", message: `Artifacts are kept in ${registry.host}/acme/orders.` }]);
    expect(await readdir(join(home, "incoming"))).toEqual([]);
  });

  test("other tools find an OCI manifest there that has the bytes as its layer", async () => {
    const store = await open({ host: registry.host });
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
    const store = await open({ host: registry.host });
    const { digest } = await store.put(bytes());
    expect(await read(store.open(digest))).toEqual(Buffer.alloc(0));
  });

  test("what is there already is not sent again", async () => {
    const sent: string[] = [];
    const counting: typeof fetch = (url, init) => {
      sent.push(init?.method ?? "GET");
      return fetch(url, init);
    };
    const store = await open({ host: registry.host, fetch: counting });
    const content = unique();
    await store.put(bytes(content));
    sent.splice(0);
    await store.put(bytes(content));
    expect(sent).toEqual(["HEAD"]);
  });

  test("bytes of another digest never reach it", async () => {
    const store = await open({ host: registry.host });
    const content = unique();
    await expect(store.put(bytes(content), digestBytes("other"))).rejects.toMatchObject({
      code: "delivery/artifact-damaged",
    });
    expect(await store.has(digestBytes(content))).toBe(false);
  });

  test("lists what it has, page by page, and what nobody of us put there is not listed", async () => {
    const store = await open({ host: registry.host, service: "listed" });
    const listed = async () => {
      const found: { readonly digest: Digest; readonly size: number }[] = [];
      for await (const stored of store.list()) found.push(stored);
      return found;
    };
    expect(await listed()).toEqual([]);
    const put = await Promise.all([1, 2, 3].map(() => store.put(bytes(unique()))));
    expect(await listed()).toEqual(put.sort((a, b) => (a.digest < b.digest ? -1 : 1)));
    const small: typeof fetch = (url, init) => fetch(String(url).replace("n=1000", "n=1"), init);
    const paged = await open({ host: registry.host, service: "listed", fetch: small });
    const found: Digest[] = [];
    for await (const { digest } of paged.list()) found.push(digest);
    expect(found).toHaveLength(3);
  });

  test("what is removed is gone, and other services keep theirs", async () => {
    const content = unique();
    const [orders, billing] = [await open({ host: registry.host }), await open({ host: registry.host, service: "b" })];
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
      await open({ host: registry.host }),
      await open({ host: registry.host, owner: "fedcba9876543210" }),
      await open({ host: registry.host, owner: null }),
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
      const store = await open({ host: kept.host });
      const { digest } = await store.put(bytes(unique()));
      expect(await store.remove(digest)).toBe(false);
      expect(await store.has(digest)).toBe(true);
    } finally {
      await kept.stop();
    }
  });

  test("what was changed in its storage is found when it is read", async () => {
    const store = await open({ host: registry.host });
    const content = unique();
    const { digest } = await store.put(bytes(content));
    const hex = digest.slice("sha256:".length);
    const path = join(registry.folder, "docker/registry/v2/blobs/sha256", hex.slice(0, 2), hex, "data");
    await writeFile(path, Buffer.alloc(content.byteLength, "x"));
    await expect(read(store.open(digest))).rejects.toMatchObject({ code: "delivery/artifact-damaged" });
  });

  test.each(["sha256:xyz", "md5:00", "sha256:../../x"])("%s is no digest of anything", async (digest) => {
    const store = await open({ host: registry.host });
    await expect(store.has(digest as Digest)).rejects.toMatchObject({ code: "delivery/artifact-missing" });
    expect(() => store.open(digest as Digest)).toThrow("is no digest of an artifact");
  });

  test("what is not there is missing", async () => {
    const store = await open({ host: registry.host });
    await expect(read(store.open(digestBytes("nothing")))).rejects.toMatchObject({ code: "delivery/artifact-missing" });
  });

  describe("in trouble", () => {
    const CHUNK = 1000;
    const small = (by: typeof fetch): ArtifactStore =>
      ociArtifactStore(
        {
          reference: registryReference(`${registry.host}/acme`, "orders"),
          credentials: async () => undefined,
          home,
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
      const store = await open({ host: gone.host });
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
          home,
          chunkBytes: CHUNK,
        },
        { clock: nodeClock, events: () => {}, fetch: by, signal: abort.signal, variables: {} },
      );
      await expect(store.put(bytes(unique(3 * CHUNK)))).rejects.toThrow("Ctrl-C");
      expect(await readdir(join(home, "incoming"))).toEqual([]);
    });
  });
});

// Without the program of a registry there is nobody to ask for a password or a token.
describe.skipIf(program === undefined)("a real registry that wants to know who it is", () => {
  let token: RunningRegistry;
  let basic: RunningRegistry;
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), "towpath registry "));
    token = await startRegistry(program ?? "", join(scratch, "token"), { access: "token" });
    basic = await startRegistry(program ?? "", join(scratch, "basic"), { access: "basic" });
  });
  afterAll(async () => {
    await Promise.all([token.stop(), basic.stop()]);
    await rm(scratch, { recursive: true, force: true });
  });

  const which = () => ({ token, basic });
  const auth = Buffer.from(`ann:${PASSWORD}`).toString("base64");

  async function dockerConfig(config: unknown): Promise<Record<string, string>> {
    const folder = join(home, "docker");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "config.json"), typeof config === "string" ? config : JSON.stringify(config));
    return { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env["PATH"]}` };
  }

  async function roundTrip(host: string, variables: Record<string, string>): Promise<void> {
    const content = unique();
    const { digest } = await (await open({ host, variables })).put(bytes(content));
    expect(await read((await open({ host, variables })).open(digest))).toEqual(content);
  }

  test.each(["token", "basic"] as const)("is told by variables (%s)", async (access) => {
    await roundTrip(which()[access].host, {
      ...NOBODY,
      TOWPATH_ARTIFACTS_USER: "ann",
      TOWPATH_ARTIFACTS_PASSWORD: PASSWORD,
    });
  });

  test.each(["token", "basic"] as const)("is told by what docker login wrote (%s)", async (access) => {
    const { host } = which()[access];
    await roundTrip(host, await dockerConfig({ auths: { [`https://${host}/v1/`]: { auth } } }));
  });

  test("is told by an identity token", async () => {
    const { host } = token;
    await roundTrip(host, await dockerConfig({ auths: { [host]: { auth, identitytoken: IDENTITY } } }));
    expect(token.tokenRequests.at(-1)?.authorization).toBe("");
  });

  test("is told by a credential helper", async () => {
    const { host } = basic;
    const variables = await dockerConfig({ credHelpers: { [host]: "towpath-test" }, credsStore: "not-there" });
    const program = join(home, "docker", "docker-credential-towpath-test");
    await writeFile(
      program,
      `#!/bin/sh\nread host\n[ "$1 $host" = "get ${host}" ] || exit 1\necho '{"Username":"ann","Secret":"${PASSWORD}"}'\n`,
    );
    await chmod(program, 0o755);
    await roundTrip(host, variables);
  });

  const actionsIn = (scope: string | null) => scope?.split(":").at(-1)?.split(",").sort().join();

  test("asks for what it needs, and no more", async () => {
    const variables = { ...NOBODY, TOWPATH_ARTIFACTS_USER: "ann", TOWPATH_ARTIFACTS_PASSWORD: PASSWORD };
    const before = token.tokenRequests.length;
    const store = await open({ host: token.host, variables });
    const { digest } = await store.put(bytes(unique()));
    await read((await open({ host: token.host, variables })).open(digest));
    const scopes = token.tokenRequests.slice(before).map(({ url }) => actionsIn(url.searchParams.get("scope")));
    expect(scopes).toEqual(["pull", "pull,push", "pull"]);
  });

  test.each([
    ["nobody", "token", {}, "It was shown no credentials: run docker login"],
    ["nobody", "basic", {}, "It was shown no credentials: run docker login"],
    ["a wrong password", "token", { TOWPATH_ARTIFACTS_PASSWORD: "wrong-password" }, "may not do that"],
    ["a wrong password", "basic", { TOWPATH_ARTIFACTS_PASSWORD: "wrong-password" }, "may not do that"],
  ] as const)("refuses %s (%s), and no password is said", async (_, access, variables, hint) => {
    const { host } = which()[access];
    const store = await open({ host, variables: { ...NOBODY, TOWPATH_ARTIFACTS_USER: "ann", ...variables } });
    const failed = store.put(bytes(unique())).catch((error: unknown) => error);
    expect(await failed).toMatchObject({
      code: "delivery/artifact-store-denied",
      message: expect.stringContaining(`The registry ${host} does not allow`),
      hint: expect.stringContaining(hint),
    });
    expect(JSON.stringify(await failed)).not.toContain("wrong-password");
  });

  test.each([
    ["no JSON", '{"auths":{"x":{"auth":"c2VjcmV0', "is no JSON object"],
    ["a helper by a path", { credsStore: "../../bin/sh" }, "by no name of a program"],
    ["a helper that is not there", { credsStore: "surely-not-there" }, "is not on the PATH"],
  ])("says that Docker's configuration is of no use: %s", async (_, config, part) => {
    const store = await open({ host: basic.host, variables: await dockerConfig(config) });
    const failed = await store.has(digestBytes("x")).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "delivery/artifact-store-denied", message: expect.stringContaining(part) });
    expect(String(failed)).not.toContain("c2VjcmV0");
  });
});

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
      const store = await open({ host: registry.host, variables });
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
    const store = await open({ host: registry.host, variables });
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
      const store = await open({ host: registry.host, variables });
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
    const store = await open({ host: "127.0.0.1:1", fetch: by });
    await expect(store.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "delivery/artifact-store",
      message: expect.stringContaining("listing artifacts"),
    });
  });

  test.each([200, 418])("cannot hold anybody up with an answer %i that never ends", async (status) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const by: typeof fetch = async () => new Response(new ReadableStream(), { status });
      const store = await open({ host: "127.0.0.1:1", fetch: by });
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
    const store = await open({ host: "127.0.0.1:1", fetch: by });
    await expect(store.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "delivery/artifact-store",
      message: expect.stringContaining("cut"),
    });
  });

  test("is quoted where it says why it lets nobody in", async () => {
    const body = JSON.stringify({ errors: [{ code: "UNAUTHORIZED", message: "ask the platform team" }] });
    const by: typeof fetch = async () => new Response(body, { status: 401 });
    const store = await open({ host: "127.0.0.1:1", fetch: by });
    await expect(store.open(digestBytes("x"))[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: "delivery/artifact-store-denied",
      message: expect.stringContaining("ask the platform team"),
    });
  });

  test("does not lead around in circles", async () => {
    const registry = await answering(() => ({ status: 302, headers: { location: "/v2/again" } }));
    const store = await open({ host: registry.host });
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
    const store = await open({ host: "127.0.0.1:1", fetch: by });
    const failed = await store.has(digestBytes("x")).catch((error: unknown) => error);
    expect(failed).toMatchObject({ message: expect.stringContaining("answered 418") });
    expect(String(failed)).not.toMatch(/[\n\u001b]/);
  });
});
