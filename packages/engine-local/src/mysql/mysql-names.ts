import type { DriverScope } from "@towpath/provisioning";
import { databaseName } from "../postgres/database-name.ts";

/** The longest name of a database, in a grant with its signs of escape too; and of a user. */
const LONGEST = { database: 64, user: 32 } as const;
/** What the names of databases end in, and what tells them apart. */
const DIGEST = 11;

/** The name of a resource's database: words that a person recognises, and a digest. */
export function mysqlDatabase(scope: Pick<DriverScope, "service" | "environment" | "address" | "name">): string {
  const full = databaseName(scope);
  const digest = full.slice(-DIGEST);
  let words = full.slice(0, -DIGEST);
  while (grantPattern(words + digest).length > LONGEST.database || words.endsWith("_")) words = words.slice(0, -1);
  return words + digest;
}

/** The user that a database is for: its name, shortened in the middle where MySQL asks for it. */
export function mysqlUser(database: string): string {
  if (database.length <= LONGEST.user) return database;
  return `${database.slice(0, LONGEST.user - DIGEST)}${database.slice(-DIGEST)}`;
}

/** A database's name in a grant is a pattern, in which `_` stands for any character. */
export function grantPattern(name: string): string {
  return name.replaceAll("_", "\\_");
}
