import { existsSync, mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type Job, type Outcome, requireMerged, tokenOf, withToken } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { causeOf } from "@towpath/operations/cause";
import { comply } from "@towpath/operations/comply";
import type { ComplyInput } from "./inputs.ts";
import { withoutEvidence } from "./without-evidence.ts";

/** Says which controls held, with the evidence for each, and puts the verdict on record. */
export async function runComply(input: ComplyInput, effects: Effects, job: Job): Promise<Outcome> {
  requireMerged(job, "looks at an environment");
  const token = tokenOf(input.token);
  if (token) job.mask(token);
  const { manifest, platform, environment, release, from, to, record: isRecorded } = input;
  const html = join(mkdtempSync(join(job.temporary, "towpath-comply-")), "controls.html");
  const asked = { manifest, platform, environment, release, from, to, html, isRecorded };
  const found = await comply(asked, withToken(effects, token));
  const result = input.failOn === "missing" ? found : withoutEvidence(found);
  const { report, isRecorded: wasRecorded = false } = result.data ?? {};
  const controls = report?.controls ?? [];
  return {
    result,
    cause: causeOf(found),
    isTolerant: input.failOn === "never",
    outputs: {
      held: report?.held ?? "",
      controls: controls.length,
      failed: controls.filter(({ state }) => state === "failed").length,
      waived: controls.filter(({ state }) => state === "waived").length,
      recorded: wasRecorded,
      html: existsSync(html) ? html : "",
    },
    annotations: input.annotations,
    summary: input.summary,
  };
}
