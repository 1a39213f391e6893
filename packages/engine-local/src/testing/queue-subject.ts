import type { ConformanceSubject, ExampleThing } from "@towpath/provisioning/conformance";
import pg from "pg";
import { PgBoss } from "pg-boss";
import { postgresDriver } from "../postgres/postgres-driver.ts";
import { postgresServers } from "../postgres/postgres-servers.ts";
import { queueDriver } from "../queue/queue-driver.ts";
import { foldersAt } from "./local-fixture.ts";
import { starterType } from "./starter-type.ts";
import { textOutput } from "./text-output.ts";

/** Uses a queue as a service would. */
export async function asService<T>(url: string, work: (boss: PgBoss) => Promise<T>): Promise<T> {
  const boss = new PgBoss({ connectionString: url, max: 2, supervise: false, schedule: false });
  boss.on("error", () => {});
  await boss.start();
  try {
    return await work(boss);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** What the conformance kit needs to know of queue. @param home a data folder */
export default function queueSubject(home: string): ConformanceSubject {
  const folders = foldersAt(home);
  const name = ({ outputs }: ExampleThing) => textOutput(outputs, "name");
  const url = ({ outputs }: ExampleThing) => textOutput(outputs, "url");
  const byHand = async (thing: ExampleThing, sql: string) => {
    const client = new pg.Client({ connectionString: url(thing) });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  return {
    driver: () => queueDriver(folders, postgresDriver(folders)),
    type: starterType("queue"),
    example: { settings: { retryLimit: 3 } },
    changes: [
      { name: "settings.retryLimit", to: { settings: { retryLimit: 5 } } },
      {
        name: "settings.retryDelaySeconds",
        to: { settings: { retryLimit: 3, retryDelaySeconds: 4, retryBackoff: true } },
      },
      { name: "settings.deadLetter", to: { settings: { retryLimit: 3, deadLetter: false } } },
      { name: "settings.retentionDays", to: { settings: { retryLimit: 3, retentionDays: 2, expireSeconds: 60 } } },
    ],
    disturbances: [
      {
        name: "a deleted queue",
        disturb: (thing) => asService(url(thing), (boss) => boss.deleteQueue(name(thing))),
        isMended: (thing) => asService(url(thing), async (boss) => (await boss.getQueue(name(thing))) !== null),
      },
      {
        name: "another retry limit",
        disturb: (thing) => asService(url(thing), (boss) => boss.updateQueue(name(thing), { retryLimit: 9 })),
      },
      { name: "dropped tables", disturb: (thing) => byHand(thing, "DROP SCHEMA pgboss CASCADE") },
    ],
    data: {
      put: (thing) => asService(url(thing), async (boss) => void (await boss.send(name(thing), { kept: 42 }))),
      isThere: (thing) =>
        asService(url(thing), async (boss) => (await boss.getQueueStats(name(thing), { force: true })).length > 0),
    },
    leftovers: async () =>
      (await postgresServers(folders)).flatMap(({ things, pid, title }) => [
        ...things.map(({ id }) => id),
        ...(pid !== undefined && things.length === 0 ? [`${title} runs`] : []),
      ]),
    module: { url: import.meta.url, argument: home },
  };
}
