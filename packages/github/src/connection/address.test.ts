import { expect, test } from "vitest";
import { addressOf } from "./address.ts";

test.each([
  ["https://api.github.com", "https://api.github.com", "", "/graphql"],
  ["https://api.github.com/", "https://api.github.com", "", "/graphql"],
  ["https://git.acme.test/api/v3", "https://git.acme.test", "/api/v3", "/api/graphql"],
  ["https://git.acme.test:8443/api/v3//", "https://git.acme.test:8443", "/api/v3", "/api/graphql"],
  ["http://127.0.0.1:3000", "http://127.0.0.1:3000", "", "/graphql"],
])("%s", (apiUrl, origin, base, graphql) => {
  expect(addressOf(apiUrl)).toEqual({ origin, base, graphql });
});

test.each([
  "",
  "api.github.com",
  "ftp://api.github.com",
  "http://api.github.com",
  "http://127.0.0.1.evil.test",
  "file:///etc",
])("%s is no address for a token", (apiUrl) => {
  expect(() => addressOf(apiUrl)).toThrow(expect.objectContaining({ code: "github/address" }));
});
