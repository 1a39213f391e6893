import { type LoopbackGitHub, type LoopbackRepository, loopbackGitHub } from "../../github/index.ts";
import type { JobEnding, StepEnding, WorkflowEnding } from "../ending.ts";
import { pushEvent } from "../events.ts";
import type { RunRequest } from "../run.ts";
import { runWorkflow } from "../run-workflow.ts";

/** Where workflows of a test stand. */
export const WORKFLOW = ".github/workflows/ci.yml";

/** What a test's run differs in: it is a push of all files to main. */
export type RunOptions = Partial<Omit<RunRequest, "github" | "repository" | "workflow">> & {
  readonly files?: Readonly<Record<string, string>>;
};

/** Runs a workflow in a repository of its own. */
export async function runText(workflow: string, options: RunOptions = {}): Promise<WorkflowEnding> {
  await using github = await loopbackGitHub();
  const repository = await github.addRepository();
  return await runIn(github, repository, workflow, options);
}

/** Commits it to main and runs it for that. */
export async function runIn(
  github: LoopbackGitHub,
  repository: LoopbackRepository,
  workflow: string,
  { files = {}, ...options }: RunOptions = {},
): Promise<WorkflowEnding> {
  await repository.commit("main", { [WORKFLOW]: workflow, ...files });
  const event = options.event ?? (await pushEvent(repository));
  return await runWorkflow({ github, repository, workflow: WORKFLOW, ...options, event });
}

/** A workflow for pushes with these jobs, written as YAML below `jobs:`. */
export function withJobs(jobs: string, top = ""): string {
  return `name: ci\non: [push, pull_request]\n${top}\njobs:\n${indented(jobs, "  ")}\n`;
}

/** A workflow of one job with these steps. */
export function withSteps(steps: string, top = ""): string {
  return withJobs(`one:\n  runs-on: ubuntu-24.04\n${top}\n  steps:\n${indented(steps, "    ")}`);
}

/** A job that needs no more than a moment. */
export function job(id: string, more = "", script = "true"): string {
  return `${id}:\n  runs-on: ubuntu-24.04\n${indented(more, "  ")}\n  steps: [{ run: ${JSON.stringify(script)} }]\n`;
}

/** Conclusions by the keys of jobs. */
export function conclusions({ jobs }: WorkflowEnding): Readonly<Record<string, string>> {
  return Object.fromEntries(jobs.map(({ name, conclusion }) => [name, conclusion]));
}

/** @throws {Error} where there is no such job */
export function jobOf({ jobs, annotations }: WorkflowEnding, name: string): JobEnding {
  const found = jobs.find((one) => one.name === name || one.key === name);
  if (!found)
    throw new Error(`No job ${name}: ${jobs.map((one) => one.name).join(", ")} ${JSON.stringify(annotations)}`);
  return found;
}

/** A step by its id, or the n-th. @throws {Error} where there is none */
export function stepOf(ending: WorkflowEnding, id: string | number, job = "one"): StepEnding {
  const { steps, annotations } = jobOf(ending, job);
  const found = typeof id === "number" ? steps[id] : steps.find((step) => step.id === id || step.name === id);
  if (!found)
    throw new Error(`No step ${id}: ${steps.map((step) => step.name).join(", ")} ${JSON.stringify(annotations)}`);
  return found;
}

function indented(text: string, by: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? "" : by + line))
    .join("\n");
}
