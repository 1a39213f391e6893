import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Effects } from "@towpath/core";
import {
  environmentKey,
  type Goal,
  isEmptyPlan,
  type Plan,
  planEnvironment,
  prepareEnvironment,
  readState,
} from "@towpath/provisioning";
import { type Orphan, orphanSections } from "../describe/orphan-sections.ts";
import { planSections, planSummary } from "../describe/plan-sections.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { whyNotWritten } from "../documents/write-output.ts";
import { refuseUnknownConsent, unneededConsent, withoutConsented } from "../environment/consent.ts";
import { openChecked, withRules } from "../environment/guard.ts";
import { openWorld, type World } from "../environment/open-world.ts";
import { requireNamed } from "../environment/unknown-address.ts";
import { OperationError } from "../errors.ts";
import type { OfflineData } from "../offline/plan-offline.ts";
import { type Ending, operation } from "../operation.ts";
import { type PlatformSource, platformSections } from "../platform/platform-source.ts";
import type { BaseRequest } from "../trust/open-base.ts";

/** What to plan, and where to write it. */
export interface PlanRequest extends EnvironmentRequest {
  readonly goal?: Goal | undefined;
  /** Of a destruction: only what is kept under these, as for {@link import("./destroy.ts").DestroyRequest}. */
  readonly addresses?: readonly string[] | undefined;
  /** `data-loss:resources.db`, for each thing that the plan may lose; what apply is given then, too. */
  readonly allowed?: readonly string[] | undefined;
  /** Where to write the plan to, as JSON. */
  readonly out?: string | undefined;
  /** Looks at documents only: for whoever has no credentials. What comes of it is no plan. */
  readonly isOffline?: boolean | undefined;
  /**
   * What documents are held against offline: a commit, a revision as git knows it in the folder, or another folder where it
   * is written as a path (`./`, `../`, `/`). What was last applied when absent, as far as that can be read.
   */
  readonly base?: BaseRequest | string | undefined;
}

/** What would change. */
export interface PlannedData {
  readonly plan: Plan;
  readonly hasChanges: boolean;
  /** What is kept for its data and is in no manifest any more. */
  readonly orphans: readonly Orphan[];
  /** Where the platform came from. */
  readonly platform: PlatformSource;
}

/** A plan; or, offline, what differs between two states of the documents. */
export type PlanData = PlannedData | OfflineData;

/** Says what apply would change, with risks and the digest to approve. Changes nothing. */
export const plan = operation<PlanRequest, PlanData>("plan", async (request, effects) => {
  if (!request.isOffline) return planned(request, effects);
  const { planOffline } = await import("../offline/plan-offline.ts");
  return planOffline(request, effects);
});

async function planned(request: PlanRequest, effects: Effects): Promise<Ending<PlannedData>> {
  const { goal = "match", addresses = [] } = request;
  if (request.base !== undefined) throw baseWithoutOffline();
  if (goal === "match" && addresses.length > 0) throw namedWithoutDestroy(addresses);
  const opened = await openChecked(request, effects);
  const world = await openWorld(opened.graph, effects, { ...opened, isUntrusted: request.isUntrusted });
  const consent = { allowed: request.allowed ?? [] };
  await refuseUnknownConsent(consent.allowed, world);
  const machine = await prepareEnvironment(world);
  const only = addresses.length === 0 ? undefined : [...new Set(addresses)];
  if (only) await requireNamed(only, world);
  const made = await planEnvironment(world, goal, consent, { only });
  const { findings } = await withRules(opened, effects, made);
  const all = [...withoutConsented(findings, consent.allowed), ...machine, ...unneededConsent(made, consent.allowed)];
  if (request.out !== undefined) writePlan(made, resolve(effects.folder, request.out));
  const orphans = await orphansBeside(made, world);
  return {
    summary: `${made.service} in ${made.environment}: ${planSummary(made)}.`,
    service: made.service,
    environment: made.environment,
    findings: all,
    sections: [
      ...platformSections([opened]),
      ...planSections(made),
      ...orphanSections(orphans, made.environment, request),
    ],
    data: { plan: made, hasChanges: !isEmptyPlan(made), orphans, platform: opened.source },
  };
}

/** What is kept and is not spoken of in the plan. */
async function orphansBeside({ changes }: Plan, world: World): Promise<readonly Orphan[]> {
  const { orphans } = await readState(world.state, environmentKey(world));
  const spoken = new Set(changes.filter(({ action }) => action !== "none").map(({ address }) => address));
  return Object.entries(orphans)
    .filter(([address]) => !spoken.has(address))
    .map(([address, { type, engine, version }]) => ({
      address,
      type,
      engine,
      ...(version === undefined ? {} : { version }),
    }));
}

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

function namedWithoutDestroy(addresses: readonly string[]): OperationError {
  return new OperationError({
    code: "operation/bad-answer",
    message: `A plan is for the whole of a service; ${addresses.join(", ")} cannot be planned alone.`,
    hint: "What is kept can be: with --destroy. Of what is in the manifest, take out what you do not want.",
  });
}

function baseWithoutOffline(): OperationError {
  return new OperationError({
    code: "operation/offline-plan",
    message: "--base holds documents against documents, and a plan looks at what is there.",
    hint: "Add --offline to see what differs from the base, or leave --base out to plan.",
  });
}
