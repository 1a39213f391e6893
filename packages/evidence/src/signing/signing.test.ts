import { inspect } from "node:util";
import { Secret } from "@towpath/core";
import { expect, test } from "vitest";
import { ecKeys, edKeys } from "../testing/key-pairs.ts";
import { sample } from "../testing/samples.ts";
import { readPrivateKey, readPublicKey } from "./key.ts";
import { keySigner } from "./key-signer.ts";
import { claimedStatement, decodeSigned, encodeSigned, signedDigest, signedFrom } from "./signed-statement.ts";
import { verifyStatement } from "./verify-statement.ts";

const NOW = new Date("2026-11-20T12:00:00Z");
const found = sample("deployment");

test.each([
  ["ECDSA over P-256", ecKeys()],
  ["Ed25519", edKeys()],
])("what is signed with %s is verified offline, and is a Sigstore bundle v0.3", async (_, keys) => {
  const signed = await keySigner(keys.privateKey, "$KEY").sign(found);
  expect(signed.bundle).toMatchObject({
    mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
    verificationMaterial: { publicKey: { hint: keys.trusted.id } },
    dsseEnvelope: { payloadType: "application/vnd.in-toto+json" },
  });
  const again = decodeSigned(encodeSigned(signed), "copy");
  expect(signedDigest(again)).toBe(signedDigest(signed));
  const verified = await verifyStatement(again, { keys: [ecKeys().trusted, keys.trusted] }, NOW);
  expect(verified).toEqual({
    statement: found,
    signer: expect.stringMatching(/^key sha256:[0-9a-f]{12} \(keys\/202\d\.pem\)$/),
    digest: signedDigest(signed),
  });
});

test("what was changed after it was signed is not believed", async () => {
  const keys = ecKeys();
  const { bundle } = await keySigner(keys.privateKey, "$KEY").sign(found);
  const payload = Buffer.from(JSON.stringify({ ...found, predicate: { ...found.predicate, verdict: "refused" } }));
  const forged = signedFrom(
    { ...bundle, dsseEnvelope: { ...Object(bundle["dsseEnvelope"]), payload: payload.toString("base64") } },
    "forged",
  );
  expect(claimedStatement(forged, "forged").predicate["verdict"]).toBe("refused");
  await expect(verifyStatement(forged, { keys: [keys.trusted] }, NOW)).rejects.toMatchObject({
    code: "evidence/signature-wrong",
  });
});

test("the signature of a key that the platform does not name is not believed, whatever the bundle calls itself", async () => {
  const mine = ecKeys();
  const other = ecKeys();
  const { bundle } = await keySigner(other.privateKey, "$KEY").sign(found);
  const trust = { keys: [mine.trusted] };
  await expect(verifyStatement(signedFrom(bundle, "x"), trust, NOW)).rejects.toMatchObject({
    code: "evidence/identity-refused",
    message: expect.stringContaining("none of the platform's"),
  });
  const renamed = signedFrom({ ...bundle, verificationMaterial: { publicKey: { hint: mine.trusted.id } } }, "x");
  await expect(verifyStatement(renamed, trust, NOW)).rejects.toMatchObject({ code: "evidence/signature-wrong" });
  await expect(verifyStatement(renamed, { keys: [] }, NOW)).rejects.toMatchObject({
    code: "evidence/identity-refused",
  });
});

test("keys rotate: each counts within its time, and the one before it for what was recorded before", async () => {
  const keys = ecKeys();
  const signed = await keySigner(keys.privateKey, "$KEY").sign(found);
  const old = readPublicKey(
    `Not-Before: 2026-01-01T00:00:00Z\nNot-After: 2026-06-30T00:00:00Z\n${keys.publicPem}`,
    "old.pem",
  );
  const at = (time: string) => verifyStatement(signed, { keys: [old, edKeys().trusted] }, new Date(time));
  await expect(at("2026-03-01T00:00:00Z")).resolves.toMatchObject({ signer: expect.stringContaining("old.pem") });
  await expect(at("2025-12-31T23:59:59Z")).rejects.toThrow("counts from 2026-01-01T00:00:00.000Z on");
  await expect(at("2026-06-30T00:00:00Z")).rejects.toThrow("does not count any more since 2026-06-30T00:00:00.000Z");
});

test("what a file of a key says of its time has to be a time", () => {
  const { publicPem, privateKey } = ecKeys();
  expect(() => readPublicKey(`Not-After: tomorrow\n${publicPem}`, "k.pem")).toThrow(/Not-After is no time of RFC 3339/);
  for (const text of [
    `Not-After: 2027-01-15 00:00:00Z\n${publicPem}`,
    `Not-After 2027-01-15\n${publicPem}`,
    `  Not-After:\n${publicPem}`,
    `${publicPem}\nNot-After: tomorrow\n`,
  ])
    expect(() => readPublicKey(text, "k.pem")).toThrow(/Not-After is no time of RFC 3339/);
  expect(readPublicKey(`${publicPem}\r\nNot-After: 2027-01-15T00:00:00Z\r\n`, "k.pem").notAfter).toEqual(
    new Date("2027-01-15T00:00:00Z"),
  );
  expect(() => readPublicKey("no key", "k.pem")).toThrow(/k\.pem cannot be used: it is no public key in PEM/);
  expect(() => readPublicKey(privateKey.reveal(), "k.pem")).toThrow(
    /holds a private key where a public one is to stand/,
  );
});

test("a private key that cannot be used is named by where it comes from, and shown nowhere", () => {
  const wrong = new Secret("-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----");
  for (const one of [wrong, new Secret("c2VjcmV0c2VjcmV0")]) {
    let thrown: unknown;
    try {
      readPrivateKey(one, "$TOWPATH_EVIDENCE_KEY");
    } catch (error) {
      thrown = error;
    }
    expect(inspect(thrown, { depth: 9 })).toContain("$TOWPATH_EVIDENCE_KEY");
    expect(inspect(thrown, { depth: 9, showHidden: true })).not.toContain("c2VjcmV0");
  }
  const { privateKey } = ecKeys();
  expect(readPrivateKey(new Secret(privateKey.reveal().replaceAll("\n", "\\n")), "$K").asymmetricKeyType).toBe("ec");
});

test.each([
  ["no JSON", "{", "it is no JSON"],
  ["no object", "[]", "it is no object"],
  ["no envelope", "{}", "it holds no DSSE envelope"],
  ["another payload", '{"dsseEnvelope":{"payloadType":"text/plain"}}', "what is signed is not"],
])("a file that is no signed statement is refused: %s", (_, text, why) => {
  expect(() => decodeSigned(new TextEncoder().encode(text), "a.json")).toThrow(why);
});
