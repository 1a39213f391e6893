/** @typedef {(level: "info" | "warn" | "error", message: string, fields?: Record<string, unknown>) => void} Log */

/**
 * One JSON object a line, as log collectors read it. Callers pass names and numbers, never bodies, headers or settings.
 *
 * @param {(line: string) => void} write
 * @returns {Log}
 */
export function createLog(write = (line) => process.stdout.write(line)) {
  return (level, message, fields = {}) =>
    write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

/** What an error may say in the log: PostgreSQL's `detail` holds row values, so it stays out. */
export function describeError(error) {
  return { error: error instanceof Error ? error.message : String(error), code: error?.code };
}
