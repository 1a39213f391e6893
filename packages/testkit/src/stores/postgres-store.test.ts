import { createServer } from "node:net";
import { nodeClock, Secret } from "@towpath/core";
import { acquireLock, Conflict, openStateBox, parseStateKey, readState, sealedStore } from "@towpath/provisioning";
import { postgresStore } from "@towpath/provisioning/postgres-store";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { killHolder } from "./testing/kill-holder.ts";
import { type RealServers, realServers } from "./testing/real-servers.ts";
import { hasOpenssl, selfSignedServer } from "./testing/self-signed-server.ts";
import { storeSuite } from "./testing/store-suite.ts";
import { type TroubledWay, troubledWay } from "./testing/troubled-way.ts";

let servers: RealServers;
let url: URL;
let otherUrl: URL;
let way: TroubledWay;
const closing: (() => Promise<void>)[] = [];
beforeAll(async () => {
  servers = await realServers({ db: "postgres", other: "postgres" });
  closing.push(servers.close);
  url = new URL(await servers.output("db", "url"));
  otherUrl = new URL(await servers.output("other", "url"));
  way = await troubledWay({ host: url.hostname, port: Number(url.port) });
  closing.push(way.close);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
});

const bytes = (text: string) => new TextEncoder().encode(text);
const QUICK = { attemptMs: 1_000, totalMs: 2_500 };
const open = (address: URL | string = url, schema = "towpath", limits = QUICK) =>
  postgresStore({ url: new Secret(String(address)), schema, clock: nodeClock, limits });
type Part = "host" | "hostname" | "password" | "pathname" | "port";
const changed = (part: Part, value: string, from = url) => {
  const copy = new URL(from);
  copy[part] = value;
  return copy;
};
const byWay = () => changed("port", String(way.port));

