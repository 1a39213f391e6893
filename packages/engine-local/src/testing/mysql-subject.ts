import { readdirSync } from "node:fs";
import type { ConformanceSubject, ExampleThing } from "@towpath/provisioning/conformance";
import { createConnection } from "mysql2/promise";
import { asAdmin, rows } from "../mysql/mysql-admin.ts";
import { mysqlDriver } from "../mysql/mysql-driver.ts";
import { existingInstances, mysqlInstance, readInstance } from "../mysql/mysql-instance.ts";
import { mysqlServers } from "../mysql/mysql-servers.ts";
import { processesIn } from "../processes/processes-in.ts";
import { foldersAt } from "./local-fixture.ts";
import { starterType } from "./starter-type.ts";
import { textOutput } from "./text-output.ts";

/** Runs a statement as a service would. */
export async function asService(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const connection = await createConnection(url);
  try {
    return await rows(connection, sql);
  } finally {
    connection.destroy();
  }
}

/** What the conformance kit needs to know of mysql. @param home a data folder */
export default function mysqlSubject(home: string): ConformanceSubject {
  const folders = foldersAt(home);
  const byHand = async (sql: string) => {
    const instance = mysqlInstance("mariadb", folders);
    const port = (await readInstance(instance))?.port ?? 0;
    await asAdmin(instance, port, new AbortController().signal, (connection) => rows(connection, sql));
  };
  const name = ({ outputs }: ExampleThing) => textOutput(outputs, "name");
  const user = ({ outputs }: ExampleThing) => `'${textOutput(outputs, "username")}'@'%'`;
  const url = ({ outputs }: ExampleThing) => textOutput(outputs, "url");
  return {
    driver: () => mysqlDriver(folders),
    type: starterType("mysql"),
    example: { version: "10.11", settings: { maxConnections: 20 } },
    changes: [
      { name: "settings.maxConnections", to: { version: "10.11", settings: { maxConnections: 30 } } },
      {
        name: "settings.collation",
        to: { version: "10.11", settings: { maxConnections: 20, collation: "utf8mb4_bin" } },
      },
      {
        name: "settings.characterSet",
        to: { version: "10.11", settings: { maxConnections: 20, characterSet: "latin1" } },
      },
    ],
    disturbances: [
      {
        name: "a dropped grant",
        disturb: (thing) => byHand(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${user(thing)}`),
        isMended: async (thing) => (await asService(url(thing), "SHOW TABLES")) !== undefined,
      },
      { name: "a grant of everything", disturb: (thing) => byHand(`GRANT SELECT ON *.* TO ${user(thing)}`) },
      {
        name: "another user in it",
        disturb: (thing) => byHand(`GRANT SELECT ON \`${name(thing)}\`.* TO 'stranger'@'%' IDENTIFIED BY 'x'`),
      },
      { name: "another limit", disturb: (thing) => byHand(`ALTER USER ${user(thing)} WITH MAX_USER_CONNECTIONS 3`) },
      {
        name: "another character set",
        disturb: (thing) => byHand(`ALTER DATABASE \`${name(thing)}\` CHARACTER SET latin1`),
      },
      {
        name: "another password",
        disturb: (thing) => byHand(`ALTER USER ${user(thing)} IDENTIFIED BY 'other'`),
        isMended: async (thing) => (await asService(url(thing), "SELECT 1")).length === 1,
      },
      { name: "a dropped user", disturb: (thing) => byHand(`DROP USER ${user(thing)}`) },
      { name: "a dropped database", disturb: (thing) => byHand(`DROP DATABASE \`${name(thing)}\``) },
    ],
    data: {
      async put(thing) {
        await asService(url(thing), "CREATE TABLE IF NOT EXISTS kept (x INT)");
        await asService(url(thing), "INSERT INTO kept VALUES (42)");
      },
      async isThere(thing) {
        const [row] = await asService(url(thing), "SELECT x FROM kept");
        return row?.["x"] === 42;
      },
    },
    async leftovers() {
      const databases = existingInstances(folders).flatMap(({ data }) =>
        readdirSync(data).filter((entry) => entry.startsWith("conform")),
      );
      const recorded = (await mysqlServers(folders)).flatMap(({ things }) => things.map(({ id }) => id));
      // One that serves somebody goes on running; one that serves nobody is left over.
      const running = recorded.length > 0 ? [] : processesIn(folders.servers);
      return [...databases, ...recorded, ...running.map(({ program, pid }) => `${program} (${pid})`)];
    },
    module: { url: import.meta.url, argument: home },
  };
}
