import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestBytes } from "@towpath/core";
import { fileStore, type StateStore } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { artifactOwner } from "../artifact/artifact-owner.ts";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { artifactStoreFor } from "../artifact/artifact-store-for.ts";
import { advance, type Deployment, type DeploymentState, NOTHING_VERIFIED } from "../deployment/deployment.ts";
import { beginAttempt } from "../deployment/deployment-log.ts";
import { watchedEffects } from "../testing/effects.ts";
import { pruneReleases } from "./prune-releases.ts";
import type { Release } from "./release.ts";
import { recordRelease } from "./release-log.ts";

const DAY = 24 * 60 * 60_000;
const NOW = new Date("2026-11-22T10:00:00Z");
const SETTINGS = { releases: 3, age: 30 * DAY, batch: 1 };
let scratch: string;
let state: StateStore;
let artifacts: ArtifactStore;

const storeOf = (of: StateStore, service = "orders") =>
  artifactStoreFor(
    { artifacts: {}, service, home: join(scratch, "artifacts"), owner: () => artifactOwner(of) },
    { ...watchedEffects().effects, fetch },
  );

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "towpath prune "));
  state = fileStore(join(scratch, "state"));
  artifacts = await storeOf(state);
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** A release that was built so many days ago. */
async function built(
  version: string,
  daysAgo: number,
  { sbom = `sbom ${version}`, content = version } = {},
): Promise<Release> {
  const release: Release = {
    release: 1,
    service: "orders",
    version,
    artifact: { kind: "archive", name: `orders-${version}.tar.gz`, ...(await artifacts.put(bytes(content))) },
    manifest: digestBytes("manifest"),
    createdAt: new Date(NOW.getTime() - daysAgo * DAY).toISOString(),
    sbom: { format: "cyclonedx", ...(await artifacts.put(bytes(sbom))) },
  };
  return recordRelease(state, release);
}

/** The way that a deployment takes to where it ends. */
const WAYS: Partial<Record<DeploymentState, readonly DeploymentState[]>> = {
  requested: [],
  refused: ["refused"],
  in_progress: ["gated", "in_progress"],
  failed_before_exposure: ["gated", "in_progress", "failed_before_exposure"],
  inconclusive: ["gated", "in_progress", "exposed", "inconclusive"],
  rolled_back: ["gated", "in_progress", "exposed", "verifying", "rolled_back"],
  rollback_failed: ["gated", "in_progress", "exposed", "verifying", "rollback_failed"],
  succeeded: ["gated", "in_progress", "exposed", "verifying", "succeeded"],
};

async function deployed(release: Release, verdict: DeploymentState, environment = "dev"): Promise<void> {
  const first: Omit<Deployment, "number"> = {
    v: 1,
    service: "orders",
    environment,
    version: release.version,
    artifact: { name: release.artifact.name, digest: release.artifact.digest },
    release,
    kind: "planned",
    run: { id: "1", attempt: 1, actor: "ann" },
    gates: [],
    exposures: [],
    verification: NOTHING_VERIFIED,
    verdict: "requested",
    history: [{ state: "requested", at: NOW.toISOString() }],
  };
  const attempt = await beginAttempt(state, first);
  for (const step of WAYS[verdict] ?? []) await attempt.change((deployment) => advance(deployment, step, NOW));
}

const prune = (settings = {}) =>
  pruneReleases({ service: "orders", state, artifacts, now: NOW }, { ...SETTINGS, ...settings });
async function contents(store = artifacts): Promise<readonly Digest[]> {
  const found: Digest[] = [];
  for await (const { digest } of store.list()) found.push(digest);
  return found;
}
const has = async (text: string) => (await contents()).includes(digestBytes(text));

test("old releases that nobody deployed go, with what belongs to them; the newest and the young stay", async () => {
  for (const at of [1, 2, 3, 4, 5, 6]) await built(String(at), at === 3 ? 10 : 100 - at);
  expect([...(await prune())].sort()).toEqual(["1", "2", "sbom 1", "sbom 2"].map((text) => digestBytes(text)).sort());
  for (const at of [3, 4, 5, 6]) expect(await has(String(at))).toBe(true);
  expect(await prune()).toEqual([]);
});

