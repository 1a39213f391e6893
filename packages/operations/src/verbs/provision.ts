import type { Plan } from "@towpath/provisioning";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { approvedDigest } from "../environment/approval.ts";
import type { Confirm } from "../environment/confirm.ts";
import { causeOf, operation } from "../operation.ts";
import { type ApprovedPlan, notApproved } from "../planning/not-approved.ts";
import { type ApplyData, apply } from "./apply.ts";

export type { ApprovedPlan };

/** What to bring to where its manifest wants it, and who agreed. */
export interface ProvisionRequest extends EnvironmentRequest {
  /** Plans that somebody agreed to: nothing else is carried out. Where it is absent, nobody has to agree. */
  readonly approved?: readonly { readonly digest: string; readonly inputs?: ApprovedPlan["inputs"] }[] | undefined;
  /** Where approvals were looked for, in words: `pull request #12`. */
  readonly approvedBy?: string | undefined;
  /** `data-loss:resources.db`, for each thing that may be lost. */
  readonly allowed?: readonly string[] | undefined;
}

/**
 * Plans again, for a pipeline, and carries the plan out when it is one that was approved. Nobody is asked, and a plan without
 * changes needs no approval.
 */
export const provision = operation<ProvisionRequest, ApplyData | null>("provision", async (request, effects) => {
  const { approvedBy = "the request", allowed, ...about } = request;
  const approved = request.approved?.map((one) => ({ ...one, digest: approvedDigest(one.digest) }));
  let other: Plan | undefined;
  const confirm: Confirm = async (_, plan) => {
    if (!approved || approved.some(({ digest }) => digest === plan?.changesDigest)) return true;
    other = plan;
    return false;
  };
  const { manifest, platform, environment, isUntrusted } = about;
  const result = await apply({ manifest, platform, environment, isUntrusted, allowed, confirm }, effects);
  if (other) return notApproved(other, approved ?? [], approvedBy);
  const { verb: _, ...ending } = result;
  return { ...ending, cause: causeOf(result) };
});
