import type { Json } from "@towpath/core";
import type { LoopbackToken } from "./accounts.ts";
import type { Reply } from "./route.ts";

/** The one question that is asked in GraphQL, which GitHub describes elsewhere: who the token belongs to. */
const VIEWER = "query { viewer { login } }";

/** Answers it; another one is refused and named. */
export function answerQuery(body: Json | undefined, { account }: LoopbackToken): Reply & { readonly wrong?: string } {
  const asked = JSON.stringify(body);
  if (asked === JSON.stringify({ query: VIEWER }))
    return { status: 200, body: { data: { viewer: { login: account.login } } } };
  return {
    status: 200,
    body: { errors: [{ message: "Not known here." }] },
    wrong: `POST /graphql: ${asked} is not known here.`,
  };
}
