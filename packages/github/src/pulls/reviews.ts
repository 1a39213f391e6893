import { type Account, accountOf } from "../account.ts";
import { requireShort } from "../comments/comments.ts";
import type { Connection } from "../connection/connection.ts";
import { id } from "../connection/path.ts";
import { isMarked, marked } from "../marker.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { type Written, written } from "../written.ts";

/** A review. Its body is untrusted text. */
export interface Review {
  readonly id: number;
  readonly author: string | undefined;
  /** The author with what kind of account it is; undefined where it is gone. */
  readonly account?: Account | undefined;
  /** What the author is to the repository: `OWNER`, `MEMBER`, `COLLABORATOR`, `CONTRIBUTOR`, `NONE`. */
  readonly association?: string;
  readonly state: string;
  /** The commit that was looked at. */
  readonly commit: string | undefined;
  readonly body: string;
  readonly submitted: string | undefined;
}

/** A comment at a line of a review. */
export interface ReviewComment {
  readonly id: number;
  readonly author: string | undefined;
  readonly path: string;
  /** The line in the new file; undefined where a later commit took it away. */
  readonly line: number | undefined;
  readonly body: string;
}

/** What to say at one place of the diff. Lines are the new file's and must be in the diff: see `isInDiff`. */
export interface LineComment {
  /** Tells it from every other thing to say: one with the same key that we said before is not said twice. */
  readonly key: string;
  readonly path: string;
  /** The last line. */
  readonly line: number;
  /** The first line, where there are several. */
  readonly startLine?: number;
  /** Markdown; a suggestion is a fence with the language `suggestion`. */
  readonly body: string;
}

/** What to say in one review, which neither approves nor asks for changes. */
export interface ReviewText {
  readonly commit: string;
  readonly body: string;
  readonly comments: readonly LineComment[];
}

/** What became of a review: how many comments were said, and how many stood there already. */
export interface ReviewWritten {
  readonly posted: number;
  readonly already: number;
}

/** The reviews of a pull request, and their writing. */
export interface Reviews {
  of(pull: number): Promise<readonly Review[]>;
  commentsOf(pull: number): Promise<readonly ReviewComment[]>;
  create(pull: number, text: ReviewText): Promise<Written<ReviewWritten>>;
}

export function reviewsIn(connection: Connection, repository: string, viewer: () => Promise<string>): Reviews {
  const of = async (pull: number): Promise<readonly Review[]> => {
    const reviews = await connection.list({
      path: `${repository}/pulls/${id(pull)}/reviews`,
      needs: GITHUB_PERMISSIONS.reviewsOf,
      what: `Reviews of pull request ${pull}`,
    });
    return reviews.map((review) => ({
      id: review.number("id"),
      author: review.optionalObject("user")?.text("login"),
      account: accountOf(review, "user"),
      association: review.optionalText("author_association") ?? "NONE",
      state: review.text("state"),
      commit: review.optionalText("commit_id"),
      body: review.optionalText("body") ?? "",
      submitted: review.optionalText("submitted_at"),
    }));
  };
  const commentsOf = async (pull: number): Promise<readonly ReviewComment[]> => {
    const comments = await connection.list({
      path: `${repository}/pulls/${id(pull)}/comments`,
      needs: GITHUB_PERMISSIONS.reviewCommentsOf,
      what: `Review comments of pull request ${pull}`,
    });
    return comments.map((comment) => ({
      id: comment.number("id"),
      author: comment.optionalObject("user")?.text("login"),
      path: comment.text("path"),
      line: comment.optionalNumber("line"),
      body: comment.optionalText("body") ?? "",
    }));
  };
  return {
    of,
    commentsOf,
    create: async (pull, text) => {
      for (const { body } of [text, ...text.comments]) requireShort(body);
      const said = await commentsOf(pull);
      const mine = said.length === 0 ? undefined : await viewer();
      const isSaid = ({ key }: LineComment): boolean =>
        said.some((comment) => comment.author === mine && isMarked(comment.body, key));
      const fresh = text.comments.filter((comment) => !isSaid(comment));
      const already = text.comments.length - fresh.length;
      const [first] = fresh;
      if (!first) return written({ posted: 0, already });
      const answer = await connection.write({
        method: "POST",
        path: `${repository}/pulls/${id(pull)}/reviews`,
        body: { commit_id: text.commit, event: "COMMENT", body: text.body, comments: fresh.map(commentBody) },
        needs: GITHUB_PERMISSIONS.createReview,
        what: `A review of pull request ${pull}`,
        lookUp: async () => {
          const me = await viewer();
          const isIt = (comment: ReviewComment): boolean => comment.author === me && isMarked(comment.body, first.key);
          return (await commentsOf(pull)).some(isIt) ? {} : undefined;
        },
      });
      return answer.isWritten ? written({ posted: fresh.length, already }) : answer;
    },
  };
}

function commentBody({ key, path, line, startLine = line, body }: LineComment): Record<string, string | number> {
  return {
    path,
    line,
    side: "RIGHT",
    ...(startLine < line ? { start_line: startLine, start_side: "RIGHT" } : {}),
    body: marked(key, body),
  };
}
