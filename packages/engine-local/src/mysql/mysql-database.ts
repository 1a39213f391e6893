import { errorMessage, type Secret } from "@towpath/core";
import type { Connection } from "mysql2/promise";
import { LocalEngineError } from "../errors.ts";
import { asMysqlUser, isLostMysql, rows } from "./mysql-admin.ts";
import type { MysqlProduct } from "./mysql-instance.ts";
import { grantPattern, mysqlUser } from "./mysql-names.ts";
import { AS_RECORDED, DEFAULT_COLLATION, type MysqlWant, OWN_USER } from "./mysql-want.ts";
import { nativePassword } from "./native-password.ts";

/** How long another command may take with the same database, in seconds. */
const LOCK_LIMIT_S = 60;
/** What the servers answer to a user whose password was right, while all its connections are taken. */
const FULL = new Set(["ER_USER_LIMIT_REACHED", "ER_TOO_MANY_USER_CONNECTIONS", "ER_CON_COUNT_ERROR"]);

/** What a database is like, as its administrator sees it. Undefined where there is none. */
export async function inspectMysql(
  connection: Connection,
  name: string,
  madeFor: MysqlWant | undefined,
): Promise<Omit<MysqlWant, "product" | "password"> | undefined> {
  const [schema] = await rows(
    connection,
    `SELECT s.default_character_set_name AS characterSet, s.default_collation_name AS collation,
       c.default_collate_name AS ownCollation
     FROM information_schema.schemata s
     LEFT JOIN information_schema.character_sets c ON c.character_set_name = s.default_character_set_name
     WHERE s.schema_name = ?`,
    [name],
  );
  if (!schema) return undefined;
  const collation = String(schema["collation"]);
  const isAsked = madeFor !== undefined && madeFor.collation === collation;
  const users = await rows(connection, "SELECT host, max_user_connections AS most FROM mysql.user WHERE user = ?", [
    mysqlUser(name),
  ]);
  return {
    maxConnections: Number(users.find((user) => hostOf(user) === "%")?.["most"] ?? 0),
    characterSet: String(schema["characterSet"]),
    collation: !isAsked && collation === String(schema["ownCollation"]) ? DEFAULT_COLLATION : collation,
    access: await accessTo(connection, name, users.map(hostOf)),
  };
}

async function accessTo(connection: Connection, name: string, hosts: readonly string[]): Promise<string> {
  const user = mysqlUser(name);
  if (!hosts.includes("%")) return "nobody: the user is missing";
  if (hosts.length > 1) return "a second user of the same name";
  const others = await rows(connection, "SELECT user FROM mysql.db WHERE db IN (?, ?) AND user <> ?", [
    name,
    grantPattern(name),
    user,
  ]);
  if (others.length > 0) return `open to ${others.map((row) => String(row["user"] ?? row["User"])).join(", ")}`;
  const grants = (await rows(connection, `SHOW GRANTS FOR ${account(user)}`)).map((row) =>
    String(Object.values(row)[0]),
  );
  const own = `GRANT ALL PRIVILEGES ON \`${grantPattern(name)}\`.* TO `;
  if (!grants.some((grant) => grant.startsWith(own))) return "its own user, with a grant missing";
  const isMore = grants.some((grant) => !grant.startsWith(own) && !grant.startsWith("GRANT USAGE ON *.* TO "));
  if (isMore || grants.some((grant) => grant.includes("WITH GRANT OPTION"))) return "its own user, with other rights";
  return OWN_USER;
}

/** Whether the recorded password still opens the database. Shows neither. */
export async function passwordOf(
  port: number,
  name: string,
  password: Secret | undefined,
  signal: AbortSignal,
): Promise<string> {
  if (!password) return AS_RECORDED; // nothing to compare it with
  try {
    const login = { user: mysqlUser(name), password: password.reveal() };
    await asMysqlUser(port, login, signal, async () => {});
    return AS_RECORDED;
  } catch (error) {
    if (signal.aborted || isLostMysql(error)) throw error;
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return FULL.has(code) ? AS_RECORDED : "changed";
  }
}

/** Waits until nobody else makes or removes this database, and keeps others waiting until the connection ends. */
export async function lockMysql(connection: Connection, name: string): Promise<void> {
  const [row] = await rows(connection, "SELECT GET_LOCK(?, ?) AS taken", [name, LOCK_LIMIT_S]);
  if (Number(row?.["taken"]) === 1) return;
  throw new LocalEngineError({
    code: "engine-local/server-not-created",
    kind: "fault",
    message: `Another command has been changing the database ${name} for ${LOCK_LIMIT_S} seconds.`,
    hint: "Wait until it is done and run the command again.",
  });
}

/**
 * Makes a database and the user that it is for, or gives those that are there what is wanted of them. The password is sent as
 * MariaDB stores it; MySQL gets it as it is, on loopback, and keeps it out of its logs.
 *
 * @throws {LocalEngineError} `engine-local/setting-unusable` for a character set or collation that the server lacks
 */
