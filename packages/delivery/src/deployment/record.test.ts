import type { StateStore } from "@towpath/provisioning";
import { beforeEach, describe, expect, test } from "vitest";
import { readRecord, writeRecord } from "../record/numbered-records.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { addRecord, digestOf, releaseRecord } from "../testing/records.ts";
import { decodeDeployment } from "./decode-deployment.ts";
import type { Deployment } from "./deployment.ts";
import {
  closeAbandoned,
  deploymentsKey,
  lastSucceeded,
  RECENT_DEPLOYMENTS,
  recentDeployments,
} from "./deployment-log.ts";
import { deploymentPayload } from "./payload.ts";
import { deploymentSentence } from "./sentence.ts";

let state: StateStore;
beforeEach(() => {
  state = memoryStore();
});

const KEY = deploymentsKey("orders", "dev");

/** As the first version of Towpath wrote it, before there were gates. */
const FIRST = `{"v":1,"number":1,"service":"orders","environment":"dev","version":"1.8.2","artifact":{"name":"orders-1.8.2.tar.gz","digest":"${digestOf("1.8.2")}"},"release":{"release":1,"service":"orders","version":"1.8.2","artifact":{"kind":"archive","name":"orders-1.8.2.tar.gz","digest":"${digestOf("1.8.2")}","size":1000},"manifest":"${digestOf("manifest")}","createdAt":"2026-03-01T08:00:00.000Z"},"previous":{"number":7,"version":"1.8.1","digest":"${digestOf("1.8.1")}"},"kind":"planned","run":{"id":"7/1","attempt":1,"actor":"anna"},"gates":[],"verification":{"checks":118,"failed":0,"noData":0,"bakeSeconds":60},"exposingAt":"2026-03-01T10:42:07.000Z","exposedAt":"2026-03-01T10:42:07.000Z","verdict":"succeeded","history":[{"state":"requested","at":"2026-03-01T10:42:00.000Z"},{"state":"in_progress","at":"2026-03-01T10:42:01.000Z"},{"state":"exposed","at":"2026-03-01T10:42:08.000Z"},{"state":"verifying","at":"2026-03-01T10:42:08.000Z"},{"state":"succeeded","at":"2026-03-01T10:43:10.000Z"}]}`;

async function all(): Promise<Deployment> {
  return addRecord(state, {
    release: releaseRecord("1.8.2", 0, "101/1"),
    verdict: "rolled_back",
    previous: { number: 3, version: "1.8.1", digest: digestOf("1.8.1") },
    kind: "hotfix",
    rollbackOf: 2,
    incident: "INC-7",
    force: { reason: "the database was down" },
    gates: [
      { gate: "freeze", answer: "allow", reason: "No freeze holds now." },
      { gate: "approvals", answer: "deny", reason: "So far nobody.", todo: "Ask somebody." },
    ],
    exposures: [{ workload: "workloads.main", weight: 10, at: "2026-03-01T10:42:07.000Z" }],
    verification: { checks: 12, failed: 3, noData: 1, bakeSeconds: 7 },
  });
}

