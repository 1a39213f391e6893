import type { Clock } from "@towpath/core";
import { type ControlAddress, giveOrder } from "../control/give-order.ts";
import { removeStartFiles, startControlled } from "../control/start-controlled.ts";
import { LocalEngineError } from "../errors.ts";
import { isRunning, type ProcessRecord } from "../processes/process-record.ts";
import { proxyEntry } from "./entry.ts";
import { type ProxyStatus, type ProxyTarget, parseStatus } from "./proxy-protocol.ts";

const NAME = "proxy";

/** What is written down of a proxy that runs. Its token is a secret: the file that holds it is for this user alone. */
export interface ProxyRecord extends ControlAddress {
  readonly process: ProcessRecord;
  readonly port: number;
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
export async function startProxy({ port, target, ...start }: ProxyStart): Promise<ProxyRecord | "port taken"> {
  const outcome = await startControlled({ ...start, name: NAME, entry: proxyEntry(), config: { port, target } });
  if ("process" in outcome) return { ...outcome, port };
  if (outcome.error === "EADDRINUSE" || outcome.error === "EACCES") return "port taken";
  throw notStarted(port, outcome.logFile, outcome.error);
}

/** Removes what a start needs for a moment: a command that was killed in it leaves a token behind. */
export function removeProxyStart(folder: string, marker: string): Promise<void> {
  return removeStartFiles(NAME, folder, marker);
}

/** What the proxy says of itself; undefined when it does not answer. */
export async function proxyStatus(proxy: ProxyRecord): Promise<ProxyStatus | undefined> {
  if (!isRunning(proxy.process)) return undefined;
  return giveOrder(proxy, "GET", "/status").then(parseStatus, () => undefined);
}

/** Sends all further requests to another target; undefined for none. Requests in flight go on where they are. */
export async function switchProxy(proxy: ProxyRecord, target: ProxyTarget | undefined): Promise<ProxyStatus> {
  try {
    const status = parseStatus(await giveOrder(proxy, "PUT", "/target", JSON.stringify(target ?? null)));
    if (status) return status;
    throw new TypeError("What it answered is no status.");
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

function notStarted(port: number, logFile: string, error: string | undefined): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/proxy-not-started",
    kind: "fault",
    message: `The proxy for 127.0.0.1:${port} did not start${error ? `: ${error}` : ""}.`,
    hint: `Its log says more: ${logFile}`,
  });
}
