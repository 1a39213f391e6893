import { compareText, type JsonObject } from "@towpath/core";
import type { KeptIssue } from "../kept-issue.ts";
import type { KeptPull } from "../repository.ts";
import { notFound, problem, type Reply, type RepositoryCall, type Route, userBody } from "../route.ts";

const MOST_OF_A_TITLE = 256;
const MOST_OF_A_BODY = 65_536;
const REASONS = ["completed", "reopened", "not_planned", "duplicate"] as const;

/** Issues. A pull request is one of them, for GitHub. */
export const issueRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/issues": {
    about: "repository",
    needs: ["issues=read"],
    answer: (call) => {
      const { repository, query } = call;
      const { state = "open", creator, labels = "", sort, direction } = query;
      const wanted = labels.split(",").filter((label) => label !== "");
      const all: readonly (KeptIssue | KeptPull)[] = [...repository.issues, ...repository.pulls];
      const found = all
        .filter((one) => state === "all" || one.state === state)
        .filter((one) => creator === undefined || one.account.login === creator)
        .filter((one) => wanted.every((label) => "labels" in one && one.labels.includes(label)))
        .sort((a, b) => (sort === "updated" ? compareText(updatedOf(b), updatedOf(a)) : 0) || b.number - a.number);
      if (direction === "asc") found.reverse();
      const items = found.map((one) => ("labels" in one ? issueBody(call, one) : pullAsIssue(call, one)));
      return { status: 200, pages: { items } };
    },
  },
  "POST /repos/{owner}/{repo}/issues": {
    about: "repository",
    needs: ["issues=write"],
    answer: (call) => {
      const { repository, body, token, now } = call;
      const wrong = wrongTexts(body);
      if (wrong) return wrong;
      const issue: KeptIssue = {
        number: repository.newNumber(),
        account: token.account,
        title: String(body["title"]),
        body: typeof body["body"] === "string" ? body["body"] : "",
        state: "open",
        stateReason: null,
        labels: labelsOf(body) ?? [],
        created: now,
        updated: now,
      };
      repository.issues.push(issue);
      return { status: 201, body: issueBody(call, issue) };
    },
  },
  "PATCH /repos/{owner}/{repo}/issues/{issue_number}": {
    about: "repository",
    needs: ["issues=write"],
    answer: (call) => {
      const { repository, body, parameters, now } = call;
      const issue = repository.issues.find(({ number }) => number === Number(parameters["issue_number"]));
      if (!issue) return notFound;
      const wrong = wrongTexts({ title: issue.title, ...body });
      if (wrong) return wrong;
      if (typeof body["title"] === "string") issue.title = body["title"];
      if (typeof body["body"] === "string") issue.body = body["body"];
      const { state } = body;
      if (state === "open" || state === "closed") {
        const said = REASONS.find((reason) => reason === body["state_reason"]);
        if (state !== issue.state) issue.stateReason = said ?? (state === "open" ? "reopened" : "completed");
        issue.state = state;
      }
      issue.labels = labelsOf(body) ?? issue.labels;
      issue.updated = now;
      return { status: 200, body: issueBody(call, issue) };
    },
  },
};

/** When it was changed last. Nobody changes a pull request here. */
function updatedOf(one: KeptIssue | KeptPull): string {
  return "updated" in one ? one.updated : "";
}

function labelsOf(body: JsonObject): readonly string[] | undefined {
  return Array.isArray(body["labels"]) ? body["labels"].map(String) : undefined;
}

function wrongTexts(body: JsonObject): Reply | undefined {
  const title = String(body["title"] ?? "");
  const wrong = (field: string, facts: JsonObject): Reply =>
    problem(422, "Validation Failed", [{ resource: "Issue", field, ...facts }]);
  if (title.trim() === "") return wrong("title", { code: "missing_field" });
  const tooLong = (field: string, most: number): Reply =>
    wrong(field, { code: "custom", message: `${field} is too long (maximum is ${most} characters)` });
  if (title.length > MOST_OF_A_TITLE) return tooLong("title", MOST_OF_A_TITLE);
  return String(body["body"] ?? "").length > MOST_OF_A_BODY ? tooLong("body", MOST_OF_A_BODY) : undefined;
}

function issueBody({ api, repository }: RepositoryCall, issue: KeptIssue): JsonObject {
  const { number, title, body, state, stateReason, labels, created, updated } = issue;
  const full = `${repository.owner}/${repository.name}`;
  return {
    id: number,
    number,
    title,
    body,
    state,
    state_reason: stateReason,
    labels: labels.map((name) => ({ name })),
    user: userBody(issue),
    url: `${api}/repos/${full}/issues/${number}`,
    html_url: `${api}/${full}/issues/${number}`,
    created_at: created,
    updated_at: updated,
  };
}

function pullAsIssue({ api, repository, now }: RepositoryCall, pull: KeptPull): JsonObject {
  const { number, title, state } = pull;
  const full = `${repository.owner}/${repository.name}`;
  const url = `${api}/${full}/pull/${number}`;
  return {
    id: number,
    number,
    title,
    body: "",
    state,
    user: userBody(pull),
    url: `${api}/repos/${full}/issues/${number}`,
    html_url: url,
    pull_request: { url, html_url: url, diff_url: url, patch_url: url },
    created_at: now,
    updated_at: now,
  };
}
