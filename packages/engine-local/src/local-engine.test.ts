import { execFileSync } from "node:child_process";
import { Secret } from "@towpath/core";
import {
  applyEnvironment,
  type Environment,
  isEmptyPlan,
  observeEnvironment,
  planEnvironment,
  prepareEnvironment,
} from "@towpath/provisioning";
import pg from "pg";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { bucketProcess } from "./bucket/azurite.ts";
import { allBuckets } from "./bucket/bucket-record.ts";
import { makeFolder } from "./data-folder/private-files.ts";
import { clusterOf } from "./postgres/cluster.ts";
import { runningPostmaster } from "./postgres/postmaster.ts";
import { stopServers } from "./stop-servers.ts";
import { environmentOf } from "./testing/environment-of.ts";
import { type LocalFixture, localFixture } from "./testing/local-fixture.ts";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders }
resources:
  db: { type: postgres, version: "17", settings: { maxConnections: LIMIT } }
  uploads: { type: bucket }
`;

let local: LocalFixture;
beforeEach(async () => {
  local = localFixture();
  await makeFolder(local.home, local.folders);
});
afterEach(() => local.close());

const environment = (limit: number) => environmentOf(local, MANIFEST.replace("LIMIT", String(limit)));

const actions = (plan: { changes: readonly { address: string; action: string }[] }) =>
  plan.changes.map(({ address, action }) => `${action} ${address}`);

async function statuses(of: Environment): Promise<readonly string[]> {
  const { resources } = await observeEnvironment(of);
  return resources.map(({ status, drift }) => (drift.length > 0 ? `${status}, drifted` : status));
}

/** The processes of servers. */
async function running(): Promise<readonly number[]> {
  const postmaster = await runningPostmaster(clusterOf("17", local.folders));
  const buckets = (await allBuckets(local.folders)).flatMap((bucket) => bucketProcess(bucket)?.pid ?? []);
  return [...(postmaster ? [postmaster.pid] : []), ...buckets];
}

async function password(of: Environment): Promise<string> {
  const value = await of.context.outputs("resources.db", "password");
  return value instanceof Secret ? value.reveal() : "";
}

test("one apply makes it, the next changes nothing, a changed setting is changed in place", async () => {
  const first = await environment(20);
  expect(await prepareEnvironment(first)).toEqual([]);
  const applied = await applyEnvironment(first);
  expect(actions(applied.plan)).toEqual(["create resources.db", "create resources.uploads"]);
  expect(applied.outcome.status).toBe("done");

  const again = await applyEnvironment(await environment(20));
  expect(actions(again.plan)).toEqual(["none resources.db", "none resources.uploads"]);

  const changed = await applyEnvironment(await environment(30));
  expect(actions(changed.plan)).toEqual(["update resources.db", "none resources.uploads"]);
  expect(changed.outcome.status).toBe("done");
  expect(actions(await planEnvironment(await environment(30), "match"))).toEqual([
    "none resources.db",
    "none resources.uploads",
  ]);
});

test("servers that were killed, or stopped by down, are there again after the next apply", async () => {
  const world = await environment(20);
  await applyEnvironment(world);
  const url = await world.context.outputs("resources.db", "url");
  if (!(url instanceof Secret)) throw new Error("no url");

  const pids = await running();
  expect(pids).toHaveLength(2);
  for (const pid of pids) process.kill(pid, "SIGKILL");
  await vi.waitFor(async () => expect(await running()).toEqual([]));
  expect(await statuses(world)).toEqual(["stopped", "stopped"]);
  const after = await applyEnvironment(await environment(20));
  expect(actions(after.plan)).toEqual(["update resources.db", "update resources.uploads"]);
  expect(await statuses(world)).toEqual(["ready", "ready"]);

  const { clock, signal } = local.step;
  await stopServers({ folders: local.folders, service: "orders", environment: "dev", clock, signal });
  expect(await statuses(world)).toEqual(["stopped", "stopped"]);
  const approved = await planEnvironment(await environment(20), "match");
  expect(approved.changes).toMatchObject([
    { action: "update", risk: "none", reasons: ["PostgreSQL 17 is stopped."], diff: [] },
    { action: "update", risk: "none", reasons: ["Azurite is stopped."], diff: [] },
  ]);
  expect(await running()).toEqual([]);

  expect((await applyEnvironment(await environment(20), { approved })).outcome.status).toBe("done");
  expect(isEmptyPlan(await planEnvironment(await environment(20), "match"))).toBe(true);
  expect(await statuses(world)).toEqual(["ready", "ready"]);
  expect(await running()).toHaveLength(2);
  const client = new pg.Client({ connectionString: url.reveal() });
  await client.connect();
  await client.end();
});

test("what is stopped is destroyed as well, and leaves nothing running", async () => {
  await applyEnvironment(await environment(20));
  const { clock, signal } = local.step;
  await stopServers({ folders: local.folders, service: "orders", environment: "dev", clock, signal });
  const consent = { allowed: ["data-loss:resources.db", "data-loss:resources.uploads"] };
  const { plan, outcome } = await applyEnvironment(await environment(20), { goal: "destroy", consent });
  expect(actions(plan)).toEqual(["delete resources.db", "delete resources.uploads"]);
  expect(outcome.status).toBe("done");
  expect(await running()).toEqual([]);
  expect(await statuses(await environment(20))).toEqual(["missing", "missing"]);
});

test("no secret is in a file in clear text", async () => {
  const world = await environment(20);
  await applyEnvironment(world);
  const key = await world.context.outputs("resources.uploads", "key");
  const secrets = [await password(world), key instanceof Secret ? key.reveal() : ""];
  for (const secret of secrets) {
    expect(secret.length).toBeGreaterThan(20);
    const script = 'grep -rlF -- "$1" "$2" "$3" || true';
    const found = execFileSync("/bin/sh", ["-c", script, "sh", secret, local.home, local.folders.servers]);
    expect(String(found)).toBe("");
  }
});

test("destroying keeps data unless it is named, and then leaves nothing running", async () => {
  await applyEnvironment(await environment(20));
  const kept = await applyEnvironment(await environment(20), { goal: "destroy" });
  expect(actions(kept.plan)).toEqual(["retain resources.db", "retain resources.uploads"]);
  const consent = { allowed: ["data-loss:resources.db", "data-loss:resources.uploads"] };
  const gone = await applyEnvironment(await environment(20), { goal: "destroy", consent });
  expect(gone.outcome.status).toBe("done");
  expect(await runningPostmaster(clusterOf("17", local.folders))).toBeUndefined();
  expect(await allBuckets(local.folders)).toEqual([]);
});
