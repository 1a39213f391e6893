import { expect, test } from "vitest";
import { holdsSecret } from "./holds-secret.ts";

test.each([
  "variables:\n  API_KEY: abc123\n",
  "variables: { A: b, dbPassword: 'abc123' }\n",
  '{ "API_TOKEN": "abc123" }',
  "url: postgres://app:abc123@db/app\n",
  "key: |\n  -----BEGIN PRIVATE KEY-----\n  abc\n",
  "a: b # TOKEN: abc123 was here\n",
])("%j does", (text) => expect(holdsSecret(text)).toBe(true));

test.each([
  "variables:\n  API_KEY: ${secrets.key}\n  URL: postgres://app:${secrets.password}@db/app\n",
  "variables: { TOKEN_TTL: 3600, PASSWORD_FILE: /run/secrets/password }\n",
  "password: { type: string, secret: true }\n",
  "API_KEY:\n  from: vault:key\n",
])("%j does not", (text) => expect(holdsSecret(text)).toBe(false));

test.each(["a: ", "a", "${", "://a:", 'a: "', "a  "])(
  "a megabyte of %j is read in bounded time",
  (piece) => {
    expect(holdsSecret(piece.repeat(1_000_000 / piece.length))).toBe(false);
  },
  10_000,
);
