import { Secret } from "@towpath/core";
import type { OutputValue } from "@towpath/provisioning";
import { HOST } from "./mysql-instance.ts";

/** Longest name of a user that MySQL takes. */
const LONGEST_USER = 32;
/** What the names of databases end in, and what tells them apart. */
const DIGEST = 11;

/** The user that a database is for: its name, shortened in the middle where MySQL asks for it. */
export function mysqlUser(database: string): string {
  if (database.length <= LONGEST_USER) return database;
  return `${database.slice(0, LONGEST_USER - DIGEST)}${database.slice(-DIGEST)}`;
}

/** What a database gives to whoever uses it. What holds the password is there only when the password is known. */
export function mysqlOutputs(
  database: string,
  port: number,
  password: Secret | undefined,
): Readonly<Record<string, OutputValue>> {
  const username = mysqlUser(database);
  const open = { host: HOST, port, name: database, username };
  if (!password) return open;
  const place = `${HOST}:${port}/${encodeURIComponent(database)}`;
  const encoded = encodeURIComponent(password.reveal());
  const user = encodeURIComponent(username);
  return {
    ...open,
    password,
    url: new Secret(`mysql://${user}:${encoded}@${place}`),
    jdbcUrl: new Secret(`jdbc:mysql://${place}?user=${user}&password=${encoded}`),
  };
}
