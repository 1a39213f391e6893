import { isJsonObject, type Json } from "@towpath/core";
import type { DriverRequest } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import type { PostgresMajor } from "../server-packages/server-package.ts";
import { MAJORS } from "./cluster.ts";
import { collationName } from "./collation.ts";

/** What a graph's resource means here. Settings that only a cloud has (zones, backups, networks) mean nothing here. */
export type PostgresWant = {
  readonly major: PostgresMajor;
  readonly maxConnections: number;
  /** See {@link collationName}. */
  readonly collation: string;
  /** Sorted. */
  readonly extensions: readonly string[];
  /** Who may connect: its own role, by password. Of this and all below, anything else is drift. */
  readonly access: string;
  /** Whose it is. */
  readonly owner: string;
  /** What its role may do beside owning it: nothing. */
  readonly role: string;
  /** Whether the role's password is the one that services are given; never the password. */
  readonly password: string;
  /** Settings of the database or its role that only a superuser can make; its owner's are the service's own business. */
  readonly settings: string;
};

export const OWN_ROLE = "its own role";
/** How Towpath makes a database and its role. */
export const AS_MADE = {
  access: OWN_ROLE,
  owner: OWN_ROLE,
  role: "an ordinary role",
  password: "as recorded",
  settings: "none",
} as const;
const DEFAULTS = { major: "17", maxConnections: 50, collation: "C.UTF-8" } as const;

/**
 * Reads version and settings of a resource.
 *
 * @throws {LocalEngineError} `engine-local/postgres-version-unknown`, `engine-local/setting-unusable`
 */
export function postgresWant(request: DriverRequest): PostgresWant {
  const { settings } = request;
  return {
    major: majorOf(request),
    maxConnections: connectionsOf(request, settings["maxConnections"] ?? DEFAULTS.maxConnections),
    collation: collationOfSetting(request, settings["collation"] ?? DEFAULTS.collation),
    extensions: extensionsOf(request, settings["extensions"] ?? []),
    ...AS_MADE,
  };
}

/** A want that was written down; undefined for anything else. */
export function recordedWant(value: Json | undefined): PostgresWant | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  const { maxConnections, collation, extensions } = value;
  const major = MAJORS.find((known) => known === value["major"]);
  if (!major || typeof maxConnections !== "number" || typeof collation !== "string") return undefined;
  if (!Array.isArray(extensions)) return undefined;
  return {
    major,
    maxConnections,
    collation,
    extensions: extensions.filter((name) => typeof name === "string"),
    ...AS_MADE,
  };
}

function majorOf({ address, version = DEFAULTS.major }: DriverRequest): PostgresMajor {
  const major = MAJORS.find((known) => version === known || version.startsWith(`${known}.`));
  if (major) return major;
  throw new LocalEngineError({
    code: "engine-local/postgres-version-unknown",
    message: `${address} asks for PostgreSQL ${version}, which the local engine does not run.`,
    hint: `It runs ${MAJORS.join(", ")}.`,
  });
}

function connectionsOf({ address }: DriverRequest, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 2 ** 31 - 1) return value;
  throw unusable(address, "maxConnections", value, "a whole number of 1 or more");
}

function collationOfSetting({ address }: DriverRequest, value: unknown): string {
  const name = typeof value === "string" ? collationName(value) : undefined;
  if (name !== undefined) return name;
  throw unusable(address, "collation", value, "C, C.UTF-8, or a language such as en-US or de_DE.utf8");
}

function extensionsOf({ address }: DriverRequest, value: unknown): readonly string[] {
  const names = Array.isArray(value) ? value : undefined;
  const isList = names?.every((name): name is string => typeof name === "string" && /^[a-z][a-z0-9_-]*$/.test(name));
  if (names && isList) return [...new Set(names)].sort();
  throw unusable(address, "extensions", value, "a list of extensions' names");
}

function unusable(address: string, setting: string, value: unknown, expected: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The setting "${setting}" of ${address} is ${JSON.stringify(value)}; the local PostgreSQL needs ${expected}.`,
    hint: "Change it in the service's manifest, or in the platform's settings for this environment.",
  });
}
