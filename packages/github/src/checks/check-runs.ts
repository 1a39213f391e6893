import type { Json, JsonObject } from "@towpath/core";
import type { Connection, Question } from "../connection/connection.ts";
import { type Fields, fieldsOf } from "../connection/fields.ts";
import { id, segments } from "../connection/path.ts";
import { githubError } from "../errors.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";
import { type Written, written } from "../written.ts";
import {
  ANNOTATIONS_AT_ONCE,
  annotationBody,
  type CheckAnnotation,
  type CheckConclusion,
  type CheckOutput,
  type CheckRun,
  type CheckRunChange,
  type ListedCheckRun,
  MOST_OF_A_SUMMARY,
  type NewCheckRun,
} from "./check-run.ts";

/** The writing of check runs. */
export interface CheckRuns {
  create(run: NewCheckRun): Promise<Written<CheckRun>>;
  update(run: CheckRun, change: CheckRunChange): Promise<Written<CheckRun>>;
  /** All of one name at a commit, in no order that means anything. */
  of(commit: string, name: string): Promise<readonly ListedCheckRun[]>;
}

export function checkRunsIn(connection: Connection, repository: string): CheckRuns {
  const question = (path: string, name: string): Question => ({
    path: `${repository}/${path}`,
    needs: GITHUB_PERMISSIONS.createCheckRun,
    what: `Check run ${name}`,
  });

  /** Sends annotations batch by batch. A run is completed by the last one: before it, not everything is there to be read. */
  const send = async (
    run: CheckRun,
    batches: readonly (readonly CheckAnnotation[])[],
    output: CheckOutput | undefined,
    conclusion: CheckConclusion | undefined,
  ): Promise<Written<CheckRun>> => {
    let known = run;
    for (const [index, batch] of batches.entries()) {
      const isLast = index === batches.length - 1;
      const after = known.annotations + batch.length;
      const asked = question(`check-runs/${id(known.id)}`, String(known.id));
      const answer = await connection.write({
        ...asked,
        method: "PATCH",
        body: { ...endOf(isLast ? conclusion : undefined), ...(output ? { output: outputBody(output, batch) } : {}) },
        // Annotations are added and not replaced: sent twice, they would stand there twice.
        ...(batch.length === 0 ? {} : { lookUp: () => withAnnotations(connection, asked, after) }),
      });
      if (!answer.isWritten) return answer;
      known = { ...checkRunOf(fieldsOf(answer.value, asked.what)), annotations: after };
    }
    return written(known);
  };

  return {
    of: async (commit, name) => {
      const found = await connection.list(
        {
          path: `${repository}/commits/${segments(commit, "commit")}/check-runs`,
          query: { check_name: name, filter: "all" },
          needs: GITHUB_PERMISSIONS.checkRunsOf,
          what: `The check runs of ${commit.slice(0, 12)}`,
        },
        "check_runs",
      );
      return found.map(listedFrom);
    },
    create: async (run) => {
      requireShort(run.output);
      const [first = [], ...rest] = batchesOf(run.output.annotations);
      const asked = question("check-runs", run.name);
      const answer = await connection.write({
        ...asked,
        method: "POST",
        body: {
          name: run.name,
          head_sha: run.commit,
          external_id: run.externalId,
          ...(run.detailsUrl === undefined ? {} : { details_url: run.detailsUrl }),
          ...(rest.length > 0 || !run.conclusion ? { status: "in_progress" } : endOf(run.conclusion)),
          output: outputBody(run.output, first),
        },
        lookUp: () =>
          withExternalId(connection, question(`commits/${segments(run.commit, "commit")}/check-runs`, run.name), run),
      });
      if (!answer.isWritten) return answer;
      const made = { ...checkRunOf(fieldsOf(answer.value, asked.what)), annotations: first.length };
      return rest.length === 0 ? written(made) : await send(made, rest, run.output, run.conclusion);
    },
    update: async (run, { conclusion, output }) => {
      if (output) requireShort(output);
      return await send(run, batchesOf(output?.annotations), output, conclusion);
    },
  };
}

async function withAnnotations(connection: Connection, asked: Question, count: number): Promise<Json | undefined> {
  const answer = await connection.read(asked);
  return checkRunOf(fieldsOf(answer, asked.what)).annotations >= count ? answer : undefined;
}

async function withExternalId(connection: Connection, asked: Question, run: NewCheckRun): Promise<Json | undefined> {
  const runs = await connection.list({ ...asked, query: { check_name: run.name, filter: "all" } }, "check_runs");
  const found = runs.find((one) => one.optionalText("external_id") === run.externalId);
  if (!found) return undefined;
  return { id: found.number("id"), html_url: found.optionalText("html_url") ?? null, output: { annotations_count: 0 } };
}

/** At least one batch, for what else is to be said. */
function batchesOf(annotations: readonly CheckAnnotation[] = []): readonly (readonly CheckAnnotation[])[] {
  const count = Math.max(Math.ceil(annotations.length / ANNOTATIONS_AT_ONCE), 1);
  return Array.from({ length: count }, (_, batch) =>
    annotations.slice(batch * ANNOTATIONS_AT_ONCE, (batch + 1) * ANNOTATIONS_AT_ONCE),
  );
}

function outputBody({ title, summary, text }: CheckOutput, batch: readonly CheckAnnotation[]): JsonObject {
  return {
    title,
    summary,
    ...(text === undefined ? {} : { text }),
    ...(batch.length === 0 ? {} : { annotations: batch.map(annotationBody) }),
  };
}

function endOf(conclusion: CheckConclusion | undefined): JsonObject {
  return conclusion === undefined ? {} : { status: "completed", conclusion };
}

function checkRunOf(run: Fields): CheckRun {
  return {
    id: run.number("id"),
    url: run.optionalText("html_url"),
    annotations: run.object("output").number("annotations_count"),
  };
}

function listedFrom(run: Fields): ListedCheckRun {
  const output = run.object("output");
  return {
    id: run.number("id"),
    name: run.text("name"),
    commit: run.text("head_sha"),
    externalId: run.optionalText("external_id") ?? "",
    isCompleted: run.text("status") === "completed",
    conclusion: run.optionalText("conclusion"),
    app: run.optionalObject("app")?.optionalText("slug"),
    title: output.optionalText("title") ?? "",
    summary: output.optionalText("summary") ?? "",
    text: output.optionalText("text") ?? "",
  };
}

/** @throws {GitHubError} `github/too-large` before GitHub is asked */
function requireShort({ summary, text = "" }: CheckOutput): void {
  const longest = Math.max(summary.length, text.length);
  if (longest <= MOST_OF_A_SUMMARY) return;
  throw githubError({
    code: "github/too-large",
    message: `A check run's text has ${longest.toLocaleString("en")} characters; GitHub takes 65,535.`,
    hint: "Cut it before it is sent, and say in it that it was cut.",
  });
}
