import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { scramVerifier } from "./scram-verifier.ts";

// The exchange of RFC 7677, section 3: user "user", password "pencil".
const SALT = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
const NONCE = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
const MESSAGE = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${NONCE},s=${SALT.toString("base64")},i=4096,c=biws,r=${NONCE}`;
const SERVER_SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

test("a server that has the verifier signs as the specification's example does", async () => {
  const verifier = await scramVerifier("pencil", SALT);
  expect(verifier).toMatch(/^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[\w+/=]{44}:[\w+/=]{44}$/);
  const serverKey = Buffer.from(verifier.split(":").at(-1) ?? "", "base64");
  expect(createHmac("sha256", serverKey).update(MESSAGE).digest("base64")).toBe(SERVER_SIGNATURE);
});

test("no two verifiers are alike", async () => {
  expect(await scramVerifier("pencil")).not.toBe(await scramVerifier("pencil"));
});
