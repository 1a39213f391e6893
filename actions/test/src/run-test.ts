import { type Job, type Outcome, withoutAdvice } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { test } from "@towpath/operations/test";
import type { TestInput } from "./inputs.ts";
import { testOutputs } from "./test-outputs.ts";

/** Runs a service's tests, and shows what failed at its line. */
export async function runTest(input: TestInput, effects: Effects, job: Job): Promise<Outcome> {
  const { manifest, platform, environment } = input;
  const proposal = job.proposal();
  const about = { base: input.base, proposedFor: proposal?.base.sha, keepsResources: false };
  const result = await test({ manifest, platform, environment, ...about }, effects);
  return {
    result: withoutAdvice(result),
    cause: causeOf(result),
    outputs: testOutputs(result.data),
    annotations: input.annotations,
    summary: input.summary,
  };
}
