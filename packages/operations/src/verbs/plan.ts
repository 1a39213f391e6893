import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Goal, isEmptyPlan, type Plan, planEnvironment, prepareEnvironment } from "@towpath/provisioning";
import { planSections, planSummary } from "../describe/plan-sections.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { whyNotWritten } from "../documents/write-output.ts";
import { refuseUnknownConsent, withoutConsented } from "../environment/consent.ts";
import { openChecked, withRules } from "../environment/guard.ts";
import { openWorld } from "../environment/open-world.ts";
import { OperationError } from "../errors.ts";
import { operation } from "../operation.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";

/** What to plan, and where to write it. */
export interface PlanRequest extends EnvironmentRequest {
  readonly goal?: Goal | undefined;
  /** `data-loss:resources.db`, for each thing that the plan may lose; what apply is given then, too. */
  readonly allowed?: readonly string[] | undefined;
  /** Where to write the plan to, as JSON. */
  readonly out?: string | undefined;
}

/** What would change. */
export interface PlanData {
  readonly plan: Plan;
  readonly hasChanges: boolean;
  /** Where the platform came from. */
  readonly platform: PlatformSource;
}

/** Says what apply would change, with risks and the digest to approve. Changes nothing. */
export const plan = operation<PlanRequest, PlanData>("plan", async (request, effects) => {
  const opened = await openChecked(request, effects);
  const world = await openWorld(opened.graph, effects);
  const consent = { allowed: request.allowed ?? [] };
  await refuseUnknownConsent(consent.allowed, world);
  const machine = await prepareEnvironment(world);
  const planned = await planEnvironment(world, request.goal ?? "match", consent);
  const { findings } = await withRules(opened, effects, planned);
  const all = [...withoutConsented(findings, consent.allowed), ...machine];
  if (request.out !== undefined) writePlan(planned, resolve(effects.folder, request.out));
  return {
    summary: `${planned.service} in ${planned.environment}: ${planSummary(planned)}.`,
    service: planned.service,
    environment: planned.environment,
    findings: all,
    sections: [...platformSections([opened]), ...planSections(planned)],
    data: { plan: planned, hasChanges: !isEmptyPlan(planned), platform: opened.source },
  };
});

function writePlan(planned: Plan, path: string): void {
  try {
    writeFileSync(path, `${JSON.stringify(planned, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw new OperationError({
      code: "operation/plan-file",
      message: `The plan could not be written: ${whyNotWritten(error, path)}.`,
      hint: "Name a file in a folder that is there and that you may write to.",
      cause: error,
    });
  }
}
