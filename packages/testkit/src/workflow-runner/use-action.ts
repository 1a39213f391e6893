import { join } from "node:path";
import type { ActionFile, CompositeRuns, NodeRuns } from "./actions/action-file.ts";
import { type ResolvedAction, resolveAction } from "./actions/resolve.ts";
import { type StandInCall, standInInputs } from "./actions/stand-in.ts";
import type { StepEnding } from "./ending.ts";
import { type StepFrame, stepScope } from "./job-run.ts";
import type { Scope } from "./language/expression.ts";
import { below, textOf, textsOf } from "./language/template.ts";
import type { StepModel } from "./model/workflow.ts";
import { type Performance, performStep, type StepWork } from "./perform-step.ts";
import { runSteps } from "./run-steps.ts";
import { WorkflowError } from "./workflow-error.ts";

/** Performs a step that uses an action. What it does at the end of the job is noted there. */
export async function useAction(step: StepModel, work: StepWork, scope: Scope): Promise<StepEnding> {
  const { frame, uses = "" } = work;
  const { job } = frame;
  const given = textsOf(below(step.token, "with"), scope);
  const place = { run: job.run, tree: frame.tree, workspace: job.machine.workspace };
  const state = frame.states.get(step.id) ?? new Map<string, string>();
  let found: ResolvedAction | undefined;
  const ending = await performStep(
    work,
    async (performance) => {
      found = await resolveAction(uses, place);
      requireNoInnerPre(found, uses, frame);
      if (found.kind === "stand-in") {
        const inputs = standInInputs(found.name, found.action, given);
        await found.action.main(standInCall(inputs, work, performance));
      } else if (found.action.runs.using === "composite") {
        await runComposite(found.action, found.action.runs, found, given, work, scope, performance);
      } else {
        await runNode(found.action, found.action.runs.main, found, given, scope, performance, job.machine.workspace);
      }
    },
    state,
  );
  if (found) notePost(found, given, work, scope, state);
  return ending;
}

/** Runs the `pre` of an action, at the start of its job. */
export async function preOf(
  action: ActionFile,
  runs: NodeRuns,
  found: ResolvedAction & { readonly kind: "file" },
  step: StepModel,
  frame: StepFrame,
): Promise<StepEnding> {
  const scope = stepScope(frame);
  const work: StepWork = {
    id: step.id,
    name: `Pre ${action.name}`,
    env: {},
    frame,
    uses: below(step.token, "uses")?.toString(),
    isForgiven: false,
    timeLimit: undefined,
  };
  const given = textsOf(below(step.token, "with"), scope);
  const state = new Map<string, string>();
  frame.states.set(step.id, state);
  const pre = (performance: Performance): Promise<void> =>
    runNode(action, runs.pre ?? "", found, given, scope, performance, frame.job.machine.workspace);
  return await performStep(work, pre, state);
}

/** A runner begins early with those of composite actions, too; one of the workspace has none. */
function requireNoInnerPre(found: ResolvedAction, uses: string, frame: StepFrame): void {
  if (found.kind !== "file" || frame.actionPath === undefined || uses.startsWith(".")) return;
  if (found.action.runs.using === "node" && found.action.runs.pre !== undefined)
    throw new WorkflowError(`${uses} has a pre within a composite action, which is not known here.`);
}

function notePost(
  found: ResolvedAction,
  given: Readonly<Record<string, string>>,
  work: StepWork,
  scope: Scope,
  state: Map<string, string>,
): void {
  const { job } = work.frame;
  const later: StepWork = { ...work, name: `Post ${work.name}`, isForgiven: false, timeLimit: undefined };
  if (found.kind === "stand-in") {
    const { name, action } = found;
    const { post } = action;
    if (!post) return;
    const run = () =>
      performStep(
        later,
        (performance) => post(standInCall(standInInputs(name, action, given), later, performance)),
        state,
      );
    job.posts.push({ name: later.name, if: action.postIf ?? "always()", run });
    return;
  }
  const { action } = found;
  if (action.runs.using !== "node" || action.runs.post === undefined) return;
  const { post, postIf } = action.runs;
  const run = () =>
    performStep(
      later,
      (performance) => runNode(action, post, found, given, scope, performance, job.machine.workspace),
      state,
    );
  job.posts.push({ name: later.name, if: postIf, run });
}

