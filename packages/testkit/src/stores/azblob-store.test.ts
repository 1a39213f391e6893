import { createServer, type Server } from "node:http";
import { BlobServiceClient } from "@azure/storage-blob";
import { nodeClock, Secret } from "@towpath/core";
import { acquireLock, Conflict, openStateBox, parseStateKey, readState, sealedStore } from "@towpath/provisioning";
import { type AzblobCredential, azblobStore } from "@towpath/provisioning/azblob-store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killHolder } from "./testing/kill-holder.ts";
import { type RealServers, realServers } from "./testing/real-servers.ts";
import { storeSuite } from "./testing/store-suite.ts";
import { type TroubledWay, troubledWay } from "./testing/troubled-way.ts";

let servers: RealServers;
let connection = "";
let container = "";
let way: TroubledWay;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  servers = await realServers({ files: "bucket" });
  closing.push(servers.close);
  connection = await servers.output("files", "connectionString");
  container = await servers.output("files", "name");
  way = await troubledWay({ host: "127.0.0.1", port: Number(/127\.0\.0\.1:(\d+)/.exec(connection)?.[1]) });
  closing.push(way.close);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const bytes = (text: string) => new TextEncoder().encode(text);
const QUICK = { attemptMs: 1_000, totalMs: 2_500 };
const byConnection = (value = connection): AzblobCredential => ({
  kind: "connection string",
  value: new Secret(value),
});
const open = (prefix = "", credential = byConnection(), more: { container?: string; endpoint?: string } = {}) =>
  azblobStore({ account: "acmestate", container, prefix, credential, clock: nodeClock, limits: QUICK, ...more });
const byWay = () => byConnection(connection.replace(/127\.0\.0\.1:\d+/, `127.0.0.1:${way.port}`));
const accountKey = () => /AccountKey=([^;]+)/.exec(connection)?.[1] ?? "";

storeSuite("the store in Azure Blob Storage", async () => ({ open: () => open("plain/") }));
storeSuite("the store in Azure Blob Storage, sealed", async () => {
  const box = await openStateBox(parseStateKey(new Secret(Buffer.alloc(32, 7).toString("base64")), "the test"));
  return { open: () => sealedStore(open("sealed/"), box) };
});

describe("an account in trouble", () => {
  test("a write whose answer is lost is done once and reported right", async () => {
    for (let round = 0; round < 3; round += 1) {
      const store = open("", byWay());
      const key = `lost/${round}`;
      const first = await store.write(key, bytes("one"), "absent");
      const lostBefore = way.lost;
      way.loseAnswers("If-Match", 2);
      const second = await store.write(key, bytes("two"), first);
      expect(way.lost).toBeGreaterThan(lostBefore);
      expect(await open().read(key)).toEqual({ bytes: Buffer.from("two"), version: second });
      way.loseAnswers("If-None-Match", 1);
      const made = await store.write(`${key}-new`, bytes("one"), "absent");
      expect((await open().read(`${key}-new`))?.version).toBe(made);
      const versions: string[] = [];
      for await (const one of store.history?.(key) ?? []) versions.push(one.version);
      expect(versions).toEqual([second, first]);
      way.loseAnswers("If-Match", 2);
      await store.remove(key, second);
      expect(await open().read(key)).toBeUndefined();
    }
  });

  test("a conflict stays one, also where its answer is lost", async () => {
    const store = open("", byWay());
    const first = await store.write("lost/conflict", bytes("one"), "absent");
    await open().write("lost/conflict", bytes("two"), first);
    way.loseAnswers("If-Match", 1);
    await expect(store.write("lost/conflict", bytes("three"), first)).rejects.toBeInstanceOf(Conflict);
  });

  test("a slow one is waited for, one that hangs is not, one that is gone for a moment is", async () => {
    const store = open("", byWay());
    way.delay(300);
    const version = await store.write("slow/dev", bytes("one"), "absent");
    way.delay(60_000);
    await expect(store.read("slow/dev")).rejects.toMatchObject({
      code: "provisioning/store-unreachable",
      kind: "fault",
      message: expect.stringContaining("does not answer"),
    });
    way.delay(0);
    way.setOpen(false);
    setTimeout(() => way.setOpen(true), 600);
    expect(await store.read("slow/dev")).toMatchObject({ version });
  });

  test("a holder that was killed is replaced at once", async () => {
    const pid = await killHolder({ kind: "azblob", secret: connection, name: container, key: "killed/dev" });
    expect((await readState(open(), "killed/dev")).lock?.holder.run).toBe(String(pid));
    const holder = { who: "anna", run: "2", since: "2026-11-22T09:00:00Z" };
    const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
    await acquireLock(open(), "killed/dev", holder, 0, effects);
    expect((await readState(open(), "killed/dev")).lock?.holder.run).toBe("2");
  });

  test("keeps a bounded number of snapshots, and none of a heartbeat", async () => {
    const store = open();
    const client = BlobServiceClient.fromConnectionString(connection).getContainerClient(container);
    for (const key of ["many/dev", "heartbeats/many/dev"]) {
      let version = "absent";
      for (let round = 0; round < 66; round += 1) version = await store.write(key, bytes(String(round)), version);
      let snapshots = 0;
      for await (const item of client.listBlobsFlat({ prefix: key, includeSnapshots: true }))
        if (item.snapshot) snapshots += 1;
      if (key === "many/dev") {
        expect(snapshots).toBeGreaterThanOrEqual(32);
        expect(snapshots).toBeLessThan(50);
      } else expect(snapshots).toBe(0);
    }
  });
});

