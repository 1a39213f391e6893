import { generateKeyPairSync } from "node:crypto";
import { canonicalJson, type Digest, digestBytes, Secret } from "@towpath/core";
import {
  type Anchor,
  commitSubject,
  type Entry,
  encodeSigned,
  entryDigest,
  keySigner,
  openRecord,
  PREDICATE_TYPES,
  type ReviewFacts,
  readPublicKey,
  signedDigest,
  statement,
} from "@towpath/evidence";
import { fileStore } from "@towpath/provisioning";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { type EvidenceRequest, evidenceGate } from "./evidence-gate.ts";
import type { Evidence } from "./open-evidence.ts";

const [BASE, HEAD] = ["b".repeat(40), "c".repeat(40)];
const DIGEST: Digest = digestBytes("orders");
const ADA = { login: "ada", type: "User" };

function evidenceWith(over: Partial<Evidence> = {}) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const { folder, effects, events } = folderWith({});
  const evidence: Evidence = {
    record: openRecord(fileStore(`${folder}/state`), "orders"),
    trust: { keys: [readPublicKey(publicKey, "2026.pub")] },
    signing: { signer: keySigner(new Secret(privateKey), "$KEY") },
    ...over,
  };
  return { evidence, effects, events };
}

/** Ada's commit, which Grace approved where she did. */
function factsOf(isApproved: boolean): ReviewFacts {
  const commit = {
    sha: HEAD,
    author: { account: ADA, shown: "Ada" },
    committer: { account: ADA, shown: "Ada" },
    coAuthors: [],
    isVerified: false,
  };
  const approval = {
    by: { login: "grace", type: "User" },
    state: "APPROVED",
    commit: HEAD,
    association: "MEMBER",
  };
  const pull = {
    number: 1,
    isMerged: true,
    mergeCommit: HEAD,
    headAtMerge: HEAD,
    author: ADA,
    lastPusher: ADA,
    commits: [commit],
    reviews: isApproved ? [approval] : [],
  };
  return {
    repository: "acme/orders",
    base: BASE,
    head: HEAD,
    comparison: "ahead",
    total: 1,
    commits: [{ ...commit, parents: [BASE], pulls: [pull] }],
  };
}

const request = (over: Partial<EvidenceRequest> = {}): EvidenceRequest => ({
  requires: ["review"],
  digest: DIGEST,
  commit: HEAD,
  version: "1.8.2",
  previous: { commit: BASE },
  ...over,
});

test("who reviewed is asked once, and is on record from then on", async () => {
  const { evidence, effects } = evidenceWith();
  let asked = 0;
  const reviewFacts = async () => {
    asked += 1;
    return factsOf(true);
  };
  const first = await evidenceGate(evidence, request({ reviewFacts }), effects);
  expect(first).toMatchObject({ answer: "allow", reason: "Its commit was reviewed by grace." });
  expect(await evidenceGate(evidence, request({ reviewFacts }), effects)).toEqual(first);
  expect(await evidenceGate(evidence, request(), effects)).toEqual(first);
  expect(asked).toBe(1);
  expect((await evidence.record.entries()).map(({ predicateType }) => predicateType)).toEqual([
    PREDICATE_TYPES["source-review"],
  ]);
});

test("what did not hold is asked again, for somebody may have approved since", async () => {
  const { evidence, effects } = evidenceWith();
  const refused = await evidenceGate(evidence, request({ reviewFacts: async () => factsOf(false) }), effects);
  expect(refused).toMatchObject({ answer: "deny", reason: expect.stringContaining("nobody else approved") });
  await evidenceGate(evidence, request({ reviewFacts: async () => factsOf(false) }), effects);
  expect(await evidence.record.entries()).toHaveLength(1);
  const later = await evidenceGate(evidence, request({ reviewFacts: async () => factsOf(true) }), effects);
  expect(later.answer).toBe("allow");
});

test("a review of another way, or of no way that is known, does not do", async () => {
  const { evidence, effects } = evidenceWith();
  await evidenceGate(evidence, request({ reviewFacts: async () => factsOf(true) }), effects);
  const other = { commit: "d".repeat(40) };
  expect((await evidenceGate(evidence, request({ previous: other }), effects)).answer).toBe("deny");
  expect((await evidenceGate(evidence, request({ previous: null }), effects)).answer).toBe("deny");
  expect((await evidenceGate(evidence, request({ previous: { commit: undefined } }), effects)).answer).toBe("unknown");
  expect((await evidenceGate(evidence, request({ commit: "ab12" }), effects)).answer).toBe("deny");
  expect((await evidenceGate(evidence, request({ version: "1.8.2-dirty" }), effects)).answer).toBe("deny");
  // What the server tells of other commits than those that were asked about is no answer.
  const { evidence: fresh } = evidenceWith();
  const answer = await evidenceGate(
    fresh,
    request({ previous: other, reviewFacts: async () => factsOf(true) }),
    effects,
  );
  expect(answer.answer).toBe("deny");
});

