import type { Connection } from "./connection/connection.ts";
import { fieldsOf } from "./connection/fields.ts";
import { once } from "./connection/once.ts";

/**
 * The login behind the token: `github-actions[bot]` for a workflow's own. Asked once, and only when something of ours must be
 * told from what others wrote.
 */
export function viewerOf(connection: Connection): () => Promise<string> {
  return once(async () => {
    const answer = await connection.query("query { viewer { login } }");
    return fieldsOf(answer, "The answer").object("data").object("viewer").text("login");
  });
}
