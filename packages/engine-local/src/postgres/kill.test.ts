import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { BlobServiceClient } from "@azure/storage-blob";
import { fileStore, openOutput, openSecretBox, readState } from "@towpath/provisioning";
import { afterAll, beforeAll, expect, test } from "vitest";
import { allBuckets } from "../bucket/bucket-record.ts";
import { makeFolder } from "../data-folder/private-files.ts";
import { type LocalFixture, localFixture } from "../testing/local-fixture.ts";
import { asService } from "../testing/postgres-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { clusterOf, existingClusters } from "./cluster.ts";
import { runningPostmaster } from "./postmaster.ts";
import { asSuperuser } from "./superuser.ts";
import { tenantsOf } from "./tenants.ts";

let local: LocalFixture;
beforeAll(async () => {
  local = localFixture();
  await makeFolder(local.home, local.folders);
});
afterAll(() => local.close());

type Step = "create" | "upgrade" | "destroy";
const ARGUMENTS = { create: ["16", "match"], upgrade: ["17", "match"], destroy: ["17", "destroy"] } as const;

/** Runs a command; gives what it printed, or the signal that ended it. */
function run(step: Step, killAt: number): Promise<string> {
  const file = join(import.meta.dirname, "..", "testing", "applying-child.ts");
  const args = ["--conditions=@towpath/source", "--no-warnings", file, local.home, ...ARGUMENTS[step], String(killAt)];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], cwd: "/" });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve) => child.once("close", (_, signal) => resolve(signal ?? text.trim())));
}

async function whole(step: Step, where: string): Promise<number> {
  const said = await run(step, 0);
  expect(said, where).toMatch(/^done \d+$/);
  const state = await readState(fileStore(join(local.home, "state")), "orders/dev");
  expect([state.journal, state.lock], where).toEqual([[], undefined]);
  const expected = { create: ["db", "uploads"], upgrade: ["db", "uploads"], destroy: [] }[step];
  expect(Object.keys(state.resources), where).toEqual(expected.map((name) => `resources.${name}`));
  expect(Object.keys(state.orphans), where).toEqual(step === "upgrade" ? ["resources.db@16"] : []);
  return Number(said.split(" ")[1]);
}

async function outputs(address: string): Promise<{ readonly url: string; readonly connectionString: string }> {
  const state = await readState(fileStore(join(local.home, "state")), "orders/dev");
  const record = state.resources[address];
  if (!record) throw new Error(`${address} is not on record.`);
  const box = await openSecretBox(join(local.home, "key"));
  const opened = Object.fromEntries(
    await Promise.all(
      Object.keys(record.outputs).map(async (name) => [name, (await openOutput(record, name, box)) ?? null] as const),
    ),
  );
  return { url: textOutput(opened, "url"), connectionString: textOutput(opened, "connectionString") };
}

/** What runs of ours, by what the system says: postmasters and Azurites, no children of them. */
function processes(): readonly string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid)) return [];
      const line = readFileSync(`/proc/${pid}/cmdline`, "utf8");
      if (!line.includes(local.home) && !line.includes(local.folders.servers)) return [];
      return [line.includes("azurite") ? "azurite" : line.includes("-D") ? "postgres" : line];
    } catch {
      return []; // it ended in between
    }
  });
}

/** Databases and roles of a server, without its own. */
async function inside(major: "16" | "17"): Promise<readonly unknown[]> {
  const cluster = clusterOf(major, local.folders);
  const server = await runningPostmaster(cluster);
  if (!server) return [];
  return asSuperuser(cluster, server.port, "postgres", local.step.signal, async (client) => {
    const databases = "SELECT datname FROM pg_database WHERE datname LIKE 'orders%'";
    const roles = "SELECT rolname FROM pg_roles WHERE rolname LIKE 'orders%'";
    const found = await Promise.all([databases, roles].map((text) => client.query({ text, rowMode: "array" })));
    return found.map(({ rowCount }) => rowCount);
  });
}

const LIMIT_MS = 900_000;
const DATA = "CREATE TABLE t AS SELECT n, 'row ' || n AS text FROM generate_series(1, 1000) n";
const SEEN = "SELECT count(*)::int AS rows, md5(string_agg(text, ' ' ORDER BY n)) AS digest FROM t";

/** One life of a service, killed once in each step; every step is then gone on with. */
async function life(at: Readonly<Record<Step, number>>): Promise<Readonly<Record<Step, number>>> {
  const where = JSON.stringify(at);
  const killed = async (step: Step) => {
    if (at[step] > 0) expect(await run(step, at[step]), where).toMatch(/^SIGKILL$|^done /);
  };
  await killed("create");
  const created = await whole("create", where);
  expect(processes().toSorted(), where).toEqual(["azurite", "postgres"]);
  expect(await inside("16"), where).toEqual([1, 1]);
  const before = await asService((await outputs("resources.db")).url, async (client) => {
    await client.query(DATA);
    return (await client.query(SEEN)).rows;
  });
  const bucket = async () =>
    BlobServiceClient.fromConnectionString((await outputs("resources.uploads")).connectionString)
      .getContainerClient("uploads")
      .getBlockBlobClient("kept");
  await (await bucket()).upload("kept", 4);

  await killed("upgrade");
  const upgraded = await whole("upgrade", where);
  expect(processes().toSorted(), where).toEqual(["azurite", "postgres"]);
  expect(await inside("17"), where).toEqual([1, 1]);
  const after = await asService((await outputs("resources.db")).url, async (client) => (await client.query(SEEN)).rows);
  expect(after, where).toEqual(before);
  expect(String(await (await bucket()).downloadToBuffer()), where).toBe("kept");

  await killed("destroy");
  const destroyed = await whole("destroy", where);
  // A server lets go of its lock file a moment before it ends; whoever comes then finds none to wait for.
  await expect.poll(processes, { message: where, timeout: 5_000 }).toEqual([]);
  expect(await allBuckets(local.folders), where).toEqual([]);
  for (const cluster of existingClusters(local.folders)) {
    expect(await tenantsOf(cluster), where).toEqual([]);
    expect(existsSync(join(cluster.data, "postmaster.pid")), where).toBe(false);
  }
  return { create: created, upgrade: upgraded, destroy: destroyed };
}

// The processes of a machine are listed where there is a /proc.
test.skipIf(!existsSync("/proc/self"))(
  "commands that are killed at any instant leave what the next one finishes, and lose nothing",
  { timeout: LIMIT_MS },
  async () => {
    const instants = await life({ create: 0, upgrade: 0, destroy: 0 });
    expect(instants.create).toBeGreaterThan(50);
    expect(instants.upgrade).toBeGreaterThan(100);
    const rounds = process.env["TOWPATH_LONG"] ? 20 : 2;
    for (let round = 1; round <= rounds; round += 1) {
      const share = (round - 0.5) / rounds;
      const at = (step: Step) => Math.max(1, Math.round(instants[step] * share));
      await life({ create: at("create"), upgrade: at("upgrade"), destroy: at("destroy") });
    }
  },
);
