import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { REFERENCE, secretLike } from "./secret-patterns.ts";

// Put together here, so that no scanner takes the test for a leak.
const token = (prefix: string, length: number) => prefix + "a1B2c3D4e5".repeat(10).slice(0, length);

describe("what looks like a secret", () => {
  test.each([
    ["X", token("gh" + "p_", 36), "a GitHub token"],
    ["X", token("github" + "_pat_", 30), "a GitHub token"],
    ["X", token("gl" + "pat-", 20), "a GitLab token"],
    ["X", `${"AK"}IA${"ABCDEFGH12345678"}`, "an AWS access key"],
    ["X", token("xo" + "xb-", 12), "a Slack token"],
    ["X", token("sk" + "_live_", 24), "a Stripe key"],
    ["X", token("np" + "m_", 36), "an npm token"],
    ["X", `${token("ey" + "J", 20)}.${token("ey" + "J", 30)}.${token("", 20)}`, "a JSON Web Token"],
    ["X", `-----BEGIN ${"RSA PRIVATE"} KEY-----\nMIIE`, "a private key"],
    ["DATABASE_URL", "postgres://shop:hunter2@db/shop", "an address with a password"],
    ["REDIS", "redis://:hunter2@cache:6379", "an address with a password"],
    ["URL", `postgres://shop:hunter2@${REFERENCE}/shop`, "an address with a password"],
    ["ADO", "Server=db;User Id=sa;Password=hunter2;", "a connection string with its key"],
    ["STORAGE", "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abc==", "a connection string with its key"],
    ["DB_PASSWORD", "hunter2", "a secret, by its variable's name"],
    ["partnerApiKey", "0f8b1d2c", "a secret, by its variable's name"],
    ["SESSION_SECRET", "keyboard cat", "a secret, by its variable's name"],
    ["PIN_TOKEN", "123456", "a secret, by its variable's name"],
  ])("%s=… is found", (variable, text, what) => {
    expect(secretLike(variable, text)).toBe(what);
  });

  test.each([
    ["PORT", "8080"],
    ["LOG_LEVEL", "info"],
    ["TOKEN_TTL", "3600"],
    ["TOKEN", "true"],
    ["DB_PASSWORD", ""],
    ["DB_PASSWORD", REFERENCE],
    ["DB_PASSWORD_FILE", "/run/secrets/db"],
    ["DB_PASSWORD", "/run/secrets/db"],
    ["PASSWORD_MIN_LENGTH", "12"],
    ["AUTH_TOKEN", "https://login.example.com/token"],
    ["URL", "https://example.com:8080/a@b"],
    ["URL", `postgres://shop:${REFERENCE}@db/shop`],
    ["URL", "postgres://shop@db/shop"],
    ["ADO", `Server=db;Password=${REFERENCE};`],
    ["MONKEY", "banana"],
    ["DIGEST", "sha256:0123456789abcdef0123456789abcdef"],
  ])("%s=%s is left alone", (variable, text) => {
    expect(secretLike(variable, text)).toBeUndefined();
  });

  test("no text takes long", () => {
    const pieces = ["eyJ", "-", ".", "SG.", "://", ":", "a", "-----BEGIN ", "password=", ";", "xoxb-", " "];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 }), (parts) => {
        const text = parts.join("").repeat(Math.ceil(64_000 / parts.join("").length));
        const started = performance.now();
        secretLike("X", text);
        expect(performance.now() - started).toBeLessThan(2_000);
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 500 : 20 },
    );
  });
});
