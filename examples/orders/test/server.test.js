import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { createApp } from "../src/app.js";
import { openDatabase } from "../src/database.js";
import { openService } from "./support/service.js";

const server = fileURLToPath(new URL("../src/server.js", import.meta.url));
let service;
before(async () => (service = await openService()));
after(() => service.close());

test("healthy means that the database answers", async (t) => {
  assert.equal((await service.ask("GET", "/healthz")).status, 200);

  const pool = openDatabase("postgresql://orders:nobody@127.0.0.1:1/orders", () => {});
  const app = createApp(pool, service.config.bucket, () => {});
  t.after(async () => {
    await app.drain(100);
    await pool.end();
  });
  await once(app.server.listen(0, "127.0.0.1"), "listening");
  const address = `http://127.0.0.1:${app.server.address().port}`;
  assert.equal((await fetch(`${address}/healthz`)).status, 503);
  assert.equal((await fetch(`${address}/orders`)).status, 503);
});

test("a process that is asked to stop finishes what is under way", async () => {
  const child = spawn(process.execPath, [server], {
    env: { PATH: process.env.PATH, ...variables(), PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (output += text));
  const said = async (message) => {
    while (!output.includes(`"message":"${message}"`)) await once(child.stdout, "data");
  };
  await said("listening");
  const { port } = JSON.parse(output.split("\n", 1)[0]);

  // A request whose body is still on its way when the signal comes.
  const body = JSON.stringify({ customer: "Late", items: [{ sku: "tea", quantity: 1, unitPriceCents: 1 }] });
  const socket = connect(port, "127.0.0.1");
  let answer = "";
  socket.setEncoding("utf8").on("data", (text) => (answer += text));
  socket.write(`POST /orders HTTP/1.1\r\nhost: orders\r\ncontent-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
  await new Promise((sent) => setTimeout(sent, 100));
  child.kill("SIGTERM");
  await said("stopping");
  socket.write(body.slice(10));

  const [code] = await once(child, "exit");
  assert.equal(code, 0);
  assert.match(answer, /^HTTP\/1\.1 201 /);
  const { password } = new URL(service.config.databaseUrl);
  for (const secret of [password, service.config.bucket.key])
    assert.ok(!output.includes(secret), "a secret is in the log");
});

test("what cannot start says why, without the password", async () => {
  const url = "postgresql://orders:hush-hush@127.0.0.1:5432/orders";
  const child = spawn(process.execPath, [server], {
    env: { PATH: process.env.PATH, DATABASE_URL: url },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const [code] = await once(child, "close");
  assert.equal(code, 1);
  assert.match(output, /BUCKET_KEY is not set/);
  assert.doesNotMatch(output, /hush-hush/);
});

test("a connection that the database ends does not end the service", async () => {
  const { rows } = await service.pool.query("select pg_backend_pid() as pid");
  const admin = new pg.Client({ connectionString: service.config.databaseUrl });
  await admin.connect();
  await admin.query("select pg_terminate_backend($1)", [rows[0].pid]);
  await admin.end();
  const isNoticed = () => service.lines.some(({ message }) => message.includes("connection was lost"));
  for (let wait = 0; wait < 100 && !isNoticed(); wait++) await new Promise((waited) => setTimeout(waited, 20));
  assert.ok(isNoticed());
  assert.equal((await service.ask("GET", "/orders")).status, 200);
});

function variables() {
  const { databaseUrl, bucket } = service.config;
  return {
    DATABASE_URL: databaseUrl,
    BUCKET_NAME: bucket.name,
    BUCKET_ENDPOINT: bucket.endpoint,
    BUCKET_ACCOUNT: bucket.account,
    BUCKET_KEY: bucket.key,
  };
}
