import type { DriverRequest } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { type PostgresWant, postgresWant } from "../postgres/postgres-want.ts";

/** What a graph's resource means here: a queue in a database of its own. */
export type QueueWant = {
  readonly database: PostgresWant;
  /** Null of a queue that somebody deleted. */
  readonly queue: QueueOptions | null;
};

/** How a queue treats what is sent to it. */
export type QueueOptions = {
  /** How often a message that failed is tried again. */
  readonly retryLimit: number;
  readonly retryDelaySeconds: number;
  /** Whether the delay doubles from try to try. */
  readonly retryBackoff: boolean;
  /** How long a worker may take with a message until another one gets it. */
  readonly expireSeconds: number;
  /** How long a message waits at most until it is dropped. */
  readonly retentionDays: number;
  /** Whether what failed for good is kept in a second queue. */
  readonly deadLetter: boolean;
};

/** The release of PostgreSQL that queues are kept in. */
const POSTGRES = "17";
const DEFAULTS = { retryLimit: 2, retryDelaySeconds: 0, expireSeconds: 900, retentionDays: 14 } as const;

/**
 * Reads the settings of a resource.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable`
 */
export function queueWant(request: DriverRequest): QueueWant {
  const number = (name: keyof typeof DEFAULTS, least: number, most: number) =>
    numberOf(request, name, request.settings[name] ?? DEFAULTS[name], least, most);
  const database = { ...request, type: "postgres", version: POSTGRES, settings: {}, options: {} };
  return {
    database: postgresWant(database),
    queue: {
      retryLimit: number("retryLimit", 0, 1_000),
      retryDelaySeconds: number("retryDelaySeconds", 0, 86_400),
      retryBackoff: switchOf(request, "retryBackoff", request.settings["retryBackoff"] ?? false),
      expireSeconds: number("expireSeconds", 1, 86_399),
      retentionDays: number("retentionDays", 1, 365),
      deadLetter: switchOf(request, "deadLetter", request.settings["deadLetter"] ?? true),
    },
  };
}

function numberOf(request: DriverRequest, name: string, value: unknown, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw unusable(request, name, value, `a whole number between ${least} and ${most}`);
}

function switchOf(request: DriverRequest, name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw unusable(request, name, value, "true or false");
}

function unusable({ address }: DriverRequest, setting: string, value: unknown, expected: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The setting "${setting}" of ${address} is ${JSON.stringify(value)}; the local queue needs ${expected}.`,
    hint: "Change it in the service's manifest, or in the platform's settings for this environment.",
  });
}
