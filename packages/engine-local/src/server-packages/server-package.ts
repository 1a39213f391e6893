import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A server that is fetched when it is first needed: npm packages with exact versions and the digest of each. */
export interface ServerPackage {
  /** Folder below this package's `servers/` that holds its `package.json` and `package-lock.json`. */
  readonly name: string;
  /** For people. */
  readonly title: string;
  readonly version: string;
  /** What is fetched and what it takes on the disk, roughly, in megabytes. */
  readonly megabytes: { readonly fetched: number; readonly unpacked: number };
}

export type PostgresMajor = "15" | "16" | "17" | "18";

const MEGABYTES_OF_POSTGRES = { fetched: 20, unpacked: 60 };

/** PostgreSQL by major version, the exact builds that this release of Towpath runs. */
export const POSTGRES_PACKAGES: Readonly<Record<PostgresMajor, ServerPackage>> = {
  "15": { name: "postgres-15", title: "PostgreSQL", version: "15.18", megabytes: MEGABYTES_OF_POSTGRES },
  "16": { name: "postgres-16", title: "PostgreSQL", version: "16.14", megabytes: MEGABYTES_OF_POSTGRES },
  "17": { name: "postgres-17", title: "PostgreSQL", version: "17.10", megabytes: MEGABYTES_OF_POSTGRES },
  "18": { name: "postgres-18", title: "PostgreSQL", version: "18.4", megabytes: MEGABYTES_OF_POSTGRES },
};

/** Object storage that speaks the protocol of Azure Blob Storage. */
export const AZURITE_PACKAGE: ServerPackage = {
  name: "azurite",
  title: "Azurite",
  version: "3.37.0",
  megabytes: { fetched: 25, unpacked: 125 },
};

/** PostgreSQL's own pg_dump, as WebAssembly: what reads a database's schema when it moves to a later version. */
export const PG_DUMP_PACKAGE: ServerPackage = {
  name: "pg-dump",
  title: "pg_dump",
  version: "18.3",
  megabytes: { fetched: 1, unpacked: 2 },
};

/** Where the definition of a server package stands in this package, built or not. */
export function definitionFolder(server: ServerPackage): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const candidate = join(folder, "servers", server.name);
    if (existsSync(join(candidate, "package-lock.json"))) return candidate;
    if (dirname(folder) === folder) throw new Error(`@towpath/engine-local lacks its folder servers/${server.name}.`);
  }
}

/** Where a server package is installed. Its name changes with every version and digest that is pinned. */
export function installedFolder(server: ServerPackage, cache: string): string {
  const lock = readFileSync(join(definitionFolder(server), "package-lock.json"));
  const digest = createHash("sha256").update(lock).digest("hex").slice(0, 8);
  return join(cache, "servers", `${server.name}-${server.version}-${process.platform}-${process.arch}-${digest}`);
}

/** True when it is there, whole: an installation appears under its name only when it is complete. */
export function isInstalled(server: ServerPackage, cache: string): boolean {
  return existsSync(installedFolder(server, cache));
}
