/** The server ends, is told to end, or has not begun to answer. Class 57 of https://www.postgresql.org/docs/current/errcodes-appendix.html */
const SQLSTATES = new Set(["57P01", "57P02", "57P03"]);
const SYSTEM = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE"]);

/** True when the server went away under a connection, as it does when it is killed or stopped: a new one is found or started. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return SQLSTATES.has(code) || SYSTEM.has(code) || /Connection terminated/.test(error.message);
}
