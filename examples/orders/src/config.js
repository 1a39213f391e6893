/**
 * @typedef {object} Config
 * @property {number} port
 * @property {string} host
 * @property {string} databaseUrl
 * @property {{ name: string, endpoint: string, account: string, key: string }} bucket
 */

const REQUIRED = ["DATABASE_URL", "BUCKET_NAME", "BUCKET_ENDPOINT", "BUCKET_ACCOUNT", "BUCKET_KEY"];

/**
 * Reads the configuration from the environment.
 *
 * @param {Record<string, string | undefined>} variables
 * @returns {Config}
 * @throws {Error} that names every variable that is missing or wrong, never a value
 */
export function readConfig(variables) {
  const port = Number(variables.PORT ?? 8080);
  const problems = REQUIRED.filter((name) => !variables[name]).map((name) => `${name} is not set`);
  if (!Number.isInteger(port) || port < 0 || port > 65535) problems.push("PORT is not a number from 0 to 65535");
  if (problems.length > 0) throw new Error(`The configuration is incomplete: ${problems.join("; ")}.`);
  return {
    port,
    host: variables.HOST ?? "127.0.0.1",
    databaseUrl: variables.DATABASE_URL,
    bucket: {
      name: variables.BUCKET_NAME,
      endpoint: variables.BUCKET_ENDPOINT,
      account: variables.BUCKET_ACCOUNT,
      key: variables.BUCKET_KEY,
    },
  };
}