describe("what is wrong is said, without credentials", () => {
  const refusal = async (store: () => ReturnType<typeof open>): Promise<{ code: string; said: string }> => {
    try {
      await store().write("a/dev", bytes("x"), "absent");
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || !("hint" in error)) throw error;
      const shown = [error.message, error.hint, error.stack, JSON.stringify(error), String(error.cause)].join(" ");
      for (const secret of [accountKey(), WRONG_KEY, "sig=abcdefgh"]) expect(shown).not.toContain(secret);
      return { code: String(error.code), said: `${error.message} ${String(error.hint)}` };
    }
    throw new Error("it was written");
  };
  const WRONG_KEY = Buffer.alloc(64, 3).toString("base64");

  test("a container that is not there", async () => {
    expect(await refusal(() => open("", byConnection(), { container: "not-there" }))).toEqual({
      code: "provisioning/store-refused",
      said: expect.stringMatching(/the account has no such container.*az storage container create/),
    });
    await expect(open("", byConnection(), { container: "not-there" }).read("a/dev")).rejects.toThrow(
      /no such container/,
    );
  });

  test("a wrong key", async () => {
    const wrong = byConnection(connection.replace(accountKey(), WRONG_KEY));
    expect(await refusal(() => open("", wrong))).toEqual({
      code: "provisioning/store-refused",
      said: expect.stringMatching(/does not take the credentials|refuses this machine or these credentials/),
    });
  });

  test.each([
    ["connection string", "what is this"],
    ["connection string", ""],
    ["key", "not base64 at all"],
  ] as const)("a %s that is none: %j", async (kind, value) => {
    const credential = { kind, value: new Secret(value) };
    const { code } = await refusal(() => open("", credential, { endpoint: "http://127.0.0.1:9/acmestate" }));
    expect(code).toMatch(/store-(options|unreachable)/);
  });

  test("names that Azure does not take", () => {
    expect(() => open("", byConnection(), { container: "A" })).toThrow(/"A" is no name of a container/);
    expect(() => open("../")).not.toThrow();
    expect(() => open("no-slash")).toThrow(/is no prefix/);
    expect(() => azblobStore({ account: "Acme_1", container, credential: byConnection(), clock: nodeClock })).toThrow(
      /is no name of a storage account/,
    );
  });

  test("an identity that the machine has not", async () => {
    const credential = {
      async getToken() {
        throw Object.assign(new Error("EnvironmentCredential is unavailable."), { name: "CredentialUnavailableError" });
      },
    };
    const endpoint = "https://127.0.0.1:9/acmestate";
    expect(await refusal(() => open("", { kind: "identity", credential }, { endpoint }))).toEqual({
      code: "provisioning/store-refused",
      said: expect.stringMatching(/no identity that Azure knows.*az login/),
    });
  });

  test("an unknown host, and one where nobody listens", async () => {
    const key = { kind: "key", value: new Secret(WRONG_KEY) } as const;
    expect((await refusal(() => open("", key, { endpoint: "https://acmestate.invalid" }))).said).toContain(
      "the account's host is unknown",
    );
    expect((await refusal(() => open("", key, { endpoint: "http://127.0.0.1:9/acmestate" }))).said).toContain(
      "nobody listens there",
    );
  });

  describe("as Azure answers and Azurite does not", () => {
    let server: Server;
    let port = 0;
    let answer: { status: number; headers: Record<string, string>; body?: string } = { status: 500, headers: {} };
    beforeAll(async () => {
      server = createServer((_, response) => {
        response.writeHead(answer.status, answer.headers);
        response.end(answer.body);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const address = server.address();
      port = typeof address === "object" && address ? address.port : 0;
    });
    afterAll(() => server.close());
    const key = { kind: "key", value: new Secret(WRONG_KEY) } as const;
    const saidOn = async (status: number, code: string, headers: Record<string, string> = {}) => {
      answer = {
        status,
        headers: { "content-type": "application/xml", "x-ms-error-code": code, ...headers },
        body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>Said with sig=abcdefgh</Message></Error>`,
      };
      return refusal(() => open("", key, { endpoint: `http://127.0.0.1:${port}/acmestate` }));
    };

    test("a clock that is off", async () => {
      const date = new Date(nodeClock.now().getTime() - 40 * 60_000).toUTCString();
      expect((await saidOn(403, "AuthenticationFailed", { date })).said).toMatch(/its clock is 40 minutes ahead/);
    });

    test("credentials that do not hold, or hold no more", async () => {
      expect((await saidOn(403, "AuthenticationFailed", { date: new Date().toUTCString() })).said).toContain(
        "does not take the credentials",
      );
    });

    test("a role that is missing", async () => {
      expect((await saidOn(403, "AuthorizationPermissionMismatch")).said).toContain("Storage Blob Data Contributor");
    });

    test("a firewall", async () => {
      expect((await saidOn(403, "AuthorizationFailure")).said).toContain("firewall");
    });

    test("a value that is too large for it", async () => {
      expect((await saidOn(413, "RequestBodyTooLarge")).code).toBe("provisioning/store-value");
    });

    test("a lease that somebody put on it is no conflict", async () => {
      expect(await saidOn(412, "LeaseIdMissing")).toEqual({
        code: "provisioning/store-unwritable",
        said: expect.stringContaining("lease"),
      });
    });

    test("a server that stays busy", async () => {
      expect(await saidOn(503, "ServerBusy")).toEqual({
        code: "provisioning/store-unreachable",
        said: expect.stringContaining("ServerBusy"),
      });
    });
  });
});