export async function ensureMysql(
  connection: Connection,
  product: MysqlProduct,
  name: string,
  want: MysqlWant,
  password: Secret,
): Promise<void> {
  const collation = want.collation === DEFAULT_COLLATION ? await ownCollation(connection, want) : want.collation;
  const texts = `CHARACTER SET ${want.characterSet} COLLATE ${collation}`;
  try {
    await rows(connection, `CREATE DATABASE IF NOT EXISTS \`${name}\` ${texts}`);
    await rows(connection, `ALTER DATABASE \`${name}\` ${texts}`);
  } catch (error) {
    throw textsRefused(want, error);
  }
  const user = mysqlUser(name);
  const secret =
    product === "mariadb"
      ? `VIA mysql_native_password USING '${nativePassword(password.reveal())}'`
      : `WITH caching_sha2_password BY '${password.reveal()}'`;
  const limit = `WITH MAX_USER_CONNECTIONS ${want.maxConnections}`;
  await rows(connection, `CREATE USER IF NOT EXISTS ${account(user)} IDENTIFIED ${secret} ${limit} ACCOUNT UNLOCK`);
  await rows(connection, `ALTER USER ${account(user)} IDENTIFIED ${secret} ${limit} ACCOUNT UNLOCK`);
}

/** Gives the database to its own user, all of it and nothing else, and to nobody beside it. */
export async function closeMysql(connection: Connection, name: string): Promise<void> {
  const user = mysqlUser(name);
  for (const host of await hostsOf(connection, user)) if (host !== "%") await dropUser(connection, user, host);
  await closeToOthers(connection, name, user);
  await rows(connection, `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account(user)}`);
  await rows(connection, `GRANT ALL PRIVILEGES ON \`${grantPattern(name)}\`.* TO ${account(user)}`);
}

/** Ends all of its user's connections, and removes the user and the database: a transaction that is open would keep it. */
export async function dropMysql(connection: Connection, name: string): Promise<void> {
  const user = mysqlUser(name);
  for (const host of await hostsOf(connection, user)) await dropUser(connection, user, host);
  const running = await rows(connection, "SELECT id FROM information_schema.processlist WHERE user = ?", [user]);
  for (const row of running) await rows(connection, `KILL ${Number(row["id"] ?? row["ID"])}`).catch(ended);
  await rows(connection, "SET SESSION lock_wait_timeout = 20");
  await closeToOthers(connection, name, user);
  await rows(connection, `DROP DATABASE IF EXISTS \`${name}\``);
}

/** What others were given of the database by hand. */
async function closeToOthers(connection: Connection, name: string, user: string): Promise<void> {
  for (const shape of [name, grantPattern(name)]) {
    const others = await rows(
      connection,
      "SELECT user AS name, host AS place FROM mysql.db WHERE db = ? AND user <> ?",
      [shape, user],
    );
    for (const { name: other, place } of others)
      await rows(connection, `REVOKE ALL PRIVILEGES ON \`${shape}\`.* FROM ${account(String(other), String(place))}`);
  }
}

async function ownCollation(connection: Connection, { characterSet }: MysqlWant): Promise<string> {
  const [row] = await rows(
    connection,
    "SELECT default_collate_name AS name FROM information_schema.character_sets WHERE character_set_name = ?",
    [characterSet],
  );
  if (row) return String(row["name"]);
  throw new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The local server knows no character set ${characterSet}.`,
    hint: "Use utf8mb4, which holds every text.",
  });
}

async function hostsOf(connection: Connection, user: string): Promise<readonly string[]> {
  return (await rows(connection, "SELECT host FROM mysql.user WHERE user = ?", [user])).map(hostOf);
}

function hostOf(row: Readonly<Record<string, unknown>>): string {
  return String(row["host"] ?? row["Host"]);
}

async function dropUser(connection: Connection, user: string, host: string): Promise<void> {
  await rows(connection, `DROP USER IF EXISTS ${account(user, host)}`);
}

/** Only this machine reaches the server, so that no account needs to say from where. */
function account(user: string, host = "%"): string {
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
  return `${quoted(user)}@${quoted(host)}`;
}

function ended(error: unknown): void {
  if (isLostMysql(error)) throw error;
  // It ended by itself in between.
}

function textsRefused(want: MysqlWant, cause: unknown): unknown {
  const message = errorMessage(cause);
  if (!/character set|collation/i.test(message)) return cause;
  return new LocalEngineError({
    code: "engine-local/setting-unusable",
    message: `The local server cannot order ${want.characterSet} by ${want.collation}: ${message}.`,
    hint: "MySQL and MariaDB know different collations: leave it out for the server's own, or name one that both have.",
    cause,
  });
}
