import type { Json, JsonObject } from "@towpath/core";
import type { Conclusion, JobEnding } from "./ending.ts";
import { inGroup } from "./in-group.ts";
import { evaluate, isTrue, type Scope, type ScopeFunction, toText } from "./language/expression.ts";
import { below, textOf, valueIn } from "./language/template.ts";
import { calledInputs, calledOutputs, calledSecrets } from "./model/call-values.ts";
import { type Combination, combinationsOf, suffixOf } from "./model/matrix.ts";
import { type JobPermissions, readOnly } from "./model/permissions.ts";
import type { WorkflowPlan } from "./model/plan.ts";
import type { JobModel } from "./model/workflow.ts";
import type { Run } from "./run.ts";
import { refused, runJob } from "./run-job.ts";

/** A workflow that is running: the run's own, or one that a job calls. */
export interface RunningWorkflow {
  readonly plan: WorkflowPlan;
  readonly inputs: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether its jobs see every secret of an environment: not where the caller names those that it hands on. */
  readonly isOpen: boolean;
  /** What goes before the keys and the names of its jobs. */
  readonly key: string;
  readonly name: string;
  readonly signal: AbortSignal;
  /** The run, and the jobs that it is called by: they may hold a concurrency group. */
  readonly within: readonly object[];
}

