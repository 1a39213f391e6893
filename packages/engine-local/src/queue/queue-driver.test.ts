import type { Observed } from "@towpath/provisioning";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clusterOf } from "../postgres/cluster.ts";
import { postgresDriver } from "../postgres/postgres-driver.ts";
import { runningPostmaster } from "../postgres/postmaster.ts";
import { asSuperuser } from "../postgres/superuser.ts";
import { stopServers } from "../stop-servers.ts";
import { type LocalFixture, localFixture, request, scope } from "../testing/local-fixture.ts";
import { asService as asPostgres } from "../testing/postgres-subject.ts";
import { asService } from "../testing/queue-subject.ts";
import { textOutput } from "../testing/text-output.ts";
import { type QueueHave, queueDriver } from "./queue-driver.ts";
import type { QueueWant } from "./queue-want.ts";

type Made = Observed<QueueWant, QueueHave>;

let local: LocalFixture;
let driver: ReturnType<typeof queueDriver>;
const jobs = scope("jobs");

beforeAll(() => {
  local = localFixture();
  driver = queueDriver(local.folders, postgresDriver(local.folders));
});
afterAll(() => local.close());

async function create(of = jobs, settings: object = {}): Promise<Made> {
  const made = await driver.create(of, driver.want(request(of, "queue", { settings: { ...settings } })), local.step);
  local.remember(made.outputs);
  return made;
}

const text = (made: Made, output: string) => textOutput(made.outputs, output);
const asWorker = <T>(made: Made, work: Parameters<typeof asService<T>>[1]) => asService(text(made, "url"), work);

test("what a service sends, a worker gets; what fails for good is kept apart", async () => {
  expect(await driver.read(jobs, undefined, local.step)).toBeUndefined();
  const made = await create(jobs, { retryLimit: 0 });
  expect(made.outputs).toMatchObject({ name: "jobs", deadLetter: "jobs.failed", schema: "pgboss", host: "127.0.0.1" });
  expect(text(made, "url")).toMatch(/^postgresql:\/\/orders_dev_jobs_\w+:\w+@127\.0\.0\.1:\d+\/orders_dev_jobs_/);
  await asWorker(made, async (boss) => {
    await boss.send("jobs", { order: 7 });
    await boss.send("jobs", { order: 8 });
    const [first] = await boss.fetch<{ order: number }>("jobs");
    expect(first?.data).toEqual({ order: 7 });
    await boss.complete("jobs", first?.id ?? "");
    const [second] = await boss.fetch<{ order: number }>("jobs");
    await boss.fail("jobs", second?.id ?? "", { why: "no stock" });
    expect(await boss.fetch("jobs")).toEqual([]);
    const [failed] = await boss.fetch<{ order: number }>("jobs.failed");
    expect(failed?.data).toEqual({ order: 8 });
  });
  expect(await driver.read(jobs, made, local.step)).toEqual(made);
});

test("settings change in place, and what waits goes on waiting", async () => {
  const of = scope("changing");
  const made = await create(of);
  await asWorker(made, (boss) => boss.send("changing", { order: 1 }));
  const want = driver.want(
    request(of, "queue", { settings: { retryLimit: 9, retryDelaySeconds: 3, retentionDays: 1, deadLetter: false } }),
  );
  expect(driver.assess?.(want, made)).toEqual({ action: "update", risk: "none", reasons: [] });
  const changed = await driver.update(of, want, made, local.step);
  expect(changed.want).toEqual(want);
  expect(changed.outputs["deadLetter"]).toBe("");
  await asWorker(made, async (boss) => {
    expect(await boss.getQueue("changing")).toMatchObject({ retryLimit: 9, retryDelay: 3, deadLetter: null });
    expect(await boss.fetch("changing")).toHaveLength(1);
  });
});

test("keeps its name when the resource is renamed, and its name and address when its server was stopped", async () => {
  const made = await create(scope("old"));
  const renamed = scope("new");
  expect(await driver.update(renamed, made.want, made, local.step)).toMatchObject({
    have: made.have,
    outputs: { name: "old" },
  });
  const { clock, signal } = local.step;
  await stopServers({ folders: local.folders, service: "orders", environment: "dev", clock, signal });
  const seen = await driver.read(renamed, made, local.step);
  expect(seen).toMatchObject({ status: "stopped", want: made.want, have: made.have });
  expect(await runningPostmaster(clusterOf("17", local.folders))).toBeUndefined();
  const started = await driver.update(renamed, made.want, made, local.step);
  expect(text(started, "url")).toBe(text(made, "url"));
  await driver.delete(renamed, started, local.step);
  expect(await driver.read(renamed, started, local.step)).toBeUndefined();
});

test("is made whole by who finds its database half made", async () => {
  const of = scope("half");
  const made = await create(of);
  const { major, database } = made.have.database;
  await asSuperuser(
    clusterOf(major, local.folders),
    Number(made.outputs["port"]),
    "postgres",
    local.step.signal,
    (client) => client.query(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`),
  );
  const seen = await driver.read(of, undefined, local.step);
  expect(seen).toMatchObject({ want: { queue: null } });
  expect(seen?.want).not.toEqual(made.want);
  const whole = await create(of);
  expect(whole).toMatchObject({ want: made.want, status: "ready" });
  await asWorker(whole, (boss) => boss.send("half", { order: 1 }));
});

test("is taken over by its database and its name", async () => {
  const of = scope("adopted");
  const made = await create(of);
  const found = await driver.find?.(of, `17/${made.have.database.database}/adopted`, local.step);
  expect(found).toMatchObject({ have: made.have });
  await expect(driver.find?.(of, "17/x", local.step)).rejects.toMatchObject({ code: "engine-local/adopt-id" });
  await driver.delete(of, made, local.step);
});

test.each([
  [{ retryLimit: -1 }, /"retryLimit" of resources\.jobs is -1; the local queue needs a whole number between 0/],
  [{ expireSeconds: "15m" }, /"expireSeconds"/],
  [{ deadLetter: "yes" }, /"deadLetter" .* needs true or false/],
])("refuses %j", (settings, message) => {
  expect(() => driver.want(request(jobs, "queue", { settings }))).toThrow(message);
});

test("what its owner put in place of its table is not run by who looks at it", async () => {
  const of = scope("trap");
  const made = await create(of);
  const asOwner = <T>(work: Parameters<typeof asPostgres<T>>[1]) => asPostgres(text(made, "url"), work);
  await asOwner((client) =>
    client.query(`CREATE TABLE seen (who text);
      CREATE FUNCTION spring() RETURNS text LANGUAGE sql AS 'INSERT INTO public.seen VALUES (current_user) RETURNING who';
      ALTER TABLE pgboss.queue RENAME TO real;
      CREATE VIEW pgboss.queue AS SELECT * FROM pgboss.real WHERE public.spring() IS NOT NULL`),
  );
  const seen = await driver.read(of, made, local.step);
  expect(seen?.want).toEqual({ ...made.want, queue: null });
  expect((await asOwner((client) => client.query("SELECT who FROM seen"))).rows).toEqual([]);
});
