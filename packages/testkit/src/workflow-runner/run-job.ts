import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Annotation } from "../action-runner/run-action.ts";
import { resolveAction } from "./actions/resolve.ts";
import type { Conclusion, JobEnding, StepEnding } from "./ending.ts";
import { type JobRun, type StepFrame, stepScope } from "./job-run.ts";
import { evaluate, isTrue, type Scope, toText } from "./language/expression.ts";
import { below, entriesOf, textOf, textsOf, valueIn } from "./language/template.ts";
import { endOrphans } from "./machine/end-orphans.ts";
import { identityClaims } from "./machine/identity-claims.ts";
import { jobVariables } from "./machine/job-variables.ts";
import { type MachineSketch, machineFor } from "./machine/machine.ts";
import { masks } from "./machine/masks.ts";
import { type JobPermissions, tokenPermissions } from "./model/permissions.ts";
import type { JobModel, Workflow } from "./model/workflow.ts";
import type { EnvironmentSettings, Run } from "./run.ts";
import { runPosts, runSteps } from "./run-steps.ts";
import { preOf } from "./use-action.ts";
import { WorkflowError } from "./workflow-error.ts";

/** A job, or one combination of its matrix, that is about to run. */
export interface JobRequest {
  readonly job: JobModel;
  readonly workflow: Workflow;
  readonly key: string;
  readonly name: string;
  /** `github`, `inputs`, `vars`, `needs`, `matrix`, `strategy`. */
  readonly contexts: JsonObject;
  readonly secrets: Readonly<Record<string, string>>;
  /** Whether it sees every secret of its environment, or those that have a name among `secrets`. */
  readonly isOpen: boolean;
  readonly permissions: JobPermissions;
  readonly signal: AbortSignal;
}

const DEFAULT_MINUTES = 360;
/** https://docs.github.com/actions/reference/runners/github-hosted-runners, as far as this machine can stand for them. */
const HOSTED = /^ubuntu-(?:latest|slim|2[246]\.04(?:-arm)?)$/;