/** How a job ended for those that need it. */
export interface JobResult {
  readonly result: Conclusion;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Runs all jobs of a workflow, each when those that it needs have ended. */
export async function runJobs(
  running: RunningWorkflow,
  run: Run,
): Promise<{ readonly conclusion: Conclusion; readonly outputs: Readonly<Record<string, string>> }> {
  const { jobs, call } = running.plan.workflow;
  const ended = new Map<string, Promise<JobResult>>();
  const startOf = (job: JobModel): Promise<JobResult> => {
    const known = ended.get(job.id);
    if (known) return known;
    const started = (async () => {
      const results = new Map<string, JobResult>();
      for (const id of job.ancestors) {
        const other = jobs.find((one) => one.id === id);
        if (other) results.set(id, await startOf(other));
      }
      return await runOne(job, results, running, run);
    })();
    ended.set(job.id, started);
    return started;
  };
  const results = new Map<string, JobResult>();
  await Promise.all(jobs.map(async (job) => results.set(job.id, await startOf(job))));
  const jobsContext = Object.fromEntries([...results].map(([id, { result, outputs }]) => [id, { result, outputs }]));
  const contexts = { ...baseContexts(running, run), jobs: jobsContext };
  const all = [...results.values()].map(({ result }) => result);
  return {
    conclusion: together(all),
    outputs: call ? calledOutputs(call, { contexts }) : {},
  };
}

/** The worst of several; skipped where all are. */
export function together(all: readonly Conclusion[]): Conclusion {
  for (const one of ["failure", "cancelled", "success"] as const) if (all.includes(one)) return one;
  return "skipped";
}

/** What a job's token may do in this run. */
function permissionsOf({ id }: JobModel, { plan }: RunningWorkflow, { isFork }: Run): JobPermissions {
  const written = plan.permissions.get(id) ?? {};
  return isFork ? readOnly(written) : written;
}

function baseContexts(running: RunningWorkflow, run: Run): JsonObject {
  return { github: run.github, inputs: running.inputs, vars: run.variables };
}

async function runOne(
  job: JobModel,
  ancestors: ReadonlyMap<string, JobResult>,
  running: RunningWorkflow,
  run: Run,
): Promise<JobResult> {
  const key = running.key + job.id;
  const permissions = permissionsOf(job, running, run);
  const needs = Object.fromEntries(
    job.needs.map((id) => [id, { result: "skipped", outputs: {}, ...ancestors.get(id) }]),
  );
  const contexts: JsonObject = { ...baseContexts(running, run), needs };
  const label = (scope: Scope): string => running.name + (textOf(below(job.token, "name"), scope) ?? job.id);
  const stop = (message: string | undefined, conclusion: Conclusion): JobResult => {
    run.endings.push(refused({ key, name: running.name + job.id, permissions }, message, conclusion));
    return { result: conclusion, outputs: {} };
  };
  try {
    const functions = statusOf(ancestors, () => running.signal.aborted);
    const isWanted = (): boolean => isTrue(evaluate(job.if, { contexts, functions }));
    if (!isWanted()) return stop(undefined, "skipped");
    const cancelled = abortedUnless(running.signal, isWanted);
    const strategy = below(job.token, "strategy");
    const matrix = valueIn(below(strategy, "matrix"), { contexts });
    const combinations = matrix === undefined ? [undefined] : combinationsOf(matrix);
    const failFast = isTrue(valueIn(below(strategy, "fail-fast"), { contexts }) ?? true);
    const most = Number(valueIn(below(strategy, "max-parallel"), { contexts }) ?? combinations.length);
    const failing = new AbortController();
    const results: JobResult[] = [];
    const one = async (combination: Combination | undefined, index: number): Promise<void> => {
      const inner: JsonObject = {
        ...contexts,
        matrix: combination ?? null,
        strategy: {
          "fail-fast": failFast,
          "job-index": index,
          "job-total": combinations.length,
          "max-parallel": most,
        },
      };
      const hasOwnName = below(job.token, "name") !== undefined;
      const name = label({ contexts: inner }) + (combination && !hasOwnName ? suffixOf(combination) : "");
      const signal = AbortSignal.any([cancelled, failing.signal]);
      const isForgiven = isTrue(valueIn(below(job.token, "continue-on-error"), { contexts: inner }) ?? false);
      const result = await attempt(job, { key, name, contexts: inner, signal }, running, run);
      if (result.result === "failure" && failFast && !isForgiven) failing.abort();
      results.push(result.result === "failure" && isForgiven ? { ...result, result: "success" } : result);
    };
    await inParallel(combinations, most, one);
    // Of several that give the same output, the one that ended last counts.
    const outputs = results.flatMap((result) => Object.entries(result.outputs)).filter(([, value]) => value !== "");
    const empty = results.flatMap((result) => Object.keys(result.outputs).map((name) => [name, ""]));
    return {
      result: together(results.map(({ result }) => result)),
      outputs: Object.fromEntries([...empty, ...outputs]),
    };
  } catch (error) {
    return stop(error instanceof Error ? error.message : String(error), "failure");
  }
}

/**
 * The signal of a job: a run that is cancelled asks once more for its condition, and stops it where that does not hold then. One
 * that begins later begins for that very case. GitHub's documentation, "Workflow cancellation reference".
 */
function abortedUnless(signal: AbortSignal, isWanted: () => boolean): AbortSignal {
  const own = new AbortController();
  signal.addEventListener("abort", () => isWanted() || own.abort(), { once: true });
  return own.signal;
}

interface Attempt {
  readonly key: string;
  readonly name: string;
  readonly contexts: JsonObject;
  readonly signal: AbortSignal;
}

/** One combination: in its concurrency group, on a machine or by the workflow that it calls. */
async function attempt(job: JobModel, given: Attempt, running: RunningWorkflow, run: Run): Promise<JobResult> {
  const permissions = permissionsOf(job, running, run);
  const push = (ending: JobEnding): JobResult => {
    run.endings.push(ending);
    return { result: ending.conclusion, outputs: ending.outputs };
  };
  if (given.signal.aborted) return push(refused({ ...given, permissions }, undefined, "cancelled"));
  const scope: Scope = { contexts: given.contexts };
  try {
    return await inGroup(
      {
        token: below(job.token, "concurrency"),
        scope,
        what: `job '${job.id}'`,
        within: running.within,
        signal: given.signal,
      },
      run,
      (reason) => push(refused({ ...given, permissions }, reason, "cancelled")),
      async (signal, holder) => {
        const called = running.plan.called.get(job.id);
        if (!called) {
          const { secrets, isOpen } = running;
          const request = { job, workflow: running.plan.workflow, ...given, secrets, isOpen, permissions, signal };
          return push(await runJob(request, run));
        }
        return await callWorkflow(job, called, { ...given, signal }, [...running.within, holder], running, run);
      },
    );
  } catch (error) {
    return push(refused({ ...given, permissions }, error instanceof Error ? error.message : String(error)));
  }
}

async function callWorkflow(
  job: JobModel,
  plan: WorkflowPlan,
  given: Attempt,
  within: readonly object[],
  running: RunningWorkflow,
  run: Run,
): Promise<JobResult> {
  const outside: Scope = { contexts: given.contexts };
  const { call } = plan.workflow;
  const inside: Scope = { contexts: { github: run.github, vars: run.variables } };
  const inner: RunningWorkflow = {
    plan,
    inputs: calledInputs(call, below(job.token, "with"), outside, inside),
    ...calledSecrets(call, below(job.token, "secrets"), outside, running),
    key: `${given.key}/`,
    name: `${given.name} / `,
    signal: given.signal,
    within,
  };
  const scope: Scope = { contexts: baseContexts(inner, run) };
  const token = below(plan.workflow.token, "concurrency");
  const what = `workflow '${plan.workflow.path}'`;
  return await inGroup(
    { token, scope, what, within, signal: given.signal },
    run,
    (reason): JobResult => {
      run.endings.push(refused({ ...given, permissions: permissionsOf(job, running, run) }, reason, "cancelled"));
      return { result: "cancelled", outputs: {} };
    },
    async (signal, holder) => {
      const { conclusion, outputs } = await runJobs({ ...inner, signal, within: [...within, holder] }, run);
      return { result: conclusion, outputs };
    },
  );
}

/** `success()` and the others in the condition of a job: about all that it needs, and what those need. */
function statusOf(
  ancestors: ReadonlyMap<string, JobResult>,
  isCancelled: () => boolean,
): Readonly<Record<string, ScopeFunction>> {
  const asked = (names: readonly Json[]): readonly Conclusion[] =>
    names.length === 0
      ? [...ancestors.values()].map(({ result }) => result)
      : names.map((name) => ancestors.get(toText(name))?.result ?? "skipped");
  return {
    always: () => true,
    cancelled: () => isCancelled(),
    success: (...names) => !isCancelled() && asked(names).every((result) => result === "success"),
    failure: (...names) => !isCancelled() && asked(names).some((result) => result === "failure"),
  };
}

/** In order, no more at once than allowed. */
async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const queue = [...items.entries()];
  const lane = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) await work(next[1], next[0]);
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(most, items.length)) }, lane));
}
