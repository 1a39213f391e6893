import { type Account, accountOf } from "../account.ts";
import type { Connection } from "../connection/connection.ts";
import { itemsOf } from "../connection/fields.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";

/** Something that moved a branch: a server's fact, other than what a commit says. */
export interface Push {
  readonly before: string;
  readonly after: string;
  /** Undefined where the account is gone. */
  readonly by: Account | undefined;
}

/**
 * What moved a branch, the newest first; the last hundred times at most. Also of one that is gone.
 *
 * @param branch without `refs/heads/`
 */
export async function readPushes(connection: Connection, repository: string, branch: string): Promise<readonly Push[]> {
  const what = `The pushes to ${branch}`;
  // It is paged by a cursor that only an address in `Link` has: the first page is all that is asked for.
  const answer = await connection.read({
    path: `${repository}/activity`,
    query: { ref: `refs/heads/${branch}`, per_page: "100" },
    needs: GITHUB_PERMISSIONS.pushesTo,
    what,
  });
  const found = itemsOf(answer, what);
  return found.map((one) => ({
    before: one.text("before"),
    after: one.text("after"),
    by: accountOf(one, "actor"),
  }));
}
