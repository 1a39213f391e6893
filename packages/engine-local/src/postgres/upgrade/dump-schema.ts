import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type MessagePort, Worker } from "node:worker_threads";
import { isJsonObject } from "@towpath/core";
import { LOOPBACK } from "../../ports/loopback.ts";
import { ensureServerPackage, type InstallContext } from "../../server-packages/install-server-package.ts";
import { PG_DUMP_PACKAGE } from "../../server-packages/server-package.ts";
import { type Cluster, SUPERUSER } from "../cluster.ts";
import { OPTIONS } from "../superuser.ts";
import type { DumpOrder } from "./dump-protocol.ts";
import { createTurns } from "./turns.ts";
import { upgradeFailed } from "./upgrade-errors.ts";

/** What comes before the data, and what comes after it. */
export type DumpSection = "pre-data" | "post-data";

export interface DumpRequest {
  /** From {@link ensurePgDump}. */
  readonly module: string;
  readonly cluster: Cluster;
  readonly port: number;
  readonly database: string;
  /** From `pg_export_snapshot()`; its transaction has to be open still. */
  readonly snapshot: string;
  readonly section: DumpSection;
}

/** Longer than this no schema takes to be read, in milliseconds. */
const LIMIT_MS = 10 * 60_000;

/** PostgreSQL's own pg_dump, as WebAssembly, fetched when it is not there: the server packages come without it. */
export async function ensurePgDump(context: InstallContext): Promise<string> {
  const folder = await ensureServerPackage(PG_DUMP_PACKAGE, context);
  return join(folder, "node_modules", "@electric-sql", "pglite-tools", "dist", "pg_dump.js");
}

/**
 * The statements that make a database's schema, as PostgreSQL's own pg_dump writes them: newer than every server here, so that it
 * knows them all. It runs in a thread of its own; its bytes go to the real server unchanged, login included.
 *
 * @returns SQL without commands of psql
 * @throws {LocalEngineError} `engine-local/postgres-upgrade-failed` with what pg_dump says
 */
export async function dumpSchema(request: DumpRequest, signal: AbortSignal): Promise<string> {
  signal.throwIfAborted();
  const { port1, port2 } = new MessageChannel();
  const order: DumpOrder = {
    module: pathToFileURL(request.module).href,
    args: [...options(request), "-d", await connection(request)],
    port: port2,
    ready: new SharedArrayBuffer(4),
  };
  const bridge = openBridge(request.port, port1, new Int32Array(order.ready));
  const worker = new Worker(entry(), {
    workerData: order,
    transferList: [port2],
    env: {},
    stdout: true, // what it prints beside its error is nobody's
    stderr: true,
  });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    return await new Promise<string>((resolve, reject) => {
      limit.addEventListener("abort", () => reject(limit.reason), { once: true });
      worker.once("error", reject);
      worker.once("exit", () => reject(failed(request, "it ended without a word")));
      worker.once("message", (report: unknown) => {
        if (isJsonObject(report) && typeof report["text"] === "string") resolve(report["text"]);
        else reject(failed(request, isJsonObject(report) ? String(report["error"]) : "it gave no report"));
      });
    });
  } finally {
    bridge.close();
    await worker.terminate();
  }
}

function options({ snapshot, section }: DumpRequest): readonly string[] {
  // Tablespaces are folders of one cluster. The key keeps what the tool adds for psql apart from what the database holds.
  return [
    `--section=${section}`,
    `--snapshot=${snapshot}`,
    `--restrict-key=${randomBytes(16).toString("hex")}`,
    "--no-tablespaces",
    "--no-statistics",
  ];
}

async function connection({ cluster, port, database }: DumpRequest): Promise<string> {
  const password = await readFile(cluster.superuserFile, "utf8");
  const quoted = (value: string) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const of = `host=${LOOPBACK} port=${port} user=${SUPERUSER} dbname=${quoted(database)} password=${quoted(password)}`;
  return `${of} application_name=towpath options='${OPTIONS} -c statement_timeout=0'`;
}

/** The thread's file: beside this one in the sources, in a folder below the bundle once it is built. */
function entry(): string {
  const isSource = import.meta.url.endsWith(".ts");
  const path = isSource ? "./dump-worker.ts" : "./postgres/upgrade/dump-worker.js";
  return fileURLToPath(new URL(path, import.meta.url));
}

/** Carries bytes between the thread, which sleeps while it waits, and the server. A connection that ends wakes it with nothing. */
function openBridge(port: number, thread: MessagePort, ready: Int32Array): { close(): void } {
  const turns = createTurns();
  const socket = connect({ host: LOOPBACK, port });
  let parts: Buffer[] = [];
  let isOver = false;
  const answer = () => {
    thread.postMessage(new Uint8Array(Buffer.concat(parts)));
    parts = [];
    Atomics.store(ready, 0, 1);
    Atomics.notify(ready, 0);
  };
  thread.on("message", (bytes: Uint8Array) => {
    if (isOver) return answer();
    socket.write(bytes);
    if (!turns.sent(bytes)) answer();
  });
  socket.on("data", (bytes) => {
    parts.push(bytes);
    if (turns.received(bytes)) answer();
  });
  socket.on("error", () => {}); // "close" follows
  socket.on("close", () => {
    isOver = true;
    answer();
  });
  return {
    close() {
      socket.destroy();
      thread.close();
    },
  };
}

function failed({ database, cluster }: DumpRequest, why: string): Error {
  const words = why.replace(/\s+/g, " ").trim();
  return upgradeFailed(`The schema of ${database} on PostgreSQL ${cluster.major} could not be read: ${words}`);
}
