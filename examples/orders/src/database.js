import pg from "pg";

/**
 * Eight connections keep one process busy. Ten instances and one that takes over need 88 of the 100 that
 * towpath.yaml asks for, which leaves room for a migration and a person with psql.
 */
const CONNECTIONS = 8;

/**
 * @param {string} url
 * @param {import("./log.js").Log} log
 */
export function openDatabase(url, log) {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "orders",
    max: CONNECTIONS,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: 5_000,
  });
  pool.on("error", (error) => log("warn", "an idle database connection was lost", { code: error.code }));
  return pool;
}

/** The database could not be reached or is going down: try again later. */
export function isUnavailable(error) {
  const code = error?.code ?? "";
  const isServerGone = /^(08|57P0|53300)/.test(code);
  return (
    isServerGone || /^E(CONN|PIPE|TIMEDOUT|HOST|NET)/.test(code) || /timeout|terminated/i.test(error?.message ?? "")
  );
}
