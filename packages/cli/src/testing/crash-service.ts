import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CHECKOUT, newFolder } from "./run-towpath.ts";

/** Clients as a service would bring them along; here they come from the checkout. */
const clients = createRequire(join(CHECKOUT, "packages", "engine-local", "package.json"));
const PG = JSON.stringify(clients.resolve("pg"));
const BLOBS = JSON.stringify(clients.resolve("@azure/storage-blob"));

/** Like the example `orders`, in one file: rows in a database, files in a bucket, a migration before each start. */
const SERVER = `
import { createServer } from "node:http";
import { createRequire } from "node:module";
const require = createRequire(import.meta.url);
const { Client } = require(${PG});
const { BlobServiceClient, StorageSharedKeyCredential } = require(${BLOBS});
const { DATABASE_URL, BUCKET_ENDPOINT, BUCKET_NAME, BUCKET_ACCOUNT, BUCKET_KEY, PORT } = process.env;
const bucket = new BlobServiceClient(BUCKET_ENDPOINT, new StorageSharedKeyCredential(BUCKET_ACCOUNT, BUCKET_KEY)).getContainerClient(BUCKET_NAME);
const query = async (...words) => {
  const client = new Client(DATABASE_URL);
  await client.connect();
  try {
    return (await client.query(...words)).rows.map((row) => Object.values(row)[0]);
  } finally {
    await client.end();
  }
};
const answers = {
  "/version": async () => "VERSION",
  "/write": async (id) => {
    await query("INSERT INTO orders VALUES ($1)", [id]);
    await bucket.getBlockBlobClient(id).upload(id, id.length);
    return "written";
  },
  "/read": async () => {
    const files = [];
    for await (const { name } of bucket.listBlobsFlat()) files.push(name);
    return { rows: await query("SELECT id FROM orders ORDER BY id"), files: files.sort() };
  },
  "/counts": async () => ({
    databases: (await query("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")).length,
    roles: (await query("SELECT rolname FROM pg_roles WHERE rolname NOT LIKE 'pg\\\\_%' AND rolname <> 'postgres'")).length,
    tables: (await query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).length,
  }),
};
createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, "http://localhost");
  try {
    response.end(JSON.stringify(await (answers[pathname] ?? answers["/version"])(searchParams.get("id"))));
  } catch (error) {
    response.writeHead(500).end(error.stack);
  }
}).listen(PORT, "127.0.0.1");
process.on("SIGTERM", () => process.exit(0));
`;

const MIGRATE = `
import { createRequire } from "node:module";
const { Client } = createRequire(import.meta.url)(${PG});
const client = new Client(process.env.DATABASE_URL);
await client.connect();
await client.query("CREATE TABLE IF NOT EXISTS orders (id text PRIMARY KEY)");
await client.end();
`;

const manifest = (port: number, connections: number) => `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: shop, owner: team-shop }
build: { run: echo built, output: [server.mjs, migrate.mjs] }
workload:
  run: node server.mjs
  port: ${port}
  health: { path: /version, interval: 100ms, grace: 20s }
  variables:
    DATABASE_URL: \${resources.db.url}
    BUCKET_NAME: \${resources.files.name}
    BUCKET_ENDPOINT: \${resources.files.endpoint}
    BUCKET_ACCOUNT: \${resources.files.account}
    BUCKET_KEY: \${resources.files.key}
  deploy: { migrate: node migrate.mjs }
resources:
  db: { type: postgres, version: "17", settings: { maxConnections: ${connections} } }
  files: { type: bucket }
`;

/** A service in a folder of its own that can be changed in two ways. */
export interface CrashService {
  readonly folder: string;
  /** Another text of the program. */
  release(version: string): void;
  /** Another setting of the database. */
  resize(connections: number): void;
}

export function crashService(port: number): CrashService {
  const folder = newFolder("shop");
  const release = (version: string) => writeFileSync(join(folder, "server.mjs"), SERVER.replace("VERSION", version));
  const resize = (connections: number) => writeFileSync(join(folder, "towpath.yaml"), manifest(port, connections));
  writeFileSync(join(folder, "migrate.mjs"), MIGRATE);
  release("first");
  resize(20);
  return { folder, release, resize };
}
