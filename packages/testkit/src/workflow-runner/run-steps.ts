import { resolve } from "node:path";
import type { Conclusion, StepEnding } from "./ending.ts";
import { type JobRun, type StepFrame, stepScope } from "./job-run.ts";
import { evaluate, isTrue, type Scope } from "./language/expression.ts";
import { below, textOf, textsOf, valueIn } from "./language/template.ts";
import { scriptCommand } from "./machine/shell.ts";
import type { StepModel } from "./model/workflow.ts";
import { performStep, type StepWork } from "./perform-step.ts";
import { useAction } from "./use-action.ts";

/** Runs a list of steps, each by its condition. The frame's status says how they went. */
export async function runSteps(steps: readonly StepModel[], frame: StepFrame): Promise<readonly StepEnding[]> {
  const endings: StepEnding[] = [];
  for (const step of steps) {
    const ending = await runStep(step, frame);
    endings.push(ending);
    frame.steps[step.id] = ending;
    if (frame.job.signal.aborted) frame.status = "cancelled";
    else if (ending.conclusion === "failure" && frame.status === "success") frame.status = "failure";
  }
  return endings;
}

async function runStep(step: StepModel, frame: StepFrame): Promise<StepEnding> {
  const { token } = step;
  if (frame.job.signal.aborted) frame.status = "cancelled";
  let env: Readonly<Record<string, string>> = {};
  let name = step.id;
  try {
    env = textsOf(below(token, "env"), stepScope(frame));
    const scope = stepScope(frame, env);
    name = frame.job.masks.hide(textOf(below(token, "name"), scope) ?? defaultName(step, scope));
    if (!isTrue(evaluate(step.if, scope))) return ended(step, name, "skipped");
    const minutes = valueIn(below(token, "timeout-minutes"), scope);
    const work: StepWork = {
      id: step.id,
      name,
      env,
      frame,
      uses: step.kind === "uses" ? textOf(below(token, "uses"), scope) : undefined,
      isForgiven: isTrue(valueIn(below(token, "continue-on-error"), scope) ?? false),
      timeLimit: typeof minutes === "number" && minutes > 0 ? minutes * 60_000 : undefined,
    };
    if (step.kind === "uses") return await useAction(step, work, scope);
    return await performStep(work, async (perform) => {
      const script = textOf(below(token, "run"), scope) ?? "";
      const shell = textOf(below(token, "shell"), scope) ?? frame.job.defaults.shell;
      const folder = textOf(below(token, "working-directory"), scope) ?? frame.job.defaults.workingDirectory ?? ".";
      const command = scriptCommand(script, shell, frame.job.machine.temporary);
      const code = await perform.process({ ...command, folder: resolve(frame.job.machine.workspace, folder) });
      if (code !== 0) perform.fail(`Process completed with exit code ${code ?? 137}.`);
    });
  } catch (error) {
    return ended(step, name, "failure", error instanceof Error ? error.message : String(error));
  }
}

function defaultName(step: StepModel, scope: Scope): string {
  const what = textOf(below(step.token, step.kind), scope) ?? "";
  return `Run ${what.trim().split("\n")[0] ?? ""}`;
}

function ended(step: StepModel, name: string, conclusion: Conclusion, message?: string): StepEnding {
  return {
    id: step.id,
    name,
    outcome: conclusion,
    conclusion,
    outputs: {},
    log: message === undefined ? "" : `##[error]${message}`,
    annotations: message === undefined ? [] : [{ level: "error", message }],
    summary: "",
    wallMs: 0,
    cpuMs: 0,
    uses: step.kind === "uses" ? below(step.token, "uses")?.toString() : undefined,
    steps: [],
  };
}

/** Runs what actions asked for, the last one first. */
export async function runPosts(job: JobRun, frame: StepFrame): Promise<readonly StepEnding[]> {
  const endings: StepEnding[] = [];
  for (const post of job.posts.toReversed()) {
    if (job.signal.aborted) frame.status = "cancelled";
    if (!isTrue(evaluate(post.if, stepScope(frame)))) continue;
    const ending = await post.run();
    endings.push(ending);
    if (ending.conclusion === "failure" && frame.status === "success") frame.status = "failure";
  }
  return endings;
}