async function sql(text: string, address: URL = url) {
  const client = new pg.Client({ connectionString: String(address) });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

storeSuite("the store in PostgreSQL", async () => ({ open: () => open() }));
storeSuite("the store in PostgreSQL, sealed", async () => {
  const box = await openStateBox(parseStateKey(new Secret(Buffer.alloc(32, 7).toString("base64")), "the test"));
  return { open: () => sealedStore(open(url, "sealed"), box) };
});

describe("a database in trouble", () => {
  test("a write whose answer is lost is done once and reported right", async () => {
    const store = open(byWay());
    for (let round = 0; round < 3; round += 1) {
      const key = `lost/${round}`;
      const first = await store.write(key, bytes("one"), "absent");
      const lostBefore = way.lost;
      way.loseAnswers("UPDATE", 1);
      const second = await store.write(key, bytes("two"), first);
      expect(way.lost).toBe(lostBefore + 1);
      expect(await open().read(key)).toEqual({ bytes: Buffer.from("two"), version: second });
      expect(await sql(`SELECT number FROM towpath.state_history WHERE key = '${key}'`)).toHaveLength(2);
      way.loseAnswers("INSERT", 1);
      const made = await store.write(`${key}-new`, bytes("one"), "absent");
      expect((await open().read(`${key}-new`))?.version).toBe(made);
      way.loseAnswers("UPDATE", 1);
      await store.remove(key, second);
      expect(await open().read(key)).toBeUndefined();
    }
  });

  test("a write whose answer is lost, and which another one replaced meanwhile, did take effect", async () => {
    const key = "lost/overtaken";
    const store = open(byWay());
    const first = await store.write(key, bytes("one"), "absent");
    way.loseAnswers("UPDATE", 1);
    way.delay(300);
    const writing = store.write(key, bytes("two"), first);
    // Whoever comes in between, before the first hears what became of its write.
    const other = open();
    let third: string | undefined;
    while (third === undefined) {
      const found = await other.read(key);
      if (found && new TextDecoder().decode(found.bytes) === "two")
        third = await other.write(key, bytes("three"), found.version);
    }
    const second = await writing;
    way.delay(0);
    expect(second).not.toBe(third);
    await expect(store.write(key, bytes("four"), second)).rejects.toBeInstanceOf(Conflict);
    expect(new TextDecoder().decode((await other.read(key))?.bytes)).toBe("three");
  });

  test("a conflict stays one, also where its answer is lost", async () => {
    const store = open(byWay());
    const first = await store.write("lost/conflict", bytes("one"), "absent");
    await open().write("lost/conflict", bytes("two"), first);
    way.loseAnswers("UPDATE", 1);
    await expect(store.write("lost/conflict", bytes("three"), first)).rejects.toBeInstanceOf(Conflict);
    expect(new TextDecoder().decode((await open().read("lost/conflict"))?.bytes)).toBe("two");
  });

  test("a slow one is waited for, one that hangs is not", async () => {
    const store = open(byWay());
    await store.read("slow/dev");
    way.delay(400);
    const version = await store.write("slow/dev", bytes("one"), "absent");
    expect(await store.read("slow/dev")).toMatchObject({ version });
    way.delay(60_000);
    const begun = nodeClock.monotonic();
    await expect(store.read("slow/dev")).rejects.toMatchObject({
      code: "provisioning/store-unreachable",
      kind: "fault",
      message: expect.stringContaining("does not answer"),
    });
    expect(nodeClock.monotonic() - begun).toBeLessThan(QUICK.totalMs + QUICK.attemptMs + 1_000);
    way.delay(0);
    expect(await store.read("slow/dev")).toMatchObject({ version });
  });

  test("one that is gone for a moment is waited for", async () => {
    const store = open(byWay());
    const version = await store.write("gone/dev", bytes("one"), "absent");
    way.setOpen(false);
    setTimeout(() => way.setOpen(true), 500);
    expect(await store.write("gone/dev", bytes("two"), version)).toBeTruthy();
  });

  test("a holder that was killed is replaced at once", async () => {
    const about = { kind: "postgres", secret: String(url), name: "towpath", key: "killed/dev" };
    const pid = await killHolder(about);
    expect((await readState(open(), "killed/dev")).lock?.holder.run).toBe(String(pid));
    const holder = { who: "anna", run: "2", since: "2026-11-22T09:00:00Z" };
    const effects = { clock: nodeClock, signal: new AbortController().signal, events: () => undefined };
    await acquireLock(open(), "killed/dev", holder, 0, effects);
    expect((await readState(open(), "killed/dev")).lock?.holder.run).toBe("2");
  });

  test("two that make the tables at once do not disturb each other", async () => {
    const schema = "fresh_tables";
    const written = await Promise.all(
      [1, 2, 3, 4].map((each) => open(url, schema).write(`k/${each}`, bytes("x"), "absent")),
    );
    expect(written).toHaveLength(4);
  });

  test("looking makes no tables", async () => {
    const store = open(url, "never_made");
    expect(await store.read("a/dev")).toBeUndefined();
    for await (const key of store.list("")) expect(key).toBe("nothing");
    expect(await sql("SELECT to_regnamespace('never_made') AS found")).toEqual([{ found: null }]);
  });

  test("keeps 32 generations, and none of a heartbeat", async () => {
    const store = open();
    for (const key of ["many/dev", "heartbeats/many/dev"]) {
      let version = "absent";
      for (let round = 0; round < 40; round += 1) version = await store.write(key, bytes(String(round)), version);
      const rows = await sql(`SELECT number FROM towpath.state_history WHERE key = '${key}'`);
      expect(rows).toHaveLength(key === "many/dev" ? 32 : 0);
    }
  });
});

describe("what is wrong is said, without the password", () => {
  const refusal = async (address: URL | string, schema?: string): Promise<{ code: string; said: string }> => {
    try {
      await open(address, schema).write("a/dev", bytes("x"), "absent");
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || !("hint" in error)) throw error;
      const shown = [error.message, error.hint, error.stack, JSON.stringify(error), String(error.cause)].join(" ");
      for (const each of [url, otherUrl]) expect(shown).not.toContain(each.password);
      expect(shown).not.toContain("wrong-password");
      return { code: String(error.code), said: `${error.message} ${String(error.hint)}` };
    }
    throw new Error("it was written");
  };

  test("a wrong password", async () => {
    const address = changed("password", "wrong-password");
    expect(await refusal(address)).toEqual({
      code: "provisioning/store-refused",
      said: expect.stringMatching(/does not let the user \S+ in: the password is wrong or missing/),
    });
    expect((await refusal(changed("password", ""))).said).toMatch(/password is wrong or missing/);
  });

  test("permission on the tables that is missing", async () => {
    await open().write("there/dev", bytes("x"), "absent");
    await sql(`GRANT CONNECT ON DATABASE "${url.pathname.slice(1)}" TO "${otherUrl.username}"`);
    const address = changed("pathname", url.pathname, otherUrl);
    expect(await refusal(address)).toEqual({
      code: "provisioning/store-refused",
      said: expect.stringContaining('GRANT USAGE ON SCHEMA "towpath"'),
    });
    expect((await refusal(address, "of_its_own")).said).toContain("GRANT CREATE ON DATABASE");
  });

  test("a database that is not there", async () => {
    expect((await refusal(changed("pathname", "/nowhere"))).said).toMatch(/does not let|no such database/);
  });

  test("TLS that the server does not speak, or that cannot be trusted", async () => {
    expect(await refusal(`${url}?sslmode=require`)).toEqual({
      code: "provisioning/store-unreachable",
      said: expect.stringContaining("does not speak TLS"),
    });
  });

  // The certificate is made by openssl, which a machine may come without.
  test.skipIf(!hasOpenssl())("a certificate that nobody vouches for", async () => {
    const server = await selfSignedServer();
    closing.push(server.close);
    const address = changed("port", String(server.port));
    expect(await refusal(`${address}?sslmode=verify-full`)).toEqual({
      code: "provisioning/store-unreachable",
      said: expect.stringMatching(/shows a certificate that cannot be trusted.*sslrootcert/),
    });
    expect((await refusal(`${address}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`)).said).toContain(
      "sslrootcert cannot be read",
    );
    expect((await refusal(`${address}?sslmode=prefer`)).said).toContain('Its sslmode is "prefer"');
    const trusted = await refusal(`${address}?sslmode=verify-full&sslrootcert=${server.certificate}`);
    expect(trusted.said).not.toContain("certificate");
  });

  test("an unknown host, and a port on which nobody listens", async () => {
    const begun = nodeClock.monotonic();
    expect((await refusal(changed("hostname", "no-such-host.invalid"))).said).toContain(
      "no host is called no-such-host.invalid",
    );
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
    const address = closed.address();
    await new Promise((resolve) => closed.close(resolve));
    const port = typeof address === "object" && address ? address.port : 0;
    expect((await refusal(changed("port", String(port)))).said).toContain("nobody listens");
    expect(nodeClock.monotonic() - begun).toBeLessThan(5_000);
  });

  test("other tables of the same name", async () => {
    await sql("CREATE SCHEMA foreign_tables; CREATE TABLE foreign_tables.state (a int)");
    expect((await refusal(url, "foreign_tables")).said).toContain("has other tables in the schema foreign_tables");
  });

  test("a read-only database", async () => {
    const database = url.pathname.slice(1);
    await sql(`ALTER DATABASE "${database}" SET default_transaction_read_only = on`);
    try {
      expect((await refusal(url)).said).toContain("is read-only");
    } finally {
      await sql(`BEGIN READ WRITE; ALTER DATABASE "${database}" RESET default_transaction_read_only; COMMIT`);
    }
  });

  test("a value that is too large", async () => {
    const large = new Uint8Array(65 * 1024 * 1024).fill(1);
    await expect(open().write("large/dev", large, "absent")).rejects.toMatchObject({
      code: "provisioning/store-value",
      message: "The value of large/dev has 65 MiB, which is larger than the state store takes (64 MiB).",
    });
  });

  test.each(["", "db.example.com/towpath", "mysql://u:wrong-password@h/d", "postgres:///d", "postgres://u:%zz@h/d"])(
    "the address %j",
    async (address) => {
      expect((await refusal(address)).code).toBe("provisioning/store-options");
    },
  );

  test.each(["Towpath", "a b", 'x"; DROP TABLE y', ""])("the schema %j", async (schema) => {
    expect((await refusal(url, schema)).code).toBe("provisioning/store-options");
  });
});
