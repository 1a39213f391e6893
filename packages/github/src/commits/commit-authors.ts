import type { Connection } from "../connection/connection.ts";
import { fieldsOf } from "../connection/fields.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import type { CommitPerson } from "./commit.ts";

/** GitHub's GraphQL schema, `Commit.authors`: the author, then those whom the trailers name. */
const QUESTION =
  "query($owner: String!, $name: String!, $commit: GitObjectID!) { repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit { authors(first: 100) { nodes { name email user { login } } } } } } }";

/** Everybody whom a commit names as an author, with the accounts that GitHub links to them. None where it does not say. */
export async function readCommitAuthors(
  connection: Connection,
  repository: { readonly owner: string; readonly name: string },
  commit: string,
): Promise<readonly CommitPerson[]> {
  const what = `The authors of commit ${commit.slice(0, 12)}`;
  const variables = { owner: repository.owner, name: repository.name, commit };
  const answer = await connection.query(QUESTION, { needs: GITHUB_PERMISSIONS.commitAuthors, what }, variables);
  const found = fieldsOf(answer, what).optionalObject("data")?.optionalObject("repository")?.optionalObject("object");
  const nodes = found?.optionalObject("authors")?.list("nodes") ?? [];
  return nodes.map((node) => {
    const login = node.optionalObject("user")?.text("login");
    return {
      name: node.optionalText("name") ?? "",
      email: node.optionalText("email") ?? "",
      account: login === undefined ? undefined : { login, type: "User" },
    };
  });
}
