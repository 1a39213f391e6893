import { expect, test } from "vitest";
import { digestBytes, digestJson, fingerprint, isDigest, shortDigest } from "./digest.ts";

// FIPS 180-4: the digest of "abc".
const ABC = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

test("a digest is the SHA-256 of bytes, of a text's UTF-8, or of a value's canonical JSON", () => {
  expect(digestBytes("abc")).toBe(ABC);
  expect(digestBytes(new TextEncoder().encode("abc"))).toBe(ABC);
  expect(digestJson({ b: 1, a: 2 })).toBe(digestBytes('{"a":2,"b":1}'));
  expect(shortDigest(ABC)).toBe("sha256:ba7816bf8f01");
});

test("a fingerprint tells apart code, service, address and discriminator, and nothing runs into its neighbour", () => {
  const parts = { code: "a/b", service: "s", address: "x", discriminator: "d" };
  const all = [
    parts,
    { ...parts, code: "a/c" },
    { ...parts, service: undefined },
    { ...parts, address: "xd", discriminator: "" },
    { ...parts, discriminator: undefined },
  ].map(fingerprint);
  expect(new Set(all).size).toBe(all.length);
  for (const one of all) expect(one).toMatch(/^[0-9a-f]{32}$/);
  expect(fingerprint({ code: "a/b", address: "cut \ud83d" })).toBe(fingerprint({ code: "a/b", address: "cut \ufffd" }));
});

test("a digest is one in full, in lower case, and nothing around it", () => {
  const digest = digestBytes("a");
  expect(isDigest(digest)).toBe(true);
  for (const other of [
    digest.slice(0, -1),
    `${digest}0`,
    digest.toUpperCase(),
    `${digest}\n`,
    digest.slice(7),
    1,
    null,
  ])
    expect(isDigest(other)).toBe(false);
});