test("a server that does not answer is no yes, and neither is nobody to ask", async () => {
  const { evidence, effects } = evidenceWith();
  const failing = async () => {
    throw new Error("GitHub answers 503.");
  };
  expect(await evidenceGate(evidence, request({ reviewFacts: failing }), effects)).toMatchObject({
    answer: "unknown",
    reason: "Who reviewed it is not known: GitHub answers 503.",
  });
  const { evidence: bare } = evidenceWith({ signing: { why: "$KEY is not set." } });
  expect(await evidenceGate(bare, request(), effects)).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("No evidence is written here: $KEY is not set."),
  });
});

test("who cannot sign decides by what the server says now, and puts nothing on record", async () => {
  const { evidence, effects } = evidenceWith({ signing: { why: "A run of its own signs." } });
  const ask = (isApproved: boolean) => request({ reviewFacts: async () => factsOf(isApproved) });
  expect(await evidenceGate(evidence, ask(true), effects)).toMatchObject({
    answer: "allow",
    reason: "Its commit was reviewed by grace.",
  });
  expect(await evidenceGate(evidence, ask(false), effects)).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("nobody else approved"),
  });
  const other = request({ previous: { commit: "d".repeat(40) }, reviewFacts: async () => factsOf(true) });
  expect((await evidenceGate(evidence, other, effects)).answer).toBe("deny");
  expect(await evidence.record.entries()).toEqual([]);
});

test("who can sign, and could not put it on record, lets nothing in", async () => {
  const { evidence, effects } = evidenceWith();
  const failing: Evidence = { ...evidence, trust: { keys: [] } };
  expect(await evidenceGate(failing, request({ reviewFacts: async () => factsOf(true) }), effects)).toMatchObject({
    answer: "deny",
    reason: "Who reviewed it could not be put on record.",
  });
});

test("what was said of another commit is evidence of nothing here, whatever an entry says that it is about", async () => {
  const { evidence, effects } = evidenceWith();
  const { record, signing } = evidence;
  if ("why" in signing) throw new Error(signing.why);
  const passed = statement([commitSubject(BASE)], "test-result", {
    result: "PASSED",
    configuration: [{ name: "orders" }],
  });
  const signed = await signing.signer.sign(passed);
  const first = await record.append(signed, new Date());
  // Whoever can write the store has no key for it: the chain holds, so does the signature, and it is no statement twice.
  const again = { ...signed, bundle: { ...signed.bundle, more: true } };
  const about = { subjects: [`git:${HEAD}` as const], statement: signedDigest(again) };
  const forged: Entry = { ...first, ...about, index: 2, previous: entryDigest(first) };
  const write = (key: string, bytes: Uint8Array) => record.store.write(key, bytes, "absent");
  await write("evidence/orders/entries/00000002", Buffer.from(`${canonicalJson(forged)}\n`));
  await write(`evidence/orders/statements/git-${HEAD}/${about.statement.slice(7)}`, encodeSigned(again));
  const requires = ["tests"] as const;
  expect(await evidenceGate(evidence, request({ requires, commit: BASE }), effects)).toMatchObject({ answer: "allow" });
  expect(await evidenceGate(evidence, request({ requires }), effects)).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("Entry 2 says something else than its statement"),
  });
});

test("an anchor that does not answer, or has seen more, closes the gate for everything", async () => {
  const broken: Anchor = {
    name: "a",
    publish: async () => undefined,
    heads: async () => {
      throw new Error("It is down.");
    },
  };
  const seen: Anchor = {
    ...broken,
    heads: async () => [{ v: 1, service: "orders", index: 4, entry: digestBytes("x"), at: "2026-11-20T00:00:00.000Z" }],
  };
  const { evidence, effects } = evidenceWith({ anchor: broken });
  expect(await evidenceGate(evidence, request(), effects)).toMatchObject({
    answer: "unknown",
    reason: "Whether the record is whole is not known: It is down.",
  });
  const { evidence: cut } = evidenceWith({ anchor: seen });
  expect(await evidenceGate(cut, request({ requires: ["sbom"] }), effects)).toMatchObject({
    answer: "deny",
    reason: expect.stringContaining("not whole: The whole record is gone"),
  });
  expect((await evidenceGate(cut, request({ requires: ["contracts"] }), effects)).answer).toBe("allow");
});
