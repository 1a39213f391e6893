import { randomBytes } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Clock } from "@towpath/core";
import { LocalEngineError } from "../errors.ts";
import { isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { startDetached } from "../processes/start-detached.ts";
import { stopProcess } from "../processes/stop-process.ts";
import { proxyEntry } from "./entry.ts";
import { type ProxyReport, type ProxyStatus, type ProxyTarget, parseReport, parseStatus } from "./proxy-protocol.ts";

const START_MS = 10_000;
const ORDER_MS = 5_000;

/** What is written down of a proxy that runs. Its token is a secret: the file that holds it is for this user alone. */
export interface ProxyRecord {
  readonly process: ProcessRecord;
  readonly port: number;
  readonly controlPort: number;
  readonly token: string;
}

/** How to start a proxy. */
export interface ProxyStart {
  readonly port: number;
  readonly target: ProxyTarget | undefined;
  /** Where it runs and keeps its log. Absolute; for this user alone. */
  readonly folder: string;
  /** Written down before, so that a proxy whose start nobody saw through is found. */
  readonly marker: string;
  readonly base: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Starts a proxy in a process of its own and waits until it listens.
 *
 * @returns `"port taken"` when something else listens on the port
 * @throws {LocalEngineError} `engine-local/proxy-not-started`
 */
export async function startProxy(start: ProxyStart): Promise<ProxyRecord | "port taken"> {
  const { port, target, folder, marker, clock, signal } = start;
  const token = randomBytes(32).toString("base64url");
  const { configFile, reportFile } = startFiles(folder, marker);
  const logFile = join(folder, "proxy.log");
  try {
    await writeFile(configFile, JSON.stringify({ port, token, target, reportFile }), { mode: 0o600 });
    const process_ = await startDetached({
      file: process.execPath,
      args: ["--disable-warning=ExperimentalWarning", proxyEntry(), configFile],
      folder,
      variables: {},
      logFile,
      marker,
      base: start.base,
      clock,
    });
    try {
      const report = await awaitReport(reportFile, process_, clock, signal);
      if (report && "controlPort" in report) return { process: process_, port, controlPort: report.controlPort, token };
      if (report?.error === "EADDRINUSE" || report?.error === "EACCES") return "port taken";
      throw notStarted(port, logFile, report?.error);
    } catch (error) {
      await stopProcess(process_, { graceMs: 0, clock, signal });
      throw error;
    }
  } finally {
    await removeStartFiles(folder, marker);
  }
}

/** Removes what a start needs for a moment: a command that was killed in it leaves a token behind. */
export async function removeStartFiles(folder: string, marker: string): Promise<void> {
  await Promise.all(Object.values(startFiles(folder, marker)).map((file) => rm(file, { force: true })));
}

function startFiles(folder: string, marker: string) {
  const file = (kind: string) => join(folder, `proxy-${marker}.${kind}`);
  return { configFile: file("json"), reportFile: file("report") };
}

/** What the proxy says of itself; undefined when it does not answer. */
export async function proxyStatus(proxy: ProxyRecord): Promise<ProxyStatus | undefined> {
  if (!isRunning(proxy.process)) return undefined;
  return order(proxy, "GET", "/status").catch(() => undefined);
}

/** Sends all further requests to another target; undefined for none. Requests in flight go on where they are. */
export async function switchProxy(proxy: ProxyRecord, target: ProxyTarget | undefined): Promise<ProxyStatus> {
  try {
    return await order(proxy, "PUT", "/target", JSON.stringify(target ?? null));
  } catch (cause) {
    throw new LocalEngineError({
      code: "engine-local/proxy-silent",
      kind: "fault",
      message: `The proxy on 127.0.0.1:${proxy.port} (process ${proxy.process.pid}) does not take orders.`,
      hint: "Run the same command again: it starts another one.",
      cause,
    });
  }
}

async function awaitReport(file: string, process_: ProcessRecord, clock: Clock, signal: AbortSignal) {
  const deadline = clock.monotonic() + START_MS;
  for (;;) {
    const isAlive = isRunning(process_); // asked before the file is read: what it wrote before it ended counts
    const report = await readReport(file);
    if (report || !isAlive || clock.monotonic() > deadline) return report;
    await clock.sleep(5, signal);
  }
}

async function readReport(file: string): Promise<ProxyReport | undefined> {
  const written = await readFile(file, "utf8").catch(() => undefined);
  return written === undefined ? undefined : parseReport(written);
}

function order(proxy: ProxyRecord, method: string, path: string, body = ""): Promise<ProxyStatus> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        host: "127.0.0.1",
        port: proxy.controlPort,
        method,
        path,
        agent: false,
        timeout: ORDER_MS,
        headers: { authorization: `Bearer ${proxy.token}`, "content-length": Buffer.byteLength(body) },
      },
      async (response) => {
        try {
          const status = parseStatus(await text(response));
          if (response.statusCode === 200 && status) resolve(status);
          else reject(new Error(`it answered ${response.statusCode}`));
        } catch (error) {
          reject(error);
        }
      },
    );
    outgoing.once("timeout", () => outgoing.destroy(new Error(`no answer in ${ORDER_MS} ms`)));
    outgoing.once("error", reject);
    outgoing.end(body);
  });
}

function notStarted(port: number, logFile: string, error: string | undefined): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/proxy-not-started",
    kind: "fault",
    message: `The proxy for 127.0.0.1:${port} did not start${error ? `: ${error}` : ""}.`,
    hint: `Its log says more: ${logFile}`,
  });
}
