import type { Client } from "pg";
import { DatabaseError } from "pg";

/** A statement that a server refused. */
export class StatementRefused extends Error {
  override readonly name = "StatementRefused";
}

/** Who runs what. */
export interface Runners {
  readonly superuser: Client;
  /** The names of roles that may do everything. */
  readonly superusers: ReadonlySet<string>;
  /** Logged in as the role that owns the database, so that nothing makes more of it. */
  readonly owner: Client;
}

/** Made as a superuser whosever it is: no statement of these runs anything of an owner's. The owner alone could not make them all. */
const HARMLESS = new Set(["ACL", "COMMENT", "DEFAULT ACL", "OPERATOR CLASS", "OPERATOR FAMILY", "SCHEMA"]);
/** Names hold no end of a line here; pg_dump sees to that. */
const HEADER = /\n--\n-- Name: ([^\n]*)\n--\n/g;
const OF = /; Type: ([A-Z ]+); Schema: [^\n]*; Owner: ([^\n]*)$/;
const WORDS = ["; Type: ", "; Schema: ", "; Owner: "];

/**
 * Runs a script of pg_dump's. What belongs to a superuser is made by a superuser, and all else by the owner of the database: checks,
 * bounds and literals of an owner's types run functions of theirs, which a superuser must not do. What pg_dump says before the first
 * object is put in order for a server that is older than pg_dump.
 *
 * @throws {StatementRefused} naming the statement and what the server says of it
 */
export async function runScript(script: string, runners: Runners): Promise<void> {
  // Also what only looks like a header, inside of a body: the part before it does not end, and is refused.
  const headers = [...script.matchAll(HEADER)];
  for (const [index, { 1: header = "", index: begin }] of headers.entries())
    await runPart(script.slice(begin, headers[index + 1]?.index), runnerOf(header, runners));
}

function runnerOf(header: string, { superuser, superusers, owner }: Runners): Client {
  // A name may hold the words of a header: nobody knows then what is said of whom.
  if (WORDS.some((word) => header.split(word).length !== 2)) return owner;
  const [, type, whose] = OF.exec(header) ?? [];
  if (type === undefined || whose === undefined) return owner;
  const isNobodys = whose === "-" || whose === ""; // an extension, a cast
  return HARMLESS.has(type) || isNobodys || superusers.has(whose) ? superuser : owner;
}

async function runPart(text: string, client: Client): Promise<void> {
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
