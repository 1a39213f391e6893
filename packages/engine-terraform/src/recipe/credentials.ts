import type { JsonObject } from "@towpath/core";

/** Options of backends and providers that are credentials, by their last names. */
const CREDENTIALS = new Set([
  "access_key",
  "access_token",
  "api_key",
  "api_token",
  "auth_token",
  "client_certificate_password",
  "client_key",
  "client_secret",
  "credentials",
  "customer_encryption_key",
  "encryption_key",
  "http_auth",
  "oidc_token",
  "pass",
  "password",
  "private_key",
  "sas_token",
  "secret_access_key",
  "secret_id",
  "secret_key",
  "security_token",
  "session_token",
  "sse_customer_key",
  "token",
]);

/** `postgres://user:password@…`, and `password=` in a list of words. */
const WITHIN = /:\/\/[^/\s:@]*:[^/\s@]+@|\bpassword\s*=\s*\S/i;

/** The path of the first option that holds a credential, which has no place in a document; undefined where none does. */
export function credentialIn(options: JsonObject): string | undefined {
  return search(options, "");
}

function search(options: object, prefix: string): string | undefined {
  for (const [key, value] of Object.entries(options) as readonly (readonly [string, unknown])[]) {
    const path = `${prefix}${key}`;
    if (typeof value === "string" && value !== "" && (CREDENTIALS.has(key.toLowerCase()) || WITHIN.test(value)))
      return path;
    const within = typeof value === "object" && value !== null ? search(value, `${path}.`) : undefined;
    if (within !== undefined) return within;
  }
  return undefined;
}
