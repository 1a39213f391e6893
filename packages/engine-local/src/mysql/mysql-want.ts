import { isJsonObject, type Json } from "@towpath/core";
import type { DriverRequest } from "@towpath/provisioning";
import { LocalEngineError } from "../errors.ts";
import { requireAcceptOption } from "../programs/accept-option.ts";
import { productOfVersion } from "../programs/server-product.ts";
import { MYSQL_PRODUCTS, type MysqlProduct } from "./mysql-instance.ts";

/** What a graph's resource means here. The version is the machine's; settings that only a cloud has mean nothing here. */
export type MysqlWant = {
  /** Whose version was asked for; where there is a choice when it is made, that one serves it. Afterwards it says nothing. */
  readonly product: MysqlProduct | "any";
  readonly maxConnections: number;
  readonly characterSet: string;
  /** A name that the server knows, or {@link DEFAULT_COLLATION}. */
  readonly collation: string;
  /** Who may do what: its own user, all of its own database. Anything else is drift. */
  readonly access: string;
  readonly password: string;
};

export const OWN_USER = "its own user";
export const AS_RECORDED = "as recorded";
/** Of one that was taken over: nobody knows its password, and it gets a new one. */
export const NOT_RECORDED = "not recorded";
/** The collation that the server gives to the character set: MySQL and MariaDB differ. */
export const DEFAULT_COLLATION = "the server's own";
const DEFAULTS = { maxConnections: 50, characterSet: "utf8mb4" } as const;
const NAME = /^[a-z][a-z0-9_]{0,63}$/;

/**
 * Reads the settings of a resource.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable`
 */
export function mysqlWant(request: DriverRequest): MysqlWant {
  const { settings } = request;
  requireAcceptOption(request);
  const collation = settings["collation"] ?? DEFAULT_COLLATION;
  return {
    product: productOf(request),
    maxConnections: connectionsOf(request, settings["maxConnections"] ?? DEFAULTS.maxConnections),
    characterSet: nameOf(request, "characterSet", settings["characterSet"] ?? DEFAULTS.characterSet),
    collation: collation === DEFAULT_COLLATION ? DEFAULT_COLLATION : nameOf(request, "collation", collation),
    access: OWN_USER,
    password: AS_RECORDED,
  };
}

/** A want that was written down; undefined for anything else. */
export function recordedMysqlWant(value: Json | undefined): MysqlWant | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  const { maxConnections, characterSet, collation, access, password } = value;
  const product = [...MYSQL_PRODUCTS, "any" as const].find((known) => known === value["product"]) ?? "any";
  if (typeof maxConnections !== "number" || typeof characterSet !== "string") return undefined;
  if (typeof collation !== "string" || typeof access !== "string" || typeof password !== "string") return undefined;
  return { product, maxConnections, characterSet, collation, access, password };
}

function productOf({ version }: DriverRequest): MysqlWant["product"] {
  const product = version === undefined ? undefined : productOfVersion("mysql", version);
  return MYSQL_PRODUCTS.find((known) => known === product) ?? "any";
}

function connectionsOf({ address }: DriverRequest, value: unknown): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 100_000) return value;
  throw unusable(address, "maxConnections", value, "a whole number between 1 and 100000");
}

function nameOf({ address }: DriverRequest, setting: string, value: unknown): string {
  const name = typeof value === "string" ? value.toLowerCase() : "";
  if (NAME.test(name)) return name === "utf8" ? "utf8mb3" : name; // the servers' old name for it
  throw unusable(address, setting, value, "a name of letters, digits and underscores, such as utf8mb4");
}

function unusable(address: string, setting: string, value: unknown, expected: string): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The setting "${setting}" of ${address} is ${JSON.stringify(value)}; the local server needs ${expected}.`,
    hint: "Change it in the service's manifest, or in the platform's settings for this environment.",
  });
}
