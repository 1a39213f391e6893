import type { Connection } from "./connection/connection.ts";
import { fieldsOf } from "./connection/fields.ts";

/**
 * The login behind the token: `github-actions[bot]` for a workflow's own. Asked once, and only when something of ours must be
 * told from what others wrote.
 */
export function viewerOf(connection: Connection): () => Promise<string> {
  let asked: Promise<string> | undefined;
  return () => {
    asked ??= connection
      .query("query { viewer { login } }")
      .then((answer) => fieldsOf(answer, "The answer").object("data").object("viewer").text("login"));
    return asked;
  };
}
