import { request } from "node:http";
import { connect } from "node:net";
import type { Clock } from "@towpath/core";

/** When an instance counts as healthy. Milliseconds. */
export interface Health {
  /** Asked with GET; any answer from 200 to 399 will do. Without one, a connection that is accepted will do. */
  readonly path?: string | undefined;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** How long after the start it may take until it answers. */
  readonly graceMs: number;
}

/** What holds where a workload says nothing about its health. */
export const DEFAULT_HEALTH: Health = { intervalMs: 1_000, timeoutMs: 2_000, graceMs: 30_000 };

export type Verdict = { readonly healthy: true } | { readonly healthy: false; readonly why: string };

/** The first questions come quickly: most services answer within a second, and nobody likes to wait for the second one. */
const FIRST_PAUSE_MS = 20;

/**
 * Asks until the instance is healthy, its grace is over, or its process has ended.
 *
 * @throws the signal's reason when it aborts first
 */
export async function waitUntilHealthy(
  port: number,
  health: Health,
  isAlive: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<Verdict> {
  const deadline = clock.monotonic() + health.graceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 1.5, health.intervalMs)) {
    signal.throwIfAborted();
    const verdict = await probe(port, health);
    if (!isAlive()) return { healthy: false, why: "its process ended" };
    if (verdict.healthy) return verdict;
    if (clock.monotonic() + pauseMs >= deadline)
      return { healthy: false, why: `after ${health.graceMs / 1_000} s ${verdict.why}` };
    await clock.sleep(pauseMs, signal);
  }
}

/**
 * Waits until what nobody can ask has lived for a while.
 *
 * @param stableMs how long, in milliseconds
 * @throws the signal's reason when it aborts first
 */
export async function waitUntilStable(
  stableMs: number,
  isAlive: () => boolean,
  clock: Clock,
  signal: AbortSignal,
): Promise<Verdict> {
  const deadline = clock.monotonic() + stableMs;
  for (;;) {
    signal.throwIfAborted();
    const left = deadline - clock.monotonic();
    if (!isAlive()) return { healthy: false, why: "its process ended" };
    if (left <= 0) return { healthy: true };
    await clock.sleep(Math.min(left, FIRST_PAUSE_MS), signal);
  }
}

/** Asks once. */
export function probe(port: number, health: Health): Promise<Verdict> {
  return health.path === undefined ? accepts(port, health.timeoutMs) : answers(port, health.path, health.timeoutMs);
}

function answers(port: number, path: string, timeoutMs: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const no = (what: string) => resolve({ healthy: false, why: `GET ${path} ${what}` });
    // As an address, for a path may hold letters that a request has to encode.
    const outgoing = request(new URL(`http://127.0.0.1:${port}${path}`), { agent: false }, (response) => {
      const { statusCode = 0 } = response;
      response.destroy();
      if (statusCode >= 200 && statusCode < 400) resolve({ healthy: true });
      else no(`answers ${statusCode}`);
    });
    const timer = setTimeout(() => {
      no(`gives no answer within ${timeoutMs} ms`);
      outgoing.destroy();
    }, timeoutMs);
    outgoing.on("error", (error) => no(refusal(error, port)));
    outgoing.on("close", () => clearTimeout(timer));
    outgoing.end();
  });
}

function accepts(port: number, timeoutMs: number): Promise<Verdict> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error("no answer")));
    socket.once("connect", () => {
      resolve({ healthy: true });
      socket.destroy();
    });
    socket.once("error", (error) => resolve({ healthy: false, why: `the service ${refusal(error, port)}` }));
  });
}

function refusal(error: Error, port: number): string {
  const isRefused = "code" in error && error.code === "ECONNREFUSED";
  return isRefused ? `finds nothing that listens on 127.0.0.1:${port}` : `fails: ${error.message}`;
}