/** Runs a job's steps on a machine. */
export async function runJob(request: JobRequest, run: Run): Promise<JobEnding> {
  const started = performance.now();
  const { job, workflow, permissions } = request;
  const outer: Scope = { contexts: request.contexts };
  for (const key of ["container", "services", "snapshot"]) {
    if (below(job.token, key)) return refused(request, `${key} is not known here.`);
  }
  const runsOn = labelsOf(valueIn(below(job.token, "runs-on"), outer) ?? null);
  const named = valueIn(below(job.token, "environment"), outer);
  const environment = isJsonObject(named) ? toText(named["name"] ?? "") : named ? toText(named) : undefined;
  const settings = environment === undefined ? undefined : run.request.environments?.[environment];
  if (settings?.review && !(await settings.review(request.name)))
    return refused(request, `The deployment to ${environment} was rejected.`);

  const { runner = "hosted", repository } = run.request;
  const chosen = typeof runner === "function" ? runner(runsOn, request.name) : runner;
  const sketch: MachineSketch = chosen === "hosted" ? {} : chosen;
  if (chosen === "hosted" && !runsOn.every((label) => HOSTED.test(label)))
    return refused(request, `No runner here has the labels ${runsOn.join(", ")}.`);

  const token = run.request.github.addToken({ permissions: tokenPermissions(permissions) });
  const secrets = secretsOf(settings, request, run);
  const variables = { ...run.variables, ...(run.isFork ? {} : settings?.variables) };
  using machine = machineFor(sketch, repository.name);
  const hidden = masks();
  for (const secret of [token, ...Object.values(secrets)]) hidden.add(secret);

  const event = join(machine.temporary, "_github_workflow", "event.json");
  mkdirSync(join(event, ".."), { recursive: true });
  writeFileSync(event, JSON.stringify(run.request.event.payload));
  const tracking = `github_${randomUUID()}`;
  const github: JsonObject = {
    ...objectOf(request.contexts["github"]),
    job: job.id,
    token,
    workspace: machine.workspace,
    event_path: event,
  };
  const runner_: JsonObject = {
    os: process.platform === "darwin" ? "macOS" : "Linux",
    arch: process.arch === "arm64" ? "ARM64" : "X64",
    name: machine.name,
    environment: machine.isHosted ? "github-hosted" : "self-hosted",
    tool_cache: join(machine.work, "_tool"),
    temp: machine.temporary,
    workspace: join(machine.workspace, ".."),
  };
  const { tree, path } = workflow;
  const jobWorkflow = { ref: `${tree.repository}/${path}@${tree.ref}`, sha: tree.sha };
  const facts = { github, environment, jobWorkflow, isHosted: machine.isHosted, isPrivate: repository.isPrivate };
  const identity: Readonly<Record<string, string>> =
    permissions["id-token"] === "write" ? { ...run.request.github.addIdentity(identityClaims(facts)) } : {};
  hidden.add(identity["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] ?? "");
  const contexts: JsonObject = {
    ...request.contexts,
    github,
    vars: variables,
    secrets: { ...secrets, github_token: token },
    runner: runner_,
  };
  const late = new AbortController();
  const current: JobRun = {
    run,
    machine,
    masks: hidden,
    permissions,
    tree: workflow.tree,
    contexts,
    variables: { ...jobVariables(github, runner_, tracking), ...identity },
    env: {},
    path: [],
    defaults: { shell: undefined, workingDirectory: undefined },
    signal: AbortSignal.any([request.signal, late.signal]),
    posts: [],
  };
  const frame: StepFrame = {
    job: current,
    tree: workflow.tree,
    status: "success",
    steps: {},
    states: new Map(),
    env: {},
    contexts: {},
    actionPath: undefined,
    variables: {},
  };
  const minutes = Number(valueIn(below(job.token, "timeout-minutes"), outer) ?? DEFAULT_MINUTES);
  const timer = setTimeout(() => late.abort(), minutes * 60_000);
  const annotations: Annotation[] = [];
  const steps: StepEnding[] = [];
  let outputs: Readonly<Record<string, string>> = {};
  try {
    Object.assign(current.env, textsOf(below(workflow.token, "env"), { contexts }));
    Object.assign(current.env, textsOf(below(job.token, "env"), stepScope(frame)));
    const ready = withDefaults(current, workflow, job, stepScope(frame));
    frame.job = ready;
    steps.push(...(await preSteps(job, frame)));
    steps.push(...(await runSteps(job.steps, frame)));
    steps.push(...(await runPosts(ready, frame)));
    outputs = outputsOf(job, frame, annotations);
  } catch (error) {
    annotations.push({ level: "error", message: hidden.hide(error instanceof Error ? error.message : String(error)) });
    frame.status = "failure";
  } finally {
    clearTimeout(timer);
    endOrphans(tracking);
    run.request.github.endToken(token);
  }
  for (const step of steps) run.request.onStep?.(request.key, step);
  if (late.signal.aborted)
    annotations.push({
      level: "error",
      message: `The job has exceeded the maximum execution time of ${minutes} minutes.`,
    });
  const conclusion: Conclusion = current.signal.aborted ? "cancelled" : frame.status;
  return {
    key: request.key,
    name: request.name,
    conclusion,
    outputs,
    permissions,
    runsOn,
    environment,
    steps,
    annotations,
    wallMs: performance.now() - started,
  };
}

/** A job that did not get as far as a machine. */
export function refused(
  { key, name, permissions }: Pick<JobRequest, "key" | "name" | "permissions">,
  message: string | undefined,
  conclusion: Conclusion = "failure",
): JobEnding {
  return {
    key,
    name,
    conclusion,
    outputs: {},
    permissions,
    runsOn: [],
    environment: undefined,
    steps: [],
    annotations: message === undefined ? [] : [{ level: "error", message }],
    wallMs: 0,
  };
}

/**
 * The secrets that a job sees, those of its environment before others. A called workflow sees none of them that its caller did
 * not name, even without a value. Names are compared without regard to case.
 */
function secretsOf(
  settings: EnvironmentSettings | undefined,
  { secrets, isOpen }: JobRequest,
  { hasSecrets }: Run,
): Readonly<Record<string, string>> {
  const seen = new Map(Object.entries(secrets).map(([name, value]) => [name.toUpperCase(), value]));
  for (const [written, value] of Object.entries((hasSecrets && settings?.secrets) || {})) {
    const name = written.toUpperCase();
    if (isOpen || seen.has(name)) seen.set(name, value);
  }
  return Object.fromEntries(seen);
}

/** Every action is looked for before the first step runs, and those that begin early begin. */
async function preSteps(job: JobModel, frame: StepFrame): Promise<readonly StepEnding[]> {
  const { run, machine, tree } = frame.job;
  const endings: StepEnding[] = [];
  for (const step of job.steps) {
    const uses = step.kind === "uses" ? (below(step.token, "uses")?.toString() ?? "") : ".";
    if (uses.startsWith(".")) continue;
    const found = await resolveAction(uses, { run, tree, workspace: machine.workspace });
    if (found.kind !== "file" || found.action.runs.using !== "node" || !found.action.runs.pre) continue;
    if (!isTrue(evaluate(found.action.runs.preIf, stepScope(frame)))) continue;
    const ending = await preOf(found.action, found.action.runs, found, step, frame);
    endings.push(ending);
    if (ending.conclusion === "failure") frame.status = "failure";
  }
  return endings;
}

function withDefaults(current: JobRun, workflow: Workflow, job: JobModel, scope: Scope): JobRun {
  const said = (key: string) =>
    textOf(below(job.token, "defaults", "run", key), scope) ??
    textOf(below(workflow.token, "defaults", "run", key), scope);
  return { ...current, defaults: { shell: said("shell"), workingDirectory: said("working-directory") } };
}

/** Bytes of all outputs of a job, of which UTF-16 has two a character. GitHub's documentation, "Workflow syntax", `outputs`. */
const MOST_OF_OUTPUTS = 1_024 * 1_024;

/** A secret goes to no other job by an output. @throws {WorkflowError} where there is more than GitHub hands on */
function outputsOf(job: JobModel, frame: StepFrame, annotations: Annotation[]): Readonly<Record<string, string>> {
  const scope = stepScope(frame);
  const found = entriesOf(below(job.token, "outputs")).flatMap(([name, token]) => {
    const value = textOf(token, scope) ?? "";
    if (!frame.job.masks.isIn(value)) return [[name, value] as const];
    annotations.push({ level: "warning", message: `Skip output '${name}' since it may contain secret.` });
    return [];
  });
  if (found.reduce((sum, [, value]) => sum + 2 * value.length, 0) > MOST_OF_OUTPUTS)
    throw new WorkflowError(`The outputs of job ${job.id} have more than 1 MB.`);
  return Object.fromEntries(found);
}

function labelsOf(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.map((one: Json) => toText(one));
  if (isJsonObject(value)) return labelsOf(value["labels"] ?? []);
  return [toText(value)];
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
