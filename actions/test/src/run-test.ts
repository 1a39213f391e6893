import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
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
  const evidence = resolve(
    effects.folder,
    input.evidence ?? join(mkdtempSync(join(job.temporary, "towpath-evidence-")), "statements"),
  );
  const outcome = join(mkdtempSync(join(job.temporary, "towpath-outcome-")), "tests.json");
  const about = { base: input.base, proposedFor: proposal?.base.sha, keepsResources: false };
  const said = { evidence, outcome, isSignedApart: !input.sign };
  const result = await test({ manifest, platform, environment, ...about, ...said }, effects);
  return {
    result: withoutAdvice(result),
    cause: causeOf(result),
    outputs: {
      ...testOutputs(result.data),
      evidence: holdsFiles(evidence) ? evidence : "",
      outcome: existsSync(outcome) ? outcome : "",
    },
    annotations: input.annotations,
    summary: input.summary,
  };
}

/** Nothing is written where the platform keeps no evidence, nobody can sign, or no commit was tested. */
function holdsFiles(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).length > 0;
}
