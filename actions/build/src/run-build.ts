import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { type Job, type Outcome, withoutAdvice } from "@towpath/action-kit";
import type { Effects } from "@towpath/core";
import { build } from "@towpath/operations/build";
import { causeOf } from "@towpath/operations/cause";
import type { BuildInput } from "./inputs.ts";

/** Builds a release once, as a folder that other jobs take. */
export async function runBuild(input: BuildInput, effects: Effects, job: Job): Promise<Outcome> {
  const { manifest, platform, environment, version } = input;
  const out = input.out ?? join(mkdtempSync(join(job.temporary, "towpath-release-")), "release");
  const isSignedApart = !input.sign;
  const result = await build({ manifest, platform, environment, version, out, isSignedApart }, effects);
  const { release, bundle } = result.data ?? {};
  return {
    result: withoutAdvice(input.out === undefined ? withoutBundlePath(result) : result),
    cause: causeOf(result),
    outputs: {
      service: release?.service ?? "",
      version: release?.version ?? "",
      commit: release?.commit ?? "",
      digest: release?.artifact.digest ?? "",
      artifact: release?.artifact.name ?? "",
      bundle: bundle ?? "",
    },
    annotations: input.annotations,
    summary: input.summary,
  };
}

/** A path in the runner's temporary folder tells nobody anything: the output has it for the steps that follow. */
function withoutBundlePath(result: Outcome["result"]): Outcome["result"] {
  const sections = result.sections.map((section) =>
    section.kind === "fields"
      ? { ...section, fields: section.fields.filter(({ name }) => name !== "bundle") }
      : section,
  );
  return { ...result, sections };
}
