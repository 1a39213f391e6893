/** What a server program is, as it says itself: a `mysqld` may be a MariaDB, a `redis-server` a Valkey. */
export type ServerProduct = "mariadb" | "mysql" | "redis" | "valkey";
/** What several products offer: they speak one protocol, and a service need not know which of them answers. */
export type ServerKind = "mysql" | "redis";

/** How a product is called by people, what programs it comes as, and what this engine needs of it. */
export interface ProductFacts {
  readonly kind: ServerKind;
  readonly title: string;
  /** The oldest release that this engine can run. */
  readonly oldest: string;
}

export const PRODUCTS: Readonly<Record<ServerProduct, ProductFacts>> = {
  mariadb: { kind: "mysql", title: "MariaDB", oldest: "10.5" },
  mysql: { kind: "mysql", title: "MySQL", oldest: "8.0" },
  redis: { kind: "redis", title: "Redis", oldest: "6.2" },
  valkey: { kind: "redis", title: "Valkey", oldest: "7.2" },
};

/** The names that programs of a kind have, the one that says most about itself first. */
export const PROGRAM_NAMES: Readonly<Record<ServerKind, readonly string[]>> = {
  mysql: ["mariadbd", "mysqld"],
  redis: ["redis-server", "valkey-server"],
};

/** What a program is, and which release of it. */
export interface ProgramVersion {
  readonly product: ServerProduct;
  /** Numbers and dots: `10.11.19`. */
  readonly version: string;
}

/**
 * What a program says of itself when it is asked for its version; undefined for what is none of these.
 *
 * @param output such as `mariadbd  Ver 10.11.19-MariaDB for debian-linux-gnu` or `Redis server v=7.0.15 sha=…`
 */
export function parseProgramVersion(output: string): ProgramVersion | undefined {
  const database = /\bVer (\d+(?:\.\d+)+)(\S*)/.exec(output);
  if (database?.[1]) return { product: /mariadb/i.test(output) ? "mariadb" : "mysql", version: database[1] };
  const store = /\b(Redis|Valkey) server v=(\d+(?:\.\d+)+)/i.exec(output);
  if (store?.[2]) return { product: /valkey/i.test(store[1] ?? "") ? "valkey" : "redis", version: store[2] };
  return undefined;
}

/** Below, at or above zero as release `a` is older than `b`, as far as `b` is said: 7.0.15 and 7.0 are the same. */
export function compareReleases(a: string, b: string): number {
  const [left, right] = [a.split("."), b.split(".")];
  for (const [index, part] of right.entries()) {
    const difference = Number(left[index] ?? 0) - Number(part);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The product that a version of a kind belongs to: MySQL's numbers are below 10, MariaDB's are not. Undefined where they are alike. */
export function productOfVersion(kind: ServerKind, version: string): ServerProduct | undefined {
  if (kind === "redis") return undefined;
  return compareReleases(version, "10") < 0 ? "mysql" : "mariadb";
}
