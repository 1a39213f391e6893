import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Observed } from "@towpath/provisioning";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bucketId } from "../bucket/bucket-names.ts";
import { isRunning } from "../processes/process-record.ts";
import { processesIn } from "../processes/processes-in.ts";
import { findServerPrograms } from "../programs/find-server-program.ts";
import { serverProcess } from "../programs/machine-server.ts";
import { stopServers } from "../stop-servers.ts";
import { type LocalFixture, localFixture, request, scope } from "../testing/local-fixture.ts";
import { asService } from "../testing/redis-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { type RedisHave, redisDriver } from "./redis-driver.ts";
import { allRedis, readRedis, redisPlaces, writeRedis } from "./redis-record.ts";
import type { RedisWant } from "./redis-want.ts";

type Made = Observed<RedisWant, RedisHave>;

let local: LocalFixture;
let driver: ReturnType<typeof redisDriver>;
const cache = scope("cache");

beforeEach(() => {
  local = localFixture();
  driver = redisDriver(local.folders);
});
afterEach(() => local.close());

async function create(of = cache, settings: object = {}): Promise<Made> {
  const made = await driver.create(of, driver.want(request(of, "redis", { settings: { ...settings } })), local.step);
  local.remember(made.outputs);
  return made;
}

const url = (made: Made) => textOutput(made.outputs, "url");
const set = (made: Made, value: string) => asService(url(made), (client) => client.set("key", value));
const get = (made: Made) => asService(url(made), (client) => client.get("key"));

async function serverOf(of = cache) {
  const record = await readRedis(bucketId(of), local.folders);
  const process = record && serverProcess(record);
  if (!record || !process) throw new Error("no server runs");
  return { record, process };
}

function stop(service = "orders") {
  const { clock, signal } = local.step;
  return stopServers({ folders: local.folders, service, environment: "dev", clock, signal });
}

const probe = localFixture();
const programs = await findServerPrograms("redis", { ...probe.step, folders: probe.folders });
await probe.close();

