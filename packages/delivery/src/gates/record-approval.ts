import { isDigest } from "@towpath/core";
import type { StateStore } from "@towpath/provisioning";
import { deliveryError } from "../errors.ts";
import { appendRecord } from "../record/numbered-records.ts";
import { type Approval, approvalsKey, approvalsOf } from "./approvals.ts";
import { overrideNumber } from "./freeze-override.ts";
import { isSamePerson, personKey } from "./person.ts";

/**
 * Records that somebody agrees. It needs no lock: several may at the same moment. Who has agreed already, to the same, is not
 * recorded twice.
 *
 * @returns the approval as it is recorded; `confirms` is what the record says, whatever was passed in
 * @throws {DeliveryError} `delivery/approval-refused` for one without a person or a digest
 */
export async function recordApproval(state: StateStore, approval: Approval): Promise<Approval> {
  const { service, environment, digest, by } = approval;
  if (personKey(by) === "" || !isDigest(digest)) {
    throw deliveryError({
      code: "delivery/approval-refused",
      message: `An approval for ${service} in ${environment} names no ${isDigest(digest) ? "person" : "digest"}.`,
      hint: "Say who approves, and which digest: sha256: and 64 hexadecimal digits.",
    });
  }
  const confirms = await overrideNumber(state, service, environment, digest);
  const known = async () =>
    (await approvalsOf(state, service, environment, digest)).find(
      (one) => isSamePerson(one.by, by) && one.confirms === confirms,
    );
  return appendRecord(state, approvalsKey(service, environment), () => ({ ...approval, confirms }), known);
}
