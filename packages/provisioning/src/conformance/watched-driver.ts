import type { Clock, Json } from "@towpath/core";
import type { Driver, DriverScope, Observed } from "../driver.ts";
import type { Exposure } from "./exposure.ts";

/** One call of a driver, as it went. */
export interface Call {
  readonly method: "read" | "create" | "update" | "delete";
  readonly scope: DriverScope;
  readonly idempotencyKey: string | undefined;
  readonly startedAt: number;
  observed?: Observed | undefined;
  error?: unknown;
  /** When it ended, by the monotonic clock; absent while it has not. */
  endedAt?: number | undefined;
}

/** A change that a driver made. */
export interface Changed {
  readonly method: Call["method"];
  readonly idempotencyKey: string;
  /** Null of what was deleted. */
  readonly have: Json;
}

/** What watches the calls of a driver. */
export interface Watch {
  readonly clock: Clock;
  readonly exposure: Exposure;
  readonly secretOutputs: ReadonlySet<string>;
  /** Told of each call before the driver is. */
  onCall(call: Call): void;
  /** Told of each change that was made, before anybody else is. */
  readonly onChanged?: ((change: Changed) => void) | undefined;
}

/** The same driver, with every call written into `calls`. */
export function watchedDriver(driver: Driver, calls: Call[], watch: Watch): Driver {
  async function watched<T extends Observed | undefined>(
    method: Call["method"],
    scope: DriverScope,
    idempotencyKey: string | undefined,
    work: () => Promise<T>,
  ): Promise<T> {
    const call: Call = { method, scope, idempotencyKey, startedAt: watch.clock.monotonic() };
    calls.push(call);
    watch.onCall(call);
    try {
      const observed = await work();
      if (observed) watch.exposure.observed(method, observed, watch.secretOutputs);
      call.observed = observed;
      if (idempotencyKey !== undefined) watch.onChanged?.({ method, idempotencyKey, have: observed?.have ?? null });
      return observed;
    } catch (error) {
      watch.exposure.seen(`an error of ${method}`, error);
      call.error = error;
      throw error;
    } finally {
      call.endedAt = watch.clock.monotonic();
    }
  }
  return {
    want: (request) => driver.want(request),
    limits: driver.limits,
    ...(driver.prepare ? { prepare: (context) => driver.prepare?.(context) ?? Promise.resolve([]) } : {}),
    ...(driver.assess ? { assess: (want, have) => driver.assess?.(want, have) } : {}),
    ...(driver.find ? { find: async (...args) => driver.find?.(...args) } : {}),
    read: (...args) => watched("read", args[0], undefined, () => driver.read(...args)),
    create: (...args) => watched("create", args[0], args[2].idempotencyKey, () => driver.create(...args)),
    update: (...args) => watched("update", args[0], args[3].idempotencyKey, () => driver.update(...args)),
    delete: async (...args) => {
      await watched("delete", args[0], args[2].idempotencyKey, async () => {
        await driver.delete(...args);
        return undefined;
      });
    },
  };
}