// npm cannot bring Redis: a machine without it cannot serve one.
describe.skipIf(programs.length === 0)("a redis", () => {
  test("is a server of its own with a user who may do everything but administration", async () => {
    expect(await driver.read(cache, undefined, local.step)).toBeUndefined();
    const made = await create(cache, { maxMemoryMiB: 12, eviction: "allkeys-lru" });
    expect(made.want).toMatchObject({ maxMemoryMiB: 12, eviction: "allkeys-lru", persistence: "disk" });
    expect(url(made)).toMatch(/^redis:\/\/cache-user:\w+@127\.0\.0\.1:\d+$/);
    await set(made, "good day");
    expect(await get(made)).toBe("good day");
    await asService(url(made), async (client) => {
      expect(await client.info("server")).toContain("redis_version");
      await client.flushDb();
      for (const command of [["CONFIG", "GET", "*"], ["ACL", "LIST"], ["SHUTDOWN"], ["MONITOR"]])
        await expect(client.sendCommand(command)).rejects.toThrow(/NOPERM|no permissions/i);
    });
    expect(await driver.read(cache, made, local.step)).toEqual(made);
  });

  test("refuses another password, and whoever has none", async () => {
    const made = await create();
    await expect(asService(url(made).replace(/:\w+@/, ":wrong@"), (client) => client.ping())).rejects.toThrow(
      /WRONGPASS/,
    );
    const port = String(made.outputs["port"]);
    for (const login of ["", ":@", "default:@", "default:default@"])
      await expect(asService(`redis://${login}127.0.0.1:${port}`, (client) => client.get("key"))).rejects.toThrow(
        /NOAUTH|WRONGPASS/,
      );
  });

  test("stands beside another one, and neither knows the other's users", async () => {
    const [mine, others] = [await create(), await create(scope("cache", "billing"))];
    expect(mine.outputs["port"]).not.toBe(others.outputs["port"]);
    const trespass = url(mine).replace(/\d+$/, String(others.outputs["port"]));
    await expect(asService(trespass, (client) => client.ping())).rejects.toThrow(/WRONGPASS/);
    await driver.delete(cache, mine, local.step);
    await set(others, "still here");
  });

  test("that was killed is said to be stopped, and started by an update with what it was told last", async () => {
    const made = await create();
    await set(made, "kept");
    const { process: before } = await serverOf();
    const file = redisPlaces(made.have.id, local.folders).record;
    process.kill(before.pid, "SIGKILL");
    await vi.waitFor(() => expect(isRunning(before)).toBe(false));
    const record = readFileSync(file, "utf8");
    expect(await driver.read(cache, made, local.step)).toMatchObject({
      want: made.want,
      have: made.have,
      status: "stopped",
      message: expect.stringMatching(/^(Redis|Valkey) [\d.]+ is stopped\.$/),
    });
    expect(readFileSync(file, "utf8")).toBe(record);
    expect((await driver.update(cache, made.want, made, local.step)).outputs).toEqual(made.outputs);
    expect(await get(made)).toBe("kept");
  });

  test("keeps nothing when it is told to keep nothing, and what it holds when that changes while it runs", async () => {
    const forgetful = await create(cache, { persistence: "none" });
    await set(forgetful, "gone");
    expect((await stop()).map(({ status }) => status)).toEqual(["stopped"]);
    expect((await driver.update(cache, forgetful.want, forgetful, local.step)).status).toBe("ready");
    expect(await get(forgetful)).toBeNull();

    await set(forgetful, "kept");
    const want = { ...forgetful.want, persistence: "disk" };
    const { process: running } = await serverOf();
    const keeping = await driver.update(cache, want, forgetful, local.step);
    expect((await serverOf()).process.pid).toBe(running.pid);
    expect(keeping.want).toEqual(want);
    await stop();
    await driver.update(cache, want, keeping, local.step);
    expect(await get(forgetful)).toBe("kept");
    expect(driver.assess?.({ ...want, persistence: "none" }, keeping)).toMatchObject({
      action: "update",
      risk: "data-loss", // not without consent by name
      reasons: ["What it holds is lost from now on whenever it stops."],
    });
  });

  test("a start that nobody wrote down is found, not doubled", async () => {
    const made = await create();
    const { record, process: running } = await serverOf();
    await writeRedis({ ...record, process: undefined }, local.folders); // as if the command had been killed after the start
    expect((await driver.read(cache, made, local.step))?.status).toBe("ready");
    expect((await driver.update(cache, made.want, made, local.step)).status).toBe("ready");
    expect((await serverOf()).process.pid).toBe(running.pid);
  });

  test("moves to another port when its own is taken, says so, and its addresses follow", async () => {
    const made = await create();
    await stop();
    const port = Number(made.outputs["port"]);
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    try {
      const moved = await driver.update(cache, made.want, made, local.step);
      expect(moved.outputs["port"]).not.toBe(port);
      expect(local.notices).toContainEqual(expect.stringContaining(`Port ${port} is taken`));
      await set(moved, "x");
    } finally {
      taker.close();
    }
  });

  test("a rename is written down by an update, and nothing else of it changes", async () => {
    const made = await create();
    const renamed = scope("store");
    expect(await driver.read(renamed, made, local.step)).toEqual(made);
    expect(await driver.update(renamed, made.want, made, local.step)).toEqual(made);
    expect((await allRedis(local.folders)).map(({ address }) => address)).toEqual(["resources.store"]);
  });

  test("one that nobody recorded gets a new password, and the old one opens nothing", async () => {
    const first = await create();
    expect((await driver.read(cache, undefined, local.step))?.outputs).not.toHaveProperty("password");
    const second = await create();
    expect(url(second)).not.toBe(url(first));
    await set(second, "x");
    await expect(get(first)).rejects.toThrow(/WRONGPASS/);
  });

  test("is taken over by its id, and no other's is", async () => {
    const made = await create();
    expect(await driver.find?.(cache, made.have.id, local.step)).toEqual({ want: made.want, have: made.have });
    await expect(driver.find?.(scope("other"), made.have.id, local.step)).rejects.toMatchObject({
      code: "engine-local/adopt-refused",
    });
    await expect(driver.find?.(cache, "../x", local.step)).rejects.toMatchObject({ code: "engine-local/adopt-id" });
    expect(await driver.find?.(cache, "absent", local.step)).toBeUndefined();
    const unknown = { ...local.step, outputs: async () => undefined };
    expect((await driver.read(cache, made, unknown))?.want.password).toBe("not recorded");
  });

  test("is gone when it is deleted: no process, no file", async () => {
    const made = await create();
    const { process: running } = await serverOf();
    await driver.delete(cache, made, local.step);
    expect(isRunning(running)).toBe(false);
    expect(existsSync(redisPlaces(made.have.id, local.folders).root)).toBe(false);
    expect(await driver.read(cache, made, local.step)).toBeUndefined();
    await driver.delete(cache, made, local.step);
  });

  test("keeps its password out of files, command lines and environments", async () => {
    const made = await create();
    const password = textOutput(made.outputs, "password");
    const places = redisPlaces(made.have.id, local.folders);
    for (const file of [places.adminFile, places.users, places.log])
      expect(statSync(file).mode & 0o777, file).toBe(0o600);
    expect(statSync(places.data).mode & 0o777).toBe(0o700);
    const admin = readFileSync(places.adminFile, "utf8");
    const { process: running } = await serverOf();
    if (existsSync("/proc/self"))
      for (const file of ["cmdline", "environ"])
        for (const secret of [password, admin])
          expect(readFileSync(`/proc/${running.pid}/${file}`, "utf8")).not.toContain(secret);
    const script = 'grep -rlF -- "$1" "$2" "$3" || true';
    const args = ["-c", script, "sh", password, local.home, local.folders.servers];
    expect((await promisify(execFile)("/bin/sh", args)).stdout).toBe("");
    const byAdmin = await promisify(execFile)("/bin/sh", ["-c", script, "sh", admin, places.data, places.users]);
    expect(byAdmin.stdout).toBe("");
  });

  // Another user's server runs as that user anyway; only root has to hand it to somebody else.
  test.skipIf(process.getuid?.() !== 0)("does not run as root", async () => {
    await create();
    expect(statSync(`/proc/${(await serverOf()).process.pid}`).uid).toBe(local.folders.serverUser?.uid);
  });

  test.each([
    [{ settings: { maxMemoryMiB: "1gb" } }, /"maxMemoryMiB" of resources\.cache is "1gb"/],
    [{ settings: { eviction: "lru" } }, /"eviction" .* needs one of noeviction, allkeys-lru/],
    [{ settings: { persistence: true } }, /"persistence"/],
    [{ options: { accept: 1 } }, /says accept: 1/],
  ])("refuses %j", (more, message) => {
    expect(() => driver.want(request(cache, "redis", more))).toThrow(message);
  });

  test("two commands at once, and those that are killed at any moment, leave what the next one finishes", async () => {
    const script = join(import.meta.dirname, "..", "testing", "create-resource.ts");
    const run = (service: string) =>
      promisify(execFile)(process.execPath, ["--conditions=@towpath/source", script, local.home, "redis", service], {
        killSignal: "SIGKILL",
      });
    await Promise.all([run("orders"), run("orders"), run("billing")]);
    expect(await allRedis(local.folders)).toHaveLength(2);
    expect(processesIn(local.folders.servers)).toHaveLength(2);
    const rounds = process.env["TOWPATH_LONG"] ? 60 : 4;
    for (let round = 0; round < rounds; round += 1) {
      const of = scope("db", `service-${round}`);
      const running = run(of.service);
      const timer = setTimeout(() => running.child.kill("SIGKILL"), 250 + (round * 300) / rounds);
      await running.catch(() => {});
      clearTimeout(timer);
      await driver.read(of, undefined, local.step);
      const made = await create(of);
      expect(made.want).toEqual(driver.want(request(of, "redis")));
      await set(made, "x");
      await driver.delete(of, made, local.step);
      expect(await readRedis(made.have.id, local.folders)).toBeUndefined();
    }
    expect(processesIn(local.folders.servers)).toHaveLength(2);
  });
});
