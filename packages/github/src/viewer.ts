import type { Connection } from "./connection/connection.ts";
import { fieldsOf } from "./connection/fields.ts";
import { once } from "./connection/once.ts";
import { GITHUB_PERMISSIONS } from "./permissions.ts";

/**
 * The login behind the token: `github-actions[bot]` for a workflow's own. Asked once, and only when something of ours must be
 * told from what others wrote.
 */
export function viewerOf(connection: Connection): () => Promise<string> {
  return once(async () => {
    const about = { needs: GITHUB_PERMISSIONS.viewer, what: "Who the token belongs to" };
    const answer = await connection.query("query { viewer { login } }", about);
    return fieldsOf(answer, "The answer").object("data").object("viewer").text("login");
  });
}