describe("what a deployment names", () => {
  test.each([
    ["succeeded", true],
    ["inconclusive", true],
    ["rollback_failed", true],
    ["requested", true],
    ["in_progress", true],
    ["refused", false],
    ["failed_before_exposure", false],
    ["rolled_back", false],
  ] as const)("that is %s is kept: %s", async (verdict, isKept) => {
    const old = await built("old", 100);
    for (const at of [1, 2, 3, 4]) await built(String(at), 90);
    await deployed(old, verdict, "prod");
    await prune();
    expect(await has("old")).toBe(isKept);
    expect(await has("sbom old")).toBe(isKept);
    expect(await has("1")).toBe(false);
  });

  test("is kept in whatever environment, forever", async () => {
    const first = await built("first", 400);
    await deployed(first, "succeeded", "prod");
    for (let at = 0; at < 30; at += 1) {
      await deployed(await built(`${at}`, 300 - at), at % 2 === 0 ? "succeeded" : "refused");
      await prune();
    }
    expect(await has("first")).toBe(true);
    for (let at = 0; at < 27; at += 1) expect(await has(`${at}`)).toBe(at % 2 === 0);
  });

  test("that has not ended is looked at again when it has", async () => {
    const old = await built("old", 100);
    for (const at of [1, 2, 3, 4]) await built(String(at), 90);
    await deployed(old, "in_progress", "prod");
    await prune();
    await state.remove(
      "deployments/orders/prod/00000001",
      (await state.read("deployments/orders/prod/00000001"))?.version ?? "",
    );
    await deployed(old, "refused", "prod");
    expect(await prune()).toContain(digestBytes("old"));
  });
});

test("what was built at no time that is known is kept", async () => {
  await built("1.0.0", 90);
  const [stored] = [await state.read("releases/orders/00000001")];
  const timeless = JSON.parse(Buffer.from(stored?.bytes ?? []).toString());
  const text = JSON.stringify({ ...timeless, createdAt: "once" });
  await state.write("releases/orders/00000001", Buffer.from(text), stored?.version ?? "absent");
  for (let version = 1; version <= 5; version += 1) await built(`1.${version}.0`, 1);
  expect(await pruneReleases({ service: "orders", state, artifacts, now: NOW }, SETTINGS)).toEqual([]);
});

test("what a newer release has as well is kept", async () => {
  await built("1", 100, { content: "same", sbom: "same bill" });
  for (const at of [2, 3, 4]) await built(String(at), 90);
  await built("5", 1, { content: "same", sbom: "same bill" });
  expect([...(await prune())].sort()).toEqual(["2", "sbom 2"].map((text) => digestBytes(text)).sort());
  expect(await has("same")).toBe(true);
});

test("what another state store speaks of, or another service, is kept", async () => {
  const [elsewhere, billing] = [fileStore(join(scratch, "elsewhere")), await storeOf(state, "billing")];
  const release = await built("shared", 100);
  for (const at of [1, 2, 3]) await built(String(at), 90);
  await (await storeOf(elsewhere)).put(artifacts.open(release.artifact.digest));
  await billing.put(artifacts.open(release.sbom?.digest ?? release.artifact.digest));
  await prune();
  expect(await has("shared")).toBe(true);
  expect(await has("sbom shared")).toBe(true);
  expect(await artifacts.has(digestBytes("shared"))).toBe(false);
});

test("nothing is removed where the record cannot be read, and nothing is looked at before there is enough", async () => {
  for (const at of [1, 2, 3, 4, 5]) await built(String(at), 90);
  expect(await prune({ batch: 3 })).toEqual([]);
  await state.write("deployments/orders/prod/00000001", Buffer.from("{"), "absent");
  await expect(prune()).rejects.toMatchObject({ code: "delivery/record-damaged" });
  expect(await has("1")).toBe(true);
});

test("a state store is one owner, also for two who ask it at once", async () => {
  const other = fileStore(join(scratch, "other"));
  const [one, two] = await Promise.all([artifactOwner(other), artifactOwner(other)]);
  expect(one).toBe(two);
  expect(await artifactOwner(other)).toBe(one);
  expect(one).not.toBe(await artifactOwner(state));
});
