import { isJsonObject, type Json } from "@towpath/core";
import type { DriverRequest } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { requireAcceptOption } from "../programs/accept-option.ts";

/** What a graph's resource means here. The version is the machine's; settings that only a cloud has mean nothing here. */
export type RedisWant = {
  readonly maxMemoryMiB: number;
  /** What goes when the memory is full, as `maxmemory-policy` calls it. */
  readonly eviction: string;
  /** Whether what is stored outlives the server. */
  readonly persistence: string;
  /** Who may do what: its own user, all but administration. Anything else is drift. */
  readonly access: string;
  readonly password: string;
};

export const OWN_USER = "its own user";
export const AS_RECORDED = "as recorded";
/** Of one that was taken over: nobody knows its password, and it gets a new one. */
export const NOT_RECORDED = "not recorded";
const DEFAULTS = { maxMemoryMiB: 64, eviction: "noeviction", persistence: "disk" } as const;
const PERSISTENCE = ["disk", "none"];
/** https://redis.io/docs/latest/develop/reference/eviction/ */
const EVICTION = [
  ...["noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random"],
  ...["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"],
];

/**
 * Reads the settings of a resource.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable`
 */
export function redisWant(request: DriverRequest): RedisWant {
  const { settings } = request;
  requireAcceptOption(request);
  return {
    maxMemoryMiB: memoryOf(request, settings["maxMemoryMiB"] ?? DEFAULTS.maxMemoryMiB),
    eviction: oneOf(request, "eviction", EVICTION, settings["eviction"] ?? DEFAULTS.eviction),
    persistence: oneOf(request, "persistence", PERSISTENCE, settings["persistence"] ?? DEFAULTS.persistence),
    access: OWN_USER,
    password: AS_RECORDED,
  };
}

/** A want that was written down; undefined for anything else. */
export function recordedRedisWant(value: Json | undefined): RedisWant | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  const { maxMemoryMiB, eviction, persistence, access, password } = value;
  if (typeof maxMemoryMiB !== "number" || typeof eviction !== "string" || typeof persistence !== "string")
    return undefined;
  if (typeof access !== "string" || typeof password !== "string") return undefined;
  return { maxMemoryMiB, eviction, persistence, access, password };
}

function memoryOf({ address }: DriverRequest, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 1_048_576) return value;
  throw unusable(address, "maxMemoryMiB", value, "a whole number of 1 or more");
}

function oneOf({ address }: DriverRequest, setting: string, known: readonly string[], value: unknown): string {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw unusable(address, setting, value, `one of ${known.join(", ")}`);
}

function unusable(address: string, setting: string, value: unknown, expected: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The setting "${setting}" of ${address} is ${JSON.stringify(value)}; the local Redis needs ${expected}.`,
    hint: "Change it in the service's manifest, or in the platform's settings for this environment.",
  });
}