describe("a record", () => {
  test("of the first version is read as it was meant", async () => {
    await state.write(`${KEY}/00000001`, Buffer.from(FIRST), "absent");
    const read = await lastSucceeded(state, "orders", "dev");
    expect(read).toMatchObject({
      version: "1.8.2",
      verdict: "succeeded",
      gates: [],
      exposures: [],
      history: { length: 5 },
    });
    expect(read && deploymentSentence(read)).toMatch(
      /^orders 1\.8\.2 \(.*\) serves dev since 10:42:07 UTC; 118 checks, none failed; before it 1\.8\.1 \(.*\)\.$/,
    );
    await expect(closeAbandoned(state, "orders", "dev", new Date())).resolves.toEqual([]);
  });

  test("comes back as it was written", async () => {
    const written = await all();
    expect(await recentDeployments(state, "orders", "dev")).toEqual([written]);
  });

  test.each<[string, Record<string, unknown>]>([
    ["an answer that there is not", { gates: [{ gate: "freeze", answer: "maybe", reason: "" }] }],
    ["a gate without a reason", { gates: [{ gate: "freeze", answer: "allow" }] }],
    ["gates that are no list", { gates: {} }],
    ["a cut exposure", { exposures: [{ workload: "workloads.main" }] }],
    ["force without a reason", { force: {} }],
    ["a verdict that there is not", { verdict: "fine" }],
    ["a property of every object as verdict", { verdict: "constructor" }],
  ])("with %s is refused by name", async (_, change) => {
    await all();
    const record = await readRecord(state, KEY, 1);
    const value = { ...JSON.parse(JSON.stringify(record?.value)), ...change };
    await writeRecord(state, KEY, 1, value, record?.version ?? "absent");
    await expect(recentDeployments(state, "orders", "dev")).rejects.toMatchObject({ code: "delivery/record-damaged" });
  });

  test("of many is read newest first, up to a number", async () => {
    const one = await addRecord(state, { release: releaseRecord("1.0.0"), verdict: "succeeded" });
    for (let number = 2; number <= RECENT_DEPLOYMENTS + 5; number += 1) {
      await writeRecord(state, KEY, number, { ...one, number }, "absent");
    }
    const found = await recentDeployments(state, "orders", "dev");
    expect(found.map(({ number }) => number)).toEqual(
      Array.from({ length: RECENT_DEPLOYMENTS }, (_, index) => RECENT_DEPLOYMENTS + 5 - index),
    );
  });

  test("of an attempt that was killed says what is known", async () => {
    for (const verdict of ["in_progress", "gated", "requested"] as const) {
      await addRecord(state, { release: releaseRecord("1.0.0"), verdict });
    }
    const closed = await closeAbandoned(state, "orders", "dev", new Date("2026-03-02T10:00:00Z"));
    expect(closed.map(({ verdict }) => verdict)).toEqual(["cancelled", "cancelled", "inconclusive"]);
    expect(closed[0]?.history.at(-1)).toEqual({
      state: "cancelled",
      at: "2026-03-02T10:00:00.000Z",
      reason: "The run 7 of anna ended in requested, without a verdict.",
    });
  });
});

describe("the payload", () => {
  test("has what metrics are computed from, and nothing else", async () => {
    expect(deploymentPayload(await all())).toEqual({
      v: 1,
      service: "orders",
      version: "1.8.2",
      artifact: { name: "orders-1.8.2.tar.gz", digest: digestOf("1.8.2") },
      previous: { number: 3, version: "1.8.1", digest: digestOf("1.8.1") },
      kind: "hotfix",
      rollbackOf: 2,
      incident: "INC-7",
      run: { id: "7", attempt: 1, actor: "anna" },
      gates: [
        { gate: "freeze", answer: "allow", reason: "No freeze holds now." },
        { gate: "approvals", answer: "deny", reason: "So far nobody.", todo: "Ask somebody." },
      ],
      verification: { checks: 12, failed: 3, noData: 1, bakeSeconds: 7 },
      exposedAt: "2026-03-01T10:00:00.000Z",
      verdict: "rolled_back",
    });
  });

  test("says null for what was not, and is the same after the record was read", async () => {
    const written = await addRecord(state, { release: releaseRecord("1.0.0"), verdict: "refused" });
    const payload = deploymentPayload(written);
    expect(payload).toMatchObject({ previous: null, exposedAt: null, verdict: "refused" });
    expect(Object.keys(payload)).not.toContain("incident");
    const record = await readRecord(state, KEY, 1);
    const read = decodeDeployment(record?.value ?? null, KEY);
    expect(JSON.stringify(deploymentPayload(read))).toBe(JSON.stringify(payload));
  });
});

test.each<[Deployment["verdict"], RegExp]>([
  ["requested", /^The deployment of orders 1\.0\.0 \(sha256:[0-9a-f]{12}\) to dev is requested\.$/],
  ["gated", /^The deployment of .* to dev is gated\.$/],
  ["refused", /^orders 1\.0\.0 \(.*\) was refused for dev\.$/],
  ["superseded", /^orders 1\.0\.0 \(.*\) came too late for dev\.$/],
  ["rolled_back", /^orders 1\.0\.0 \(.*\) was taken back from dev\.$/],
  ["inconclusive", /^Nobody knows whether orders 1\.0\.0 \(.*\) serves dev\.$/],
])("%s has a sentence", async (verdict, sentence) => {
  expect(deploymentSentence(await addRecord(state, { release: releaseRecord("1.0.0"), verdict }))).toMatch(sentence);
});
