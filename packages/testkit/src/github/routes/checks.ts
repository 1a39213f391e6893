import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { KeptCheckRun } from "../repository.ts";
import { notFound, problem, type RepositoryCall, type Route } from "../route.ts";

/** Check runs and their annotations. */
export const checkRoutes: Readonly<Record<string, Route>> = {
  "POST /repos/{owner}/{repo}/check-runs": {
    about: "repository",
    needs: ["checks=write"],
    answer: async (call) => {
      const { body, repository, token } = call;
      if (token.kind === "user") return problem(403, "You must authenticate via a GitHub App.");
      const commit = String(body["head_sha"]);
      if ((await repository.commitOf(commit)) !== commit) return problem(422, `No commit found for SHA: ${commit}`);
      const run: KeptCheckRun = {
        id: call.newId(),
        commit,
        account: token.account,
        said: {},
        title: null,
        summary: null,
        text: null,
        annotations: [],
      };
      say(run, { status: "queued", ...body });
      repository.checkRuns.push(run);
      return { status: 201, body: bodyOf(call, run) };
    },
  },
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}": {
    about: "repository",
    needs: ["checks=read"],
    answer: (call) => {
      const run = runOf(call);
      return run ? { status: 200, body: bodyOf(call, run) } : notFound;
    },
  },
  "PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}": {
    about: "repository",
    needs: ["checks=write"],
    answer: (call) => {
      const run = runOf(call);
      if (!run) return notFound;
      if (call.token.account.login !== run.account.login)
        return problem(403, "Invalid app_id `1` - check run can only be modified by the GitHub App that created it.");
      say(run, call.body);
      return { status: 200, body: bodyOf(call, run) };
    },
  },
  "GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations": {
    about: "repository",
    needs: ["checks=read"],
    answer: (call) => {
      const run = runOf(call);
      if (!run) return notFound;
      const none = { start_column: null, end_column: null, title: null, raw_details: null };
      return { status: 200, pages: { items: run.annotations.map((one) => ({ ...none, ...one })) } };
    },
  },
  "GET /repos/{owner}/{repo}/commits/{ref}/check-runs": {
    about: "repository",
    needs: ["checks=read"],
    answer: async (call) => {
      const { repository, parameters, query } = call;
      const commit = await repository.commitOf(parameters["ref"] ?? "");
      if (commit === undefined) return problem(422, `No commit found for SHA: ${parameters["ref"]}`);
      const named = repository.checkRuns.filter(
        ({ said, commit: of }) => of === commit && (query["check_name"] ?? said["name"]) === said["name"],
      );
      // Of several with one name the last one counts, unless all are asked for.
      const all =
        query["filter"] === "all" ? named : [...new Map(named.map((run) => [run.said["name"], run])).values()];
      return { status: 200, pages: { items: all.map((run) => bodyOf(call, run)), key: "check_runs" } };
    },
  },
};

function runOf({ repository, parameters }: RepositoryCall): KeptCheckRun | undefined {
  return repository.checkRuns.find((run) => run.id === Number(parameters["check_run_id"]));
}

/** Takes over what is said; annotations are added to those that are there. */
function say(run: KeptCheckRun, body: JsonObject): void {
  const { output, ...said } = body;
  run.said = { ...run.said, ...said, ...(said["conclusion"] === undefined ? {} : { status: "completed" }) };
  if (!isJsonObject(output)) return;
  const text = (value: Json | undefined, before: string | null) => (typeof value === "string" ? value : before);
  run.title = text(output["title"], run.title);
  run.summary = text(output["summary"], run.summary);
  run.text = text(output["text"], run.text);
  const { annotations } = output;
  if (Array.isArray(annotations)) run.annotations.push(...annotations.filter(isJsonObject));
}

function bodyOf({ api, repository, now }: RepositoryCall, run: KeptCheckRun): JsonObject {
  const { said, id, commit, title, summary, text, annotations } = run;
  const { name, external_id, details_url, status, conclusion } = said;
  const url = `${api}/repos/${repository.owner}/${repository.name}/check-runs/${id}`;
  return {
    id,
    name: name ?? "",
    head_sha: commit,
    external_id: external_id ?? "",
    details_url: details_url ?? null,
    status: status ?? "queued",
    conclusion: conclusion ?? null,
    started_at: now,
    completed_at: status === "completed" ? now : null,
    url,
    html_url: `${api}/${repository.owner}/${repository.name}/runs/${id}`,
    output: { title, summary, text, annotations_count: annotations.length, annotations_url: `${url}/annotations` },
    app: { slug: run.account.login.replace(/\[bot\]$/, ""), name: run.account.login },
    pull_requests: [],
  };
}
