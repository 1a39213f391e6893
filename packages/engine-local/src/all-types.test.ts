import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Secret } from "@towpath/core";
import {
  applyEnvironment,
  isEmptyPlan,
  observeEnvironment,
  planEnvironment,
  prepareEnvironment,
} from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeFolder } from "./data-folder/private-files.ts";
import { findServerPrograms } from "./programs/find-server-program.ts";
import { listServers } from "./servers/list-servers.ts";
import { stopServers } from "./stop-servers.ts";
import { environmentOf } from "./testing/environment-of.ts";
import { type LocalFixture, localFixture } from "./testing/local-fixture.ts";

const MANIFEST = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders }
resources:
  cache: { type: redis, settings: { persistence: none } }
  db: { type: postgres, version: "17" }
  jobs: { type: queue }
  shop: { type: mysql }
  uploads: { type: bucket }
`;
const NAMES = ["cache", "db", "jobs", "shop", "uploads"];

let local: LocalFixture;
beforeEach(async () => {
  local = localFixture();
  await makeFolder(local.home, local.folders);
});
afterEach(() => local.close());

const environment = (manifest = MANIFEST, platformFile?: string) => environmentOf(local, manifest, platformFile);

const running = async () => (await listServers(local.folders)).flatMap(({ pid }) => pid ?? []);
const statuses = async () => (await observeEnvironment(await environment())).resources.map(({ status }) => status);
const all = (status: string) => NAMES.map(() => status);

const probe = localFixture();
const context = { ...probe.step, folders: probe.folders };
const programs = [await findServerPrograms("mysql", context), await findServerPrograms("redis", context)];
await probe.close();

// npm cannot bring MariaDB and Redis: a machine that lacks one of them cannot serve all types.
describe.skipIf(programs.some(({ length }) => length === 0))("all types of the starter platform", () => {
  test("are made beside each other, come back after a kill and after down, and leave nothing", async () => {
    expect(await prepareEnvironment(await environment())).toEqual([]);
    const made = await applyEnvironment(await environment());
    expect(made.outcome.changes.map(({ message }) => message ?? "")).toEqual(NAMES.map(() => ""));
    expect(made.plan.changes.map(({ action }) => action)).toEqual(all("create"));
    expect(isEmptyPlan(await planEnvironment(await environment(), "match"))).toBe(true);
    expect(await statuses()).toEqual(all("ready"));

    const servers = await running();
    expect(servers).toHaveLength(4); // the queue is on the PostgreSQL of the database
    for (const pid of servers) process.kill(pid, "SIGKILL");
    await vi.waitFor(async () => expect(await running()).toEqual([]));
    expect(await statuses()).toEqual(all("stopped"));
    expect((await applyEnvironment(await environment())).outcome.status).toBe("done");
    expect(await statuses()).toEqual(all("ready"));

    const { clock, signal } = local.step;
    const stopped = await stopServers({ folders: local.folders, service: "orders", environment: "dev", clock, signal });
    expect(stopped.map(({ title, status }) => `${title}: ${status}`).sort()).toEqual([
      "Azurite of resources.uploads: stopped",
      "MariaDB: stopped",
      "PostgreSQL 17: stopped",
      "Redis of resources.cache: stopped",
    ]);
    expect(await running()).toEqual([]);
    expect(await statuses()).toEqual(all("stopped"));
    expect((await applyEnvironment(await environment())).outcome.status).toBe("done");

    const secrets = await Promise.all(
      NAMES.map((name) => outputOf(`resources.${name}`, name === "uploads" ? "key" : "password")),
    );
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      const script = 'grep -rlF -- "$1" "$2" "$3" || true';
      const found = execFileSync("/bin/sh", ["-c", script, "sh", secret, local.home, local.folders.servers]);
      expect(String(found)).toBe("");
    }

    const kept = await applyEnvironment(await environment(), { goal: "destroy" });
    expect(kept.plan.changes.map(({ action }) => action)).toEqual(all("retain"));
    const consent = { allowed: NAMES.map((name) => `data-loss:resources.${name}`) };
    const gone = await applyEnvironment(await environment(), { goal: "destroy", consent });
    expect(gone.outcome.status).toBe("done");
    expect(await running()).toEqual([]);
    expect((await listServers(local.folders)).flatMap(({ things }) => things)).toEqual([]);
  });

  test("say once, at its line, when the machine's version is not the one that a recipe insists on", async () => {
    const types = join(local.home, "platform", "types");
    mkdirSync(types, { recursive: true });
    const type = (name: string, accept: string) =>
      `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: ${name} }\nversions: [{ version: "99.1", status: current }]\nrecipes: { local: { driver: ${name}, accept: ${accept} } }\n`;
    writeFileSync(join(types, "mysql.yaml"), type("mysql", "same"));
    writeFileSync(join(types, "redis.yaml"), type("redis", "any"));
    writeFileSync(
      join(local.home, "platform", "platform.yaml"),
      "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: acme }\nenvironments: { dev: { engine: local } }\nresourceTypes: [./types/*.yaml]\n",
    );
    const manifest = `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: orders }
resources:
  cache: { type: redis, version: "99.1" }
  shop: { type: mysql, version: "99.1" }
`;
    const found = await prepareEnvironment(await environment(manifest, "platform/platform.yaml"));
    expect(
      found.map(({ code, level, address, places }) => [code, level, address, places[0]?.range?.start.line]),
    ).toEqual([
      ["engine-local/program-version", "advisory", "resources.cache", 5],
      ["engine-local/program-version", "mandatory", "resources.shop", 6],
    ]);
  });
});

async function outputOf(address: string, output: string): Promise<string> {
  const value = await (await environment()).context.outputs(address, output);
  return value instanceof Secret ? value.reveal() : "";
}
