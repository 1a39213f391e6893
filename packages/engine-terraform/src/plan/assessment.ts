import { type Change, type Risk, worstRisk } from "@towpath/provisioning";
import { riskOfThing } from "../risk/risk-of-thing.ts";
import type { ChangesRequest } from "./changes-request.ts";
import type { Subject } from "./subjects-of.ts";

/** What becomes of a resource. */
export type Assessment = Pick<Change, "action" | "risk" | "reasons" | "diff">;

/** Nothing becomes of it. */
export const UNCHANGED: Assessment = { action: "none", risk: "none", reasons: [], diff: [] };

/** The worst risk of what is done to the parts of a resource. */
export function riskOfParts(
  { address, things, record }: Pick<Subject, "address" | "things" | "record">,
  isStateful: boolean,
  { risks, state }: ChangesRequest,
): Risk {
  // What a run began to make and did not finish was never anybody's.
  const isBegun = !record && state.journal.some((begun) => begun.address === address && begun.action === "create");
  const counted = isBegun ? things.filter(({ isTainted }) => !isTainted) : things;
  return worstRisk(counted.map((thing) => riskOfThing(thing, isStateful, risks)));
}
