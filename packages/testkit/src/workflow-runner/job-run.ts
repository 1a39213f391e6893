import type { JsonObject } from "@towpath/core";
import type { StepEnding } from "./ending.ts";
import type { Scope, ScopeFunction } from "./language/expression.ts";
import { hashFiles } from "./language/hash-files.ts";
import type { Machine } from "./machine/machine.ts";
import type { Masks } from "./machine/masks.ts";
import type { JobPermissions } from "./model/permissions.ts";
import type { SourceTree } from "./model/source-tree.ts";
import type { Run } from "./run.ts";

/** How a job stands while its steps run. */
export type Status = "success" | "failure" | "cancelled";

/** A job on its machine. */
export interface JobRun {
  readonly run: Run;
  readonly machine: Machine;
  readonly masks: Masks;
  /** What its token may do. */
  readonly permissions: JobPermissions;
  /** Of the file that its steps are in. */
  readonly tree: SourceTree;
  /** Fixed for the whole job; `env`, `steps` and `job` are added step by step. */
  readonly contexts: JsonObject;
  /** What a step finds beside its own: `GITHUB_…`, `RUNNER_…`. */
  readonly variables: Readonly<Record<string, string>>;
  /** `env` of workflow and job, and what steps wrote to GITHUB_ENV. */
  readonly env: Record<string, string>;
  /** What steps wrote to GITHUB_PATH, the newest first. */
  readonly path: string[];
  readonly defaults: { readonly shell: string | undefined; readonly workingDirectory: string | undefined };
  readonly signal: AbortSignal;
  /** What is to be done at its end, in the order in which it was asked for. */
  readonly posts: PostStep[];
}

/** Something that an action does at the end of the job. */
export interface PostStep {
  readonly name: string;
  readonly if: string;
  run(): Promise<StepEnding>;
}

/** What a step of the same list sees of an earlier one. */
export interface StepFacts {
  readonly outputs: Readonly<Record<string, string>>;
  readonly outcome: string;
  readonly conclusion: string;
}

/** A list of steps that run one after the other: a job's, or a composite action's. */
export interface StepFrame {
  job: JobRun;
  readonly tree: SourceTree;
  status: Status;
  readonly steps: Record<string, StepFacts>;
  /** What the `pre` of an action kept for its later parts, by the step's id. */
  readonly states: Map<string, Map<string, string>>;
  /** Beside the job's own: what the composite action's step has. */
  readonly env: Readonly<Record<string, string>>;
  /** What differs from the job's contexts: a composite action's `inputs`. */
  readonly contexts: JsonObject;
  /** Folder of the composite action. */
  readonly actionPath: string | undefined;
  readonly variables: Readonly<Record<string, string>>;
}

/** What an expression of a step sees. @param env the step's own */
export function stepScope(frame: StepFrame, env: Readonly<Record<string, string>> = {}): Scope {
  const { job } = frame;
  const github = typeof job.contexts["github"] === "object" ? job.contexts["github"] : {};
  const contexts: JsonObject = {
    ...job.contexts,
    ...frame.contexts,
    github: { ...github, ...(frame.actionPath === undefined ? {} : { action_path: frame.actionPath }) },
    env: { ...job.env, ...frame.env, ...env },
    steps: Object.fromEntries(Object.entries(frame.steps).map(([id, facts]) => [id, { ...facts }])),
    job: { status: frame.status },
  };
  return { contexts, functions: { ...statusFunctions(frame), hashFiles: hashFiles(job.machine.workspace) } };
}

function statusFunctions(frame: StepFrame): Readonly<Record<string, ScopeFunction>> {
  return {
    always: () => true,
    success: () => frame.status === "success",
    failure: () => frame.status === "failure",
    cancelled: () => frame.status === "cancelled",
  };
}
