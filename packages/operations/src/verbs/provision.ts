import type { Plan } from "@towpath/provisioning";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { approvedDigest } from "../environment/approval.ts";
import type { Confirm } from "../environment/confirm.ts";
import { causeOf, operation } from "../operation.ts";
import { type ApprovedPlan, notApproved } from "../planning/not-approved.ts";
import { type ApplyData, apply } from "./apply.ts";

/** A plan that somebody agreed to; for any service in any environment where it names none. */
export interface AgreedPlan {
  readonly digest: string;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  /** What it was made from, where that was kept. */
  readonly inputs?: ApprovedPlan["inputs"];
}

/** What to bring to where its manifest wants it, and who agreed. */
export interface ProvisionRequest extends EnvironmentRequest {
  /** Plans that somebody agreed to: nothing else is carried out. Where it is absent, nobody has to agree. */
  readonly approved?: readonly AgreedPlan[] | undefined;
  /** The commit by whose merge the pull request came that showed them, whole: who approved of it agreed to them, too. */
  readonly merged?: string | undefined;
  /** Where approvals were looked for, in words: `pull request #12`. */
  readonly approvedBy?: string | undefined;
  /** Why none were found, as sentences. */
  readonly whyNone?: string | undefined;
  /** `data-loss:resources.db`, for each thing that may be lost. */
  readonly allowed?: readonly string[] | undefined;
  /** Asks to pass a freeze: why. A second person has to approve the plan's digest then. */
  readonly overrideFreeze?: string | undefined;
}

/**
 * Plans again, for a pipeline, and carries the plan out when it is one that was approved. Nobody is asked, and a plan without
 * changes needs no approval.
 */
export const provision = operation<ProvisionRequest, ApplyData | null>("provision", async (request, effects) => {
  const { approvedBy = "the request", whyNone, merged, ...about } = request;
  const approved = request.approved?.map((one) => ({ ...one, digest: approvedDigest(one.digest) }));
  let other: Plan | undefined;
  const confirm: Confirm = async (_, plan) => {
    if (!approved || approved.some((one) => isFor(one, plan) && one.digest === plan?.changesDigest)) return true;
    other = plan;
    return false;
  };
  const shown = merged === undefined ? undefined : { digests: (approved ?? []).map(({ digest }) => digest), merged };
  const result = await apply({ ...about, approved: undefined, shown, confirm }, effects);
  if (other) {
    const known = (approved ?? []).filter((one) => isFor(one, other));
    return notApproved(other, known, whyNone ?? `${approvedBy} showed none for it`, approvedBy);
  }
  const { verb: _, ...ending } = result;
  return { ...ending, cause: causeOf(result) };
});

function isFor({ service, environment }: AgreedPlan, plan: Plan | undefined): boolean {
  return (
    (service === undefined || service === plan?.service) &&
    (environment === undefined || environment === plan?.environment)
  );
}
