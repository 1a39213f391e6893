import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { type LoopbackToken, mayDo } from "./accounts.ts";
import { git } from "./git-folder.ts";
import type { LoopbackRepository } from "./repository.ts";
import type { Reply } from "./route.ts";

/** Questions in GraphQL, which GitHub describes elsewhere: who the token belongs to, and who wrote a commit. */
const VIEWER = "query { viewer { login } }";
const AUTHORS =
  "query($owner: String!, $name: String!, $commit: GitObjectID!) { repository(owner: $owner, name: $name) { object(oid: $commit) { ... on Commit { authors(first: 100) { nodes { name email user { login } } } } } } }";

/** Answers them; another one is refused and named. */
export async function answerQuery(
  body: Json | undefined,
  { account, permissions }: LoopbackToken,
  repositories: readonly LoopbackRepository[],
): Promise<Reply & { readonly wrong?: string }> {
  const { query, variables, ...more } = isJsonObject(body) ? body : {};
  const isWhole = Object.keys(more).length === 0;
  if (query === VIEWER && variables === undefined && isWhole) return data({ viewer: { login: account.login } });
  if (query === AUTHORS && isJsonObject(variables) && isWhole) {
    const { owner, name, commit } = variables;
    const repository = repositories.find((one) => one.owner === owner && one.name === name);
    if (repository?.isPrivate && !mayDo(permissions, ["contents=read"])) return REFUSED;
    const authors = repository && (await authorsOf(repository, String(commit)));
    return data({ repository: repository ? { object: authors ? { authors: { nodes: authors } } : null } : null });
  }
  return {
    status: 200,
    body: { errors: [{ message: "Not known here." }] },
    wrong: `POST /graphql: ${JSON.stringify(body)} is not known here.`,
  };
}

/** Whatever goes wrong, the status is 200. */
const REFUSED: Reply = {
  status: 200,
  body: {
    data: { repository: { object: null } },
    errors: [{ type: "FORBIDDEN", path: ["repository", "object"], message: "Resource not accessible by integration" }],
  },
};

function data(found: JsonObject): Reply {
  return { status: 200, body: { data: found } };
}

async function authorsOf(repository: LoopbackRepository, commit: string): Promise<readonly Json[] | undefined> {
  if ((await repository.commitOf(commit)) !== commit) return undefined;
  const trailers = "%(trailers:key=Co-authored-by,valueonly)";
  const lines = (await git(repository.folder, "log", "-1", `--format=%an <%ae>%n${trailers}`, commit)).split("\n");
  return lines.flatMap((line): readonly Json[] => {
    const [, name, email] = /^(.*?)\s*<([^<>]+)>$/.exec(line.trim()) ?? [];
    if (name === undefined || email === undefined) return [];
    const user = repository.people.byEmail(email);
    return [{ name, email, user: user?.type === "User" ? { login: user.login } : null }];
  });
}
