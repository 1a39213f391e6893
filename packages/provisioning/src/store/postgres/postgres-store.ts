import type { Clock, Secret } from "@towpath/core";
import pg from "pg";
import { provisioningError } from "../../errors.ts";
import type { StateStore } from "../../state-store.ts";
import { NETWORK_LIMITS, type NetworkLimits, networkStore, type StoreServer } from "../network-store.ts";
import { isHeartbeat } from "../store-key.ts";
import { explainPostgres, isPassing, isTableMissing } from "./postgres-errors.ts";
import { SCHEMA_PATTERN, statements } from "./postgres-tables.ts";
import { parsePostgresUrl } from "./postgres-url.ts";

export { type PostgresAddress, parsePostgresUrl } from "./postgres-url.ts";

/** Which database keeps the state. */
export interface PostgresStoreOptions {
  /** `postgres://USER:PASSWORD@HOST:5432/DATABASE?sslmode=verify-full` */
  readonly url: Secret;
  /** Made at the first write unless it is there; `towpath` when absent. */
  readonly schema?: string | undefined;
  readonly clock: Clock;
  readonly limits?: NetworkLimits | undefined;
  /** Of the command: once it is aborted, a store that does not answer is given up after some seconds. */
  readonly signal?: AbortSignal | undefined;
}

interface Written {
  readonly number: string;
  readonly id: string;
}

/**
 * A state store in a PostgreSQL database, version 11 or later: the present values in the table `state`, the last 32
 * generations of each in `state_history`. Each call is one statement, so it works through connection poolers as well.
 * Connections that wait do not keep a process alive.
 *
 * @throws {ProvisioningError} `provisioning/store-options` for an address or a schema that cannot be used
 */
export function postgresStore({ url, clock, ...options }: PostgresStoreOptions): StateStore {
  const { schema = "towpath", limits = NETWORK_LIMITS } = options;
  if (!SCHEMA_PATTERN.test(schema)) throw badSchema(schema);
  const address = parsePostgresUrl(url);
  const sql = statements(schema);
  const pool = new pg.Pool({
    ...address.config,
    application_name: "towpath",
    allowExitOnIdle: true,
    connectionTimeoutMillis: limits.attemptMs,
    idleTimeoutMillis: 5_000,
    keepAlive: true,
    max: 3,
    query_timeout: limits.attemptMs,
  });
  pool.on("error", () => undefined); // a connection that waits was cut: the next call opens another
  let hasAnswered = false;

  async function ask<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    const client = await pool.connect();
    // Without a listener the cut of a connection that is in use would end the process.
    client.on("error", ignore);
    let isBroken = true;
    try {
      const { rows } = await client.query<Row>(text, values && [...values]);
      [isBroken, hasAnswered] = [false, true];
      return rows;
    } catch (error) {
      hasAnswered = true;
      isBroken = isPassing(error, true);
      throw error;
    } finally {
      client.off("error", ignore);
      client.release(isBroken);
    }
  }

  /** What is there before the first write is nothing: looking makes no tables. */
  async function look<Row extends object>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    try {
      return await ask<Row>(text, values);
    } catch (error) {
      if (isTableMissing(error)) return [];
      throw error;
    }
  }

  async function change(text: string, values: readonly unknown[]): Promise<readonly Written[]> {
    try {
      return await ask<Written>(text, values);
    } catch (error) {
      if (!isTableMissing(error)) throw error;
    }
    const [schemaThere] = await ask<{ readonly found: boolean }>(sql.hasSchema, [schema]);
    await ask(sql.setUp(schemaThere?.found === true));
    return ask<Written>(text, values);
  }

  const server: StoreServer = {
    async read(key) {
      const [row] = await look<Written & { readonly value: Uint8Array }>(sql.read, [key]);
      return row && { bytes: row.value, version: versionOf(row) };
    },
    async write(key, bytes, expected, id) {
      const values = [key, id, bytes ?? null, !isHeartbeat(key)];
      const [row] =
        expected === "absent"
          ? await change(sql.create, values)
          : await change(sql.replace, [...values, expected.slice(expected.indexOf("-") + 1)]);
      return row && versionOf(row);
    },
    async find(key, id) {
      const [row] = await look<Written>(sql.find, [key, id]);
      return row && versionOf(row);
    },
    keys: async (prefix) => (await look<{ readonly key: string }>(sql.keys, [prefix])).map(({ key }) => key),
    async generations(key) {
      const rows = await look<Written & { readonly written_at: Date }>(sql.generations, [key]);
      return rows.map((row) => ({
        version: versionOf(row),
        writtenAt: row.written_at.toISOString(),
        async bytes() {
          const [found] = await ask<{ readonly value: Uint8Array | null }>(sql.generation, [key, row.number, row.id]);
          return found?.value ?? undefined;
        },
      }));
    },
    isPassing: (error) => isPassing(error, hasAnswered),
    explain: (error, key) => explainPostgres(error, key, { address, schema }),
  };
  return networkStore(server, clock, limits, options.signal);
}

function versionOf({ number, id }: Written): string {
  return `${number}-${id}`;
}

function ignore(): void {}

function badSchema(schema: string): Error {
  return provisioningError({
    code: "provisioning/store-options",
    message: `${JSON.stringify(schema.slice(0, 80))} is no name of a schema for the state.`,
    hint: "Use lower-case letters, digits and _, beginning with a letter: towpath.",
  });
}
