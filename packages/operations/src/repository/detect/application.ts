import type { Evidence, Found } from "./evidence.ts";

/** A kind of thing that a service talks to, whatever a platform calls it. */
export type ClientKind =
  | "postgres"
  | "mysql"
  | "redis"
  | "blob"
  | "s3"
  | "mongodb"
  | "queue"
  | "jobs"
  | "sqlserver"
  | "search";

/** Something that a service needs: a client library among its dependencies, or a server beside it in Compose. */
export interface Client {
  readonly kind: ClientKind;
  /** What it was recognised by: `pg`, `postgres:17`. */
  readonly name: string;
  readonly at: Evidence;
  /** The server's version, where something names it. */
  readonly version?: string | undefined;
}

/** In what form the service's framework takes the address of a database. */
export type AddressForm = "url" | "spring" | "quarkus" | "npgsql";

/** What a repository says of one language's application in it. All is taken from files; nothing was run. */
export interface Application {
  /** What the user reads: `Node with npm`. */
  readonly title: string;
  readonly at: Evidence;
  /** Versions of the tools that its commands need, by the manifest's names for tools. */
  readonly toolchain: ReadonlyMap<string, Found<string>>;
  readonly name?: Found<string> | undefined;
  readonly description?: Found<string> | undefined;
  readonly build: readonly Found<string>[];
  /** What the service needs where it runs. */
  readonly output: readonly string[];
  readonly test?: Found<string> | undefined;
  /** Where the tests leave JUnit reports. */
  readonly junit?: string | undefined;
  readonly run?: Found<string> | undefined;
  readonly migrate?: Found<string> | undefined;
  readonly framework?: Found<string> | undefined;
  readonly port?: Found<number> | undefined;
  /** Where it listens when nothing says otherwise. */
  readonly defaultPort?: number | undefined;
  readonly health?: Found<string> | undefined;
  readonly clients: readonly Client[];
  readonly addressForm: AddressForm;
  /** Names of environment variables that its sources read. */
  readonly variables: readonly Found<string>[];
  /** What init could not settle, and the user should look at. */
  readonly remarks: readonly string[];
}
