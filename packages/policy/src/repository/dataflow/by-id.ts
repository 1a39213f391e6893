import type { Job } from "../workflow/job.ts";
import type { Step } from "../workflow/step.ts";

const jobs = new WeakMap<readonly Job[], ReadonlyMap<string, Job>>();
const steps = new WeakMap<readonly Step[], ReadonlyMap<string, Step>>();

/** The job with an id, which is in small letters. */
export function jobCalled(all: readonly Job[], id: string): Job | undefined {
  const known = jobs.get(all) ?? new Map(all.map((job) => [job.id.toLowerCase(), job]));
  jobs.set(all, known);
  return known.get(id);
}

/** The step with an id, which is in small letters; the first where there are several. */
export function stepCalled(all: readonly Step[], id: string): Step | undefined {
  const known = steps.get(all) ?? new Map(all.toReversed().map((step) => [step.id?.text.toLowerCase() ?? "", step]));
  steps.set(all, known);
  return known.get(id);
}
