import { isJsonObject } from "@towpath/core";
import type { ConformanceSubject, ExampleThing } from "@towpath/provisioning/conformance";
import pg, { type Client } from "pg";
import { type Cluster, clusterOf, existingClusters, MAJORS } from "../postgres/cluster.ts";
import { postgresDriver } from "../postgres/postgres-driver.ts";
import { runningPostmaster } from "../postgres/postmaster.ts";
import { asSuperuser } from "../postgres/superuser.ts";
import { tenantsOf } from "../postgres/tenants.ts";
import { foldersAt } from "./local-fixture.ts";
import { starterType } from "./starter-type.ts";
import { textOutput } from "./text-output.ts";

/** Talks to a database as a service would. */
export async function asService<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What the conformance kit needs to know of postgres. @param home a data folder */
export default function postgresSubject(home: string): ConformanceSubject {
  const folders = foldersAt(home);
  const url = ({ outputs }: ExampleThing) => textOutput(outputs, "url");
  const canConnect = (thing: ExampleThing) =>
    asService(url(thing), async (client) => (await client.query("CREATE TEMP TABLE t (n integer)")) !== undefined);

  /** As the superuser; `:db` is the database and its role. */
  async function byHand(thing: ExampleThing, statements: string, inside = false): Promise<void> {
    const have = isJsonObject(thing.have) ? thing.have : {};
    const name = String(have["database"]);
    const major = MAJORS.find((known) => known === have["major"]) ?? "17";
    const { signal } = new AbortController();
    await asSuperuser(
      clusterOf(major, folders),
      Number(thing.outputs["port"]),
      inside ? name : "postgres",
      signal,
      async (client) => {
        for (const statement of statements.split(";")) await client.query(statement.replaceAll(":db", name));
      },
    );
  }

  const disturbance = (name: string, statements: string, inside = false) => ({
    name,
    disturb: (thing: ExampleThing) => byHand(thing, statements, inside),
    isMended: canConnect,
  });
  const settings = { maxConnections: 5, extensions: ["citext"] };
  return {
    driver: () => postgresDriver(folders),
    type: starterType("postgres"),
    example: { version: "16", settings },
    changes: [
      { name: "settings.maxConnections", to: { version: "16", settings: { ...settings, maxConnections: 6 } } },
      { name: "settings.extensions", to: { version: "16", settings: { ...settings, extensions: ["hstore"] } } },
      { name: "settings.collation", to: { version: "16", settings: { ...settings, collation: "en-US" } } },
      { name: "version 17", to: { version: "17", settings } },
    ],
    disturbances: [
      disturbance("a dropped grant", "REVOKE CONNECT, TEMPORARY ON DATABASE :db FROM :db"),
      disturbance("a privilege for all", "GRANT CREATE ON DATABASE :db TO PUBLIC"),
      disturbance("a grant to somebody else", "GRANT CONNECT ON DATABASE :db TO pg_monitor WITH GRANT OPTION"),
      disturbance("another owner", "ALTER DATABASE :db OWNER TO postgres"),
      disturbance("a superuser", "ALTER ROLE :db SUPERUSER CREATEROLE"),
      disturbance("a role with bounds", "ALTER ROLE :db CONNECTION LIMIT 0 VALID UNTIL '2001-01-01'"),
      disturbance("a role that cannot log in", "ALTER ROLE :db NOLOGIN"),
      disturbance("a member of a group", "GRANT pg_read_all_data TO :db"),
      disturbance("somebody who may be the role", "GRANT :db TO pg_monitor"),
      disturbance("another password", "ALTER ROLE :db PASSWORD 'another'"),
      disturbance("no password", "ALTER ROLE :db PASSWORD NULL"),
      disturbance("a dropped extension", "DROP EXTENSION citext", true),
      disturbance("an extension that nobody asked for", "CREATE EXTENSION hstore", true),
      disturbance("another limit of connections", "ALTER DATABASE :db CONNECTION LIMIT 2"),
      disturbance("a setting that only a superuser makes", "ALTER DATABASE :db SET log_statement = 'all'"),
      disturbance("a setting of the role", "ALTER ROLE :db IN DATABASE :db SET session_replication_role = 'replica'"),
      disturbance("closed to all", "ALTER DATABASE :db ALLOW_CONNECTIONS false"),
      { name: "a dropped database", disturb: (thing) => byHand(thing, "DROP DATABASE :db WITH (FORCE)") },
      {
        name: "a dropped role",
        disturb: (thing) =>
          byHand(thing, "DROP DATABASE :db WITH (FORCE); DROP ROLE :db; CREATE DATABASE :db TEMPLATE template0"),
        isMended: canConnect,
      },
    ],
    data: {
      put: (thing) =>
        asService(url(thing), async (client) => void (await client.query("CREATE TABLE kept AS SELECT 42 AS n"))),
      isThere: (thing) =>
        asService(url(thing), async (client) => (await client.query("SELECT n FROM kept")).rows[0]?.n === 42),
    },
    leftovers: async () => (await Promise.all(existingClusters(folders).map(leftIn))).flat(),
    module: { url: import.meta.url, argument: home },
  };
}

/** What a cluster holds that somebody made: records of databases, and a server that runs. */
async function leftIn(cluster: Cluster): Promise<readonly string[]> {
  const running = await runningPostmaster(cluster);
  return [
    ...(await tenantsOf(cluster)).map(({ database }) => `database ${database} of PostgreSQL ${cluster.major}`),
    ...(running ? [`PostgreSQL ${cluster.major} runs (process ${running.pid})`] : []),
  ];
}
