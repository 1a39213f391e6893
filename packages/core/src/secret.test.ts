import { inspect } from "node:util";
import { expect, test } from "vitest";
import { redactor, Secret } from "./secret.ts";

const secret = new Secret('p"ss wörd/1');

test("a secret shows itself in no way of printing", () => {
  const printed = [
    String(secret),
    `${secret}`,
    JSON.stringify({ secret }),
    inspect(secret, { showHidden: true, depth: 9 }),
  ];
  for (const text of printed) expect(text).not.toContain("wörd");
  expect(secret.reveal()).toBe('p"ss wörd/1');
});

test("every form of it is taken out of a text", () => {
  const redact = redactor([secret]);
  const forms = [
    secret.reveal(),
    encodeURIComponent(secret.reveal()),
    Buffer.from(secret.reveal()).toString("base64"),
    Buffer.from(secret.reveal()).toString("base64").replaceAll("=", ""),
    Buffer.from(secret.reveal()).toString("base64url"),
    JSON.stringify(secret.reveal()),
  ];
  for (const form of forms) expect(redact(`a ${form} b`)).toMatch(/^a "?\*\*\*=*"? b$/);
});

test("of two secrets, one within the other, nothing is left standing", () => {
  expect(redactor([new Secret("abcdef"), new Secret("abcdefghi")])("abcdefghi abcdef")).toBe("*** ***");
});

test("a secret too short to hide does not eat the text", () => {
  expect(redactor([new Secret("a")])("banana")).toBe("banana");
});

test("of a secret of several lines no line is left standing, however they were cut", () => {
  const key = new Secret("-----BEGIN KEY-----\r\n  MIIEvQIBADANBg\n}\nkqhkiG9w0BAQ==\n-----END KEY-----\n");
  const redact = redactor([key]);
  expect(key.reveal().split("\n").map(redact)).toEqual(["***\r", "  ***", "}", "***", "***", ""]);
});

test("a secret that is no well-formed text is hidden too", () => {
  expect(redactor([new Secret("half \ud800 pair")])("a half \ud800 pair b")).toBe("a *** b");
});
