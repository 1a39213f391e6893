import { isJsonObject, type JsonObject } from "@towpath/core";
import type { KeptPull, KeptReview, KeptReviewComment } from "../repository.ts";
import { notFound, problem, type RepositoryCall, type Route, userBody } from "../route.ts";
import { pullOf } from "./pulls.ts";

const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" } as const;

/** Reviews and their comments. */
export const reviewRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews": {
    about: "repository",
    needs: ["pull_requests=read"],
    answer: (call) => {
      const pull = pullOf(call);
      if (!pull) return notFound;
      const reviews = call.repository.reviews.filter((review) => review.pull === pull.number);
      return { status: 200, pages: { items: reviews.map((review) => reviewBody(call, review)) } };
    },
  },
  "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews": {
    about: "repository",
    needs: ["pull_requests=write"],
    answer: (call) => {
      const { repository, body, token, now } = call;
      const pull = pullOf(call);
      if (!pull) return notFound;
      const sketches = Array.isArray(body["comments"]) ? body["comments"].filter(isJsonObject) : [];
      const event = Object.entries(STATES).find(([name]) => name === body["event"]);
      if (event?.[0] !== "APPROVE" && event && String(body["body"] ?? "") === "" && sketches.length === 0)
        return problem(422, "Unprocessable Entity", ["Body can't be blank"]);
      for (const sketch of sketches) {
        const wrong = wrongPlace(pull, sketch);
        if (wrong) return problem(422, "Unprocessable Entity", [wrong]);
      }
      const review: KeptReview = {
        id: call.newId(),
        pull: pull.number,
        account: token.account,
        state: event?.[1] ?? "PENDING",
        commit: typeof body["commit_id"] === "string" ? body["commit_id"] : pull.head.sha,
        body: String(body["body"] ?? ""),
        submitted: now,
      };
      repository.reviews.push(review);
      for (const sketch of sketches) repository.reviewComments.push(commentFrom(call, review, sketch));
      return { status: 200, body: reviewBody(call, review) };
    },
  },
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/comments": {
    about: "repository",
    needs: ["pull_requests=read"],
    answer: (call) => {
      const pull = pullOf(call);
      if (!pull) return notFound;
      const comments = call.repository.reviewComments.filter((comment) => comment.pull === pull.number);
      return { status: 200, pages: { items: comments.map((comment) => commentBody(call, comment)) } };
    },
  },
};

/** Why GitHub finds no place for a comment; undefined where it does: on the right side of one hunk. */
function wrongPlace(pull: KeptPull, sketch: JsonObject): string | undefined {
  const file = pull.files.find(({ filename }) => filename === sketch["path"]);
  if (!file) return "Path could not be resolved";
  const { line, start_line: start = line } = sketch;
  if (typeof line !== "number" || typeof start !== "number") return "Line could not be resolved";
  if (sketch["start_line"] !== undefined && start >= line) return "Start line must precede the end line";
  const headers = (file.patch ?? "").matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm);
  for (const [, from = "", count = "1"] of headers)
    if (start >= Number(from) && line < Number(from) + Number(count)) return undefined;
  return "Line could not be resolved";
}

function commentFrom(call: RepositoryCall, review: KeptReview, sketch: JsonObject): KeptReviewComment {
  const start = sketch["start_line"];
  return {
    id: call.newId(),
    review: review.id,
    pull: review.pull,
    account: review.account,
    path: String(sketch["path"]),
    line: Number(sketch["line"]),
    startLine: typeof start === "number" ? start : null,
    commit: review.commit,
    body: String(sketch["body"]),
  };
}

function reviewBody({ api, repository }: RepositoryCall, review: KeptReview): JsonObject {
  const { id, pull, state, commit, body, submitted } = review;
  const html = `${api}/${repository.owner}/${repository.name}/pull/${pull}#pullrequestreview-${id}`;
  return {
    id,
    state,
    body,
    commit_id: commit,
    submitted_at: submitted,
    html_url: html,
    user: userBody(review),
    author_association: review.association ?? "MEMBER",
  };
}

function commentBody({ api, repository }: RepositoryCall, comment: KeptReviewComment): JsonObject {
  const { id, review, pull, path, line, startLine, commit, body } = comment;
  return {
    id,
    pull_request_review_id: review,
    path,
    line,
    side: "RIGHT",
    ...(startLine === null ? {} : { start_line: startLine, start_side: "RIGHT" }),
    commit_id: commit,
    original_commit_id: commit,
    body,
    user: userBody(comment),
    html_url: `${api}/${repository.owner}/${repository.name}/pull/${pull}#discussion_r${id}`,
  };
}
