import type { JsonObject } from "@towpath/core";
import type { KeptComment } from "../repository.ts";
import { notFound, problem, type Reply, type RepositoryCall, type Route, userBody } from "../route.ts";

const MOST_CHARACTERS = 65_536;
const write = ["issues=write", "pull_requests=write"] as const;
const read = ["issues=read", "pull_requests=read"] as const;

/** Conversations of pull requests and issues. */
export const commentRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/issues/{issue_number}/comments": {
    about: "repository",
    needs: read,
    answer: (call) => {
      const talk = conversationOf(call);
      if (!talk) return notFound;
      const items = call.repository.comments.filter(({ issue }) => issue === talk.number);
      return { status: 200, pages: { items: items.map((comment) => bodyOf(call, comment)) } };
    },
  },
  "POST /repos/{owner}/{repo}/issues/{issue_number}/comments": {
    about: "repository",
    needs: write,
    answer: (call) => {
      const talk = conversationOf(call);
      if (!talk) return notFound;
      if (talk.isLocked) return problem(403, "Unable to create comment because issue is locked.");
      const wrong = wrongBody(call.body["body"]);
      if (wrong) return wrong;
      const comment: KeptComment = {
        id: call.newId(),
        issue: talk.number,
        account: call.token.account,
        body: String(call.body["body"]),
        created: call.now,
        updated: call.now,
      };
      call.repository.comments.push(comment);
      return { status: 201, body: bodyOf(call, comment) };
    },
  },
  "GET /repos/{owner}/{repo}/issues/comments/{comment_id}": {
    about: "repository",
    needs: read,
    answer: (call) => {
      const comment = commentOf(call);
      return comment ? { status: 200, body: bodyOf(call, comment) } : notFound;
    },
  },
  "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}": {
    about: "repository",
    needs: write,
    answer: (call) => {
      const comment = commentOf(call);
      if (!comment) return notFound;
      const wrong = wrongBody(call.body["body"]);
      if (wrong) return wrong;
      comment.body = String(call.body["body"]);
      comment.updated = call.now;
      return { status: 200, body: bodyOf(call, comment) };
    },
  },
};

function conversationOf({
  repository,
  parameters,
}: RepositoryCall): { readonly number: number; readonly isLocked: boolean } | undefined {
  const number = Number(parameters["issue_number"]);
  const issue = repository.issues.find((one) => one.number === number);
  return issue ? { number, isLocked: false } : repository.pulls.find((pull) => pull.number === number);
}

function commentOf({ repository, parameters }: RepositoryCall): KeptComment | undefined {
  return repository.comments.find((comment) => comment.id === Number(parameters["comment_id"]));
}

function wrongBody(body: unknown): Reply | undefined {
  const text = String(body);
  const field = { resource: "IssueComment", field: "body" };
  if (text.trim() === "") return problem(422, "Validation Failed", [{ ...field, code: "missing_field" }]);
  if (text.length <= MOST_CHARACTERS) return undefined;
  const message = `body is too long (maximum is ${MOST_CHARACTERS} characters)`;
  return problem(422, "Validation Failed", [{ ...field, code: "custom", message }]);
}

function bodyOf({ api, repository }: RepositoryCall, comment: KeptComment): JsonObject {
  const { id, issue, body, created, updated } = comment;
  const of = `${api}/repos/${repository.owner}/${repository.name}/issues`;
  return {
    id,
    body,
    user: userBody(comment),
    url: `${of}/comments/${id}`,
    html_url: `${api}/${repository.owner}/${repository.name}/pull/${issue}#issuecomment-${id}`,
    issue_url: `${of}/${issue}`,
    created_at: created,
    updated_at: updated,
    author_association: comment.account.type === "Bot" ? "NONE" : "MEMBER",
  };
}
