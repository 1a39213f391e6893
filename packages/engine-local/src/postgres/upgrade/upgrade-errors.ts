import { codeOf } from "../../data-folder/private-files.ts";
import { LocalEngineError } from "../../errors.ts";
import type { PostgresMajor } from "../../server-packages/server-package.ts";
import { isLostConnection } from "../lost-connection.ts";

const UNTOUCHED = "The database is as it was and takes connections again.";

/** Something broke on the way; running the command again tries anew. */
export function upgradeFailed(message: string, cause?: unknown): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-upgrade-failed",
    kind: "fault",
    message,
    hint: `${UNTOUCHED} Mend what is said above and run the command again.`,
    cause,
  });
}

/** What a server says on the way, and what it means. Whatever is said in plain words already stays as it is. */
export function inPlainWords(
  error: unknown,
  { database, to }: { readonly database: string; readonly to: PostgresMajor },
) {
  const what = `The copy of ${database} to PostgreSQL ${to} broke off`;
  const code = codeOf(error);
  if (code === "53100" || code === "ENOSPC")
    return new LocalEngineError({
      code: "engine-local/disk-full",
      kind: "fault",
      message: `${what}: there is no room left on its disk.`,
      hint: `${UNTOUCHED} Free some space and run the command again.`,
      cause: error,
    });
  if (isLostConnection(error)) return upgradeFailed(`${what}: a server ended again and again.`, error);
  return error;
}

/** What is in the database cannot be there in the other version; found before anything was taken into use. */
export function upgradeRefused(
  database: string,
  { from, to }: { readonly from: PostgresMajor; readonly to: PostgresMajor },
  reasons: readonly string[],
  cause?: unknown,
): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-upgrade-refused",
    message: `${database} cannot be carried over from PostgreSQL ${from} to ${to}:\n  ${reasons.join("\n  ")}`,
    hint: `${UNTOUCHED} Take out what is named, by a migration that is deployed on version ${from}, and apply again; or keep version ${from}.`,
    cause,
  });
}

/** PostgreSQL reads no data of a later version. */
export function downgradeRefused(database: string, from: PostgresMajor, to: PostgresMajor): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-downgrade",
    message: `${database} is on PostgreSQL ${from}, and ${to} is asked for: data does not go back to an earlier version.`,
    hint: `Set the version to ${from} or a later one.`,
  });
}

/** The state says that it was not; another state than that of this machine's data, such as one that was put back. */
export function alreadyUpgraded(address: string, from: PostgresMajor, to: PostgresMajor): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-downgrade",
    message: `${address} was upgraded from PostgreSQL ${from} to ${to} already, and that is not on record.`,
    hint: `Set the version to ${to} and apply: nothing is copied again.`,
  });
}

/** A database of the resource's name, which the state does not know, of another version. */
export function notOnRecord(address: string, name: string, from: PostgresMajor, to: PostgresMajor): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-not-on-record",
    message: `${address} has a database on PostgreSQL ${from} that is not on record, and ${to} is asked for.`,
    hint: `Set the version to ${from} and take it over: towpath adopt -e ENV ${address} ${from}/${name}. From there it can be upgraded.`,
  });
}

/** The name is taken by what an earlier upgrade left. */
export function keptInTheWay(address: string, major: PostgresMajor): LocalEngineError {
  return new LocalEngineError({
    code: "engine-local/postgres-kept-in-the-way",
    message: `${address} was upgraded from PostgreSQL ${major} once, and the database of then is kept there under its name.`,
    hint: `Release it first: towpath destroy -e ENV ${address}@${major} --allow data-loss:${address}@${major}`,
  });
}