async function runNode(
  action: ActionFile,
  file: string,
  found: ResolvedAction & { readonly kind: "file" },
  given: Readonly<Record<string, string>>,
  scope: Scope,
  performance: Performance,
  workspace: string,
): Promise<void> {
  const inputs = inputsOf(action, given, scope, performance);
  const variables = Object.entries(inputs).map(([name, value]) => [
    `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
    value,
  ]);
  const kept = [...performance.state].map(([name, value]) => [`STATE_${name}`, value]);
  const code = await performance.process({
    command: process.execPath,
    arguments: [join(action.folder, file)],
    folder: workspace,
    env: {
      ...Object.fromEntries([...variables, ...kept]),
      GITHUB_ACTION_REPOSITORY: found.repository,
      GITHUB_ACTION_REF: found.ref,
    },
  });
  if (code !== 0) performance.fail(code === null ? "The action was killed." : "");
}

async function runComposite(
  action: ActionFile,
  runs: CompositeRuns,
  found: ResolvedAction & { readonly kind: "file" },
  given: Readonly<Record<string, string>>,
  work: StepWork,
  scope: Scope,
  performance: Performance,
): Promise<void> {
  const inner: StepFrame = {
    // They end with the time of the step; those that run because of a cancellation are not stopped by it.
    job: { ...work.frame.job, signal: performance.signal },
    tree: found.tree,
    status: "success",
    steps: {},
    states: new Map(),
    env: { ...work.frame.env, ...work.env },
    contexts: { ...work.frame.contexts, inputs: inputsOf(action, given, scope, performance), secrets: {} },
    actionPath: action.folder,
    variables: { GITHUB_ACTION_PATH: action.folder },
  };
  const steps = await runSteps(runs.steps, inner);
  const outputs = [...action.outputs].map(([name, value]) => [name, textOf(value, stepScope(inner)) ?? ""]);
  performance.took(steps, Object.fromEntries(outputs));
}

/** What is given, known or not, and the defaults of the rest. A runner requires none of them. */
function inputsOf(
  action: ActionFile,
  given: Readonly<Record<string, string>>,
  scope: Scope,
  performance: Performance,
): Readonly<Record<string, string>> {
  const values = new Map(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const names = [...action.inputs.keys()].map((name) => name.toLowerCase());
  const unexpected = [...values.keys()].filter((name) => !names.includes(name));
  if (unexpected.length > 0) {
    const quoted = (all: readonly string[]) => all.map((name) => `'${name}'`).join(", ");
    performance.warn(
      `Unexpected input(s) ${quoted(unexpected)}, valid inputs are [${quoted([...action.inputs.keys()])}]`,
    );
  }
  for (const [name, value] of action.inputs) {
    if (!values.has(name.toLowerCase()) && value) values.set(name.toLowerCase(), textOf(value, scope) ?? "");
  }
  return Object.fromEntries(values);
}

function standInCall(inputs: ReadonlyMap<string, string>, { frame }: StepWork, performance: Performance): StandInCall {
  const { run, machine, masks, permissions, env, path, contexts } = frame.job;
  const defaults: Readonly<Record<string, string>> = { token: String(tokenIn(contexts)) };
  return {
    run,
    permissions,
    workspace: machine.workspace,
    home: machine.home,
    temporary: machine.temporary,
    env: performance.environment(),
    state: performance.state,
    input: (name) => inputs.get(name) || (defaults[name] ?? ""),
    say: performance.say,
    output: performance.output,
    setVariable: (name, value) => {
      env[name] = value;
    },
    addPath: (folder) => path.unshift(folder),
    mask: masks.add,
    exec: async (command, words, folder = machine.workspace) => {
      const lines: string[] = [];
      const request = { command, arguments: words, folder, onLine: (line: string) => lines.push(line) };
      const code = await performance.process({ ...request, env: { GIT_TERMINAL_PROMPT: "0" } });
      if (code !== 0) throw new WorkflowError(`${[command, ...words].join(" ")}: ${lines.join("\n")}`);
      return lines.join("\n");
    },
  };
}

function tokenIn({ github }: StepFrame["contexts"]): unknown {
  return typeof github === "object" && github !== null && "token" in github ? github.token : "";
}
