import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cleanVariables } from "../example/towpath-command.ts";
import type { Cost } from "../measure/run-timed.ts";

/** What a step of ours cost. */
export interface StepCost extends Cost {
  /** `check`, `deploy`. */
  readonly action: string;
}

/** What a run of a workflow cost. */
export interface PipelineCost {
  readonly pipeline: string;
  readonly steps: readonly StepCost[];
  /** The team's own commands, which ran within the steps. */
  readonly commands: readonly Cost[];
  /** How often GitHub was asked. */
  readonly requests: number;
}

/**
 * Runs both pipelines in a process of its own.
 *
 * @param folder for its notes; made where it is not there
 */
export function measuredPipelines(folder: string): readonly PipelineCost[] {
  mkdirSync(folder, { recursive: true });
  const entry = fileURLToPath(new URL("./pipeline-cost.ts", import.meta.url));
  const options = { encoding: "utf8", env: cleanVariables(), maxBuffer: 10_000_000 } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, folder], options);
  if (status !== 0) throw new Error(`The pipelines did not run to their end.\n${stderr.slice(-4_000)}`);
  const pipelines: readonly PipelineCost[] = JSON.parse(stdout);
  return pipelines;
}
