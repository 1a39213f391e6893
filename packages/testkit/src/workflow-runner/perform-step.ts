import { delimiter } from "node:path";
import type { Conclusion, StepEnding } from "./ending.ts";
import type { StepFrame } from "./job-run.ts";
import { runProcess } from "./machine/run-process.ts";
import { stepFiles } from "./machine/step-files.ts";
import { stepLog } from "./machine/step-log.ts";
import { WorkflowError } from "./workflow-error.ts";

/** A step that is to be performed, its condition met. */
export interface StepWork {
  readonly id: string;
  readonly name: string;
  readonly env: Readonly<Record<string, string>>;
  readonly frame: StepFrame;
  readonly uses: string | undefined;
  readonly isForgiven: boolean;
  /** Milliseconds. */
  readonly timeLimit: number | undefined;
}

/** What a step may do while it is performed. */
export interface Performance {
  /** Aborted when the step's time is over or the job is cancelled. */
  readonly signal: AbortSignal;
  /** Kept for the step's later parts. */
  readonly state: Map<string, string>;
  /** Runs a process in the step's environment. Gives its exit code; null where a signal ended it. */
  process(request: {
    readonly command: string;
    readonly arguments: readonly string[];
    readonly folder: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Takes its lines in place of the log. */
    readonly onLine?: (line: string) => void;
  }): Promise<number | null>;
  /** The environment that its processes get. */
  environment(): Readonly<Record<string, string>>;
  say(text: string): void;
  fail(message: string): void;
  warn(message: string): void;
  output(name: string, value: string): void;
  /** The steps of a composite action, with its own outputs. */
  took(steps: readonly StepEnding[], outputs: Readonly<Record<string, string>>): void;
}

/** Performs a step: gives it its files and a log, obeys what it leaves, and says how it ended. */
export async function performStep(
  work: StepWork,
  perform: (performance: Performance) => Promise<void>,
  state: Map<string, string> = new Map(),
): Promise<StepEnding> {
  const { frame } = work;
  const { job } = frame;
  const started = performance.now();
  const log = stepLog(job.masks);
  const files = stepFiles(job.machine.temporary);
  const timeout = new AbortController();
  const isLate = job.signal.aborted;
  // What runs because of a cancellation is not stopped by it.
  const signal = isLate ? timeout.signal : AbortSignal.any([timeout.signal, job.signal]);
  const timer = work.timeLimit === undefined ? undefined : setTimeout(() => timeout.abort(), work.timeLimit);
  const outputs = new Map<string, string>();
  let steps: readonly StepEnding[] = [];
  let cpuMs = 0;
  const failures: string[] = [];

  const environment = () => ({
    ...job.machine.env,
    HOME: job.machine.home,
    LANG: "C.UTF-8",
    CI: "true",
    ...job.env,
    ...frame.env,
    ...work.env,
    ...job.variables,
    ...frame.variables,
    ...files.variables,
    GITHUB_ACTION: work.id,
    PATH: [...job.path, work.env["PATH"] ?? job.env["PATH"] ?? job.machine.path].join(delimiter),
  });

  try {
    await perform({
      signal,
      state,
      environment,
      process: async ({ onLine = log.line, env = {}, ...request }) => {
        const ending = await runProcess({ ...request, env: { ...environment(), ...env }, onLine, signal });
        cpuMs += ending.cpuMs;
        return ending.exitCode;
      },
      say: log.say,
      fail: (message) => failures.push(message),
      warn: (message) => log.line(`::warning::${message.replaceAll("%", "%25").replaceAll("\n", "%0A")}`),
      output: (name, value) => outputs.set(name, value),
      took: (taken, own) => {
        steps = taken;
        for (const [name, value] of Object.entries(own)) outputs.set(name, value);
        if (taken.some(({ conclusion }) => conclusion === "failure")) failures.push("");
      },
    });
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    failures.push(error.message);
  } finally {
    clearTimeout(timer);
  }

  let summary = "";
  try {
    const left = files.read();
    for (const [name, value] of left.environment) job.env[name] = value;
    for (const folder of left.path) job.path.unshift(folder);
    for (const [name, value] of [...log.outputs, ...left.outputs]) outputs.set(name, value);
    for (const [name, value] of [...log.state, ...left.state]) state.set(name, value);
    summary = job.masks.hide(left.summary);
    if (left.complaint !== undefined) log.error(left.complaint);
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    failures.push(error.message);
  }
  failures.push(...log.failures);
  const isCancelled = !isLate && job.signal.aborted;
  const isTimedOut = timeout.signal.aborted && !isCancelled;
  // What a step that was stopped says about its end means nothing.
  if (isTimedOut || isCancelled)
    failures.splice(
      0,
      failures.length,
      isCancelled
        ? "The operation was canceled."
        : `The action '${work.name}' has timed out after ${(work.timeLimit ?? 0) / 60_000} minutes.`,
    );
  for (const message of failures) if (message !== "") log.error(message);
  const outcome: Conclusion = isCancelled ? "cancelled" : failures.length > 0 ? "failure" : "success";
  const ending: StepEnding = {
    id: work.id,
    name: work.name,
    outcome,
    conclusion: outcome === "failure" && work.isForgiven ? "success" : outcome,
    outputs: Object.fromEntries(outputs),
    log: [log.text(), ...steps.map((step) => step.log)].filter(Boolean).join("\n"),
    annotations: [...log.annotations, ...steps.flatMap((step) => step.annotations)],
    summary: summary + steps.map((step) => step.summary).join(""),
    wallMs: performance.now() - started,
    cpuMs: cpuMs + steps.reduce((sum, step) => sum + step.cpuMs, 0),
    uses: work.uses,
    steps,
  };
  return ending;
}
