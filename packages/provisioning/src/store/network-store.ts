import { randomUUID } from "node:crypto";
import type { Clock } from "@towpath/core";
import { Conflict, type ProvisioningError, provisioningError } from "../errors.ts";
import type { Generation, StateStore } from "../state-store.ts";
import { keySegments } from "./store-key.ts";

/** The largest value that a store on a network takes, in bytes: 64 MiB, far above any state. */
export const LARGEST_VALUE_BYTES = 64 * 1024 * 1024;

/** How long a store on a network is waited for, in milliseconds. */
export interface NetworkLimits {
  /** One attempt, from the request to the whole answer. */
  readonly attemptMs: number;
  /** One call with all its attempts. */
  readonly totalMs: number;
}

/** Attempts end before a lock expires, so that its holder hears in time that it cannot renew it. */
export const NETWORK_LIMITS: NetworkLimits = { attemptMs: 15_000, totalMs: 40_000 };

/** What a server is asked in one round trip. Each function rejects with what the client library throws. */
export interface StoreServer {
  read(key: string): Promise<{ readonly bytes: Uint8Array; readonly version: string } | undefined>;
  /**
   * Writes when the present version is `expected`; `bytes` of undefined removes.
   *
   * @param id names this write: {@link find} finds it again
   * @returns the new version; undefined when another version is present
   */
  write(
    key: string,
    bytes: Uint8Array | undefined,
    expected: string | "absent",
    id: string,
  ): Promise<string | undefined>;
  /** The version that the write with this id made, also when others wrote after it; undefined when it never took effect. */
  find(key: string, id: string): Promise<string | undefined>;
  /** Sorted by code units. */
  keys(prefix: string): Promise<readonly string[]>;
  generations(key: string): Promise<readonly Generation[]>;
  /** Whether the same request may get through in a moment: the connection broke, the server is busy or restarts. */
  isPassing(error: unknown): boolean;
  /** The same in our words, without credentials. */
  explain(error: unknown, key: string): ProvisioningError;
}

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
/** Whoever was interrupted still gives back what they hold, but waits no longer for it than this. */
const INTERRUPTED_MS = 3_000;
const NEVER = new AbortController().signal;

/**
 * A state store over a server that may be slow, restart, or vanish in the middle of a write.
 *
 * Of a write whose answer was lost nobody knows whether it took effect. It is asked again under the same id and on the same
 * version, which can take effect once only; when that is refused, the server is asked whether the first attempt was what
 * changed the version. So no write is done twice, and none is reported wrong.
 *
 * @param clock measures the limits; the time of day plays no part
 * @param signal of the command: once it is aborted, little is waited for
 */
export function networkStore(
  server: StoreServer,
  clock: Clock,
  limits: NetworkLimits = NETWORK_LIMITS,
  signal: AbortSignal = NEVER,
): StateStore {
  async function untilAnswered<T>(key: string, ask: (attempt: number) => Promise<T>): Promise<T> {
    const begunAt = clock.monotonic();
    const deadline = () => begunAt + (signal.aborted ? Math.min(limits.totalMs, INTERRUPTED_MS) : limits.totalMs);
    for (let attempt = 1, pauseMs = FIRST_PAUSE_MS; ; attempt += 1, pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return await ask(attempt);
      } catch (error) {
        if (error instanceof Conflict) throw error;
        if (!server.isPassing(error) || clock.monotonic() + pauseMs >= deadline()) throw server.explain(error, key);
      }
      await clock.sleep(pauseMs, NEVER);
    }
  }

  async function write(key: string, bytes: Uint8Array | undefined, expected: string | "absent"): Promise<string> {
    keySegments(key);
    const id = randomUUID();
    return untilAnswered(key, async (attempt) => {
      const version =
        (await server.write(key, bytes, expected, id)) ?? (attempt > 1 ? await server.find(key, id) : undefined);
      if (version === undefined) throw new Conflict(key);
      return version;
    });
  }

  return {
    async read(key) {
      keySegments(key);
      return untilAnswered(key, () => server.read(key));
    },
    async write(key, bytes, expected) {
      if (bytes.length === 0) throw new TypeError("A state store keeps no empty values.");
      if (bytes.length > LARGEST_VALUE_BYTES) throw tooLarge(key, bytes.length);
      return write(key, bytes, expected);
    },
    async remove(key, expected) {
      await write(key, undefined, expected);
    },
    async *list(prefix) {
      yield* await untilAnswered(prefix, () => server.keys(prefix));
    },
    async *history(key) {
      keySegments(key);
      for (const generation of await untilAnswered(key, () => server.generations(key)))
        yield { ...generation, bytes: () => untilAnswered(key, () => generation.bytes()) };
    },
  };
}

/** What is said of a value that is larger than the store takes. */
export function tooLarge(key: string, bytes?: number): ProvisioningError {
  const size = bytes === undefined ? "" : ` has ${Math.ceil(bytes / 1024 / 1024)} MiB, which`;
  return provisioningError({
    code: "provisioning/store-value",
    message: `The value of ${key}${size} is larger than the state store takes (${LARGEST_VALUE_BYTES / 1024 / 1024} MiB).`,
    hint: "Nothing was written. Split the service, or take large texts out of settings and outputs.",
  });
}
