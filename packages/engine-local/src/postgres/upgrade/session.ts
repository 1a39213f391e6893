import type { Client } from "pg";

/** One form of every value, on both sides and whatever the database or its role prefer; no limit but that of the whole step. */
const SETTINGS: Readonly<Record<string, string>> = {
  bytea_output: "hex",
  check_function_bodies: "off",
  client_encoding: "UTF8",
  client_min_messages: "warning",
  DateStyle: "ISO, YMD",
  default_transaction_deferrable: "off",
  default_transaction_read_only: "off",
  extra_float_digits: "3",
  idle_in_transaction_session_timeout: "0",
  IntervalStyle: "postgres",
  lc_monetary: "C",
  lock_timeout: "0",
  row_security: "off",
  search_path: "",
  session_replication_role: "origin",
  standard_conforming_strings: "on",
  statement_timeout: "0",
  synchronize_seqscans: "off",
  TimeZone: "UTC",
  transaction_timeout: "0",
  xmloption: "content",
};

/** Makes a session fit for carrying data over: what it reads and writes means the same on every server. */
export async function prepareSession(client: Client): Promise<void> {
  await client.query(
    `SELECT pg_catalog.set_config(s.name, w.value, false)
     FROM jsonb_each_text($1::jsonb) w(name, value) JOIN pg_catalog.pg_settings s ON s.name = w.name
     WHERE s.context = 'user' OR (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user)`,
    [JSON.stringify(SETTINGS)],
  );
}
