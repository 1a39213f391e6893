import type { Client } from "pg";
import { DatabaseError } from "pg";

/** A statement that a server refused. */
export class StatementRefused extends Error {
  override readonly name = "StatementRefused";
}

/**
 * Runs a script of statements, all or none. What pg_dump says before the first object is put in order for a server that is older
 * than pg_dump.
 *
 * @throws {StatementRefused} naming the statement and what the server says of it
 */
export async function runScript(script: string, client: Client): Promise<void> {
  const begin = script.indexOf("\n--\n-- Name: ");
  if (begin < 0) return; // nothing but settings
  const text = script.slice(begin);
  try {
    await client.query(text);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new StatementRefused(`${error.message}${statementAt(text, Number(error.position))}`, { cause: error });
  }
}

/** The object whose statement stands at this character: pg_dump names each before it makes it. */
function statementAt(text: string, position: number): string {
  if (!Number.isInteger(position)) return "";
  const [, , what = ""] = /^(-- Name: )(.*)$/m.exec(text.slice(text.lastIndexOf("\n-- Name: ", position))) ?? [];
  return what === "" ? "" : ` (${what})`;
}
