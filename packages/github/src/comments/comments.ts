import type { Connection } from "../connection/connection.ts";
import { type Fields, fieldsOf } from "../connection/fields.ts";
import { id } from "../connection/path.ts";
import { githubError } from "../errors.ts";
import { isSameText } from "../marker.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { type Written, written } from "../written.ts";

/** GitHub takes no longer body of a comment, an issue or a review. Characters. */
export const MOST_OF_A_BODY = 65_536;

/** A comment on a pull request's conversation. */
export interface Comment {
  readonly id: number;
  /** The login; undefined where the account is gone. */
  readonly author: string | undefined;
  /** Untrusted text. */
  readonly body: string;
  readonly url: string;
}

/** The comments of a conversation, and their writing. */
export interface Comments {
  of(issue: number): Promise<readonly Comment[]>;
  create(issue: number, body: string): Promise<Written<Comment>>;
  update(comment: number, body: string): Promise<Written<Comment>>;
}

export function commentsIn(connection: Connection, repository: string, viewer: () => Promise<string>): Comments {
  const list = async (issue: number): Promise<readonly Fields[]> =>
    await connection.list({
      path: `${repository}/issues/${id(issue)}/comments`,
      needs: GITHUB_PERMISSIONS.commentsOf,
      what: `Comments of pull request ${issue}`,
    });
  return {
    of: async (issue) => (await list(issue)).map(commentOf),
    create: async (issue, body) => {
      requireShort(body);
      let found: Comment | undefined;
      const answer = await connection.write({
        method: "POST",
        path: `${repository}/issues/${id(issue)}/comments`,
        body: { body },
        needs: GITHUB_PERMISSIONS.createComment,
        what: `A comment on pull request ${issue}`,
        lookUp: async () => {
          const mine = await viewer();
          found = (await list(issue))
            .map(commentOf)
            .findLast((one) => one.author === mine && isSameText(one.body, body));
          return found && {};
        },
      });
      if (!answer.isWritten) return answer;
      return written(found ?? commentOf(fieldsOf(answer.value, "The comment")));
    },
    update: async (comment, body) => {
      requireShort(body);
      const answer = await connection.write({
        method: "PATCH",
        path: `${repository}/issues/comments/${id(comment)}`,
        body: { body },
        needs: GITHUB_PERMISSIONS.updateComment,
        what: `Comment ${comment}`,
      });
      return answer.isWritten ? written(commentOf(fieldsOf(answer.value, "The comment"))) : answer;
    },
  };
}

function commentOf(comment: Fields): Comment {
  return {
    id: comment.number("id"),
    author: comment.optionalObject("user")?.text("login"),
    body: comment.optionalText("body") ?? "",
    url: comment.text("html_url"),
  };
}

/** @throws {GitHubError} `github/too-large` before GitHub is asked */
export function requireShort(body: string): void {
  if (body.length <= MOST_OF_A_BODY) return;
  throw githubError({
    code: "github/too-large",
    message: `A text has ${body.length.toLocaleString("en")} characters; GitHub takes 65,536 in a comment, a review or an issue.`,
    hint: "Cut it before it is sent, and say in it that it was cut.",
  });
}
