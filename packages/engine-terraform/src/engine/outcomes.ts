import type { Address } from "@towpath/core";
import type { Change, ChangeOutcome, Outcome } from "@towpath/provisioning";
import type { TerraformPlan } from "../plan/terraform-plan.ts";
import type { Diagnostic } from "../process/diagnostic.ts";
import { ownerOf } from "../process/failure/failure-of.ts";
import type { RunResult } from "../process/run-terraform.ts";
import type { Progress } from "./follow-apply.ts";
import { failureText, type RecordFailures } from "./record-changes.ts";
import type { Session } from "./session.ts";

/** How an apply ended. */
export interface Ended {
  readonly changes: readonly Change[];
  readonly terraform: TerraformPlan;
  readonly session: Session;
  readonly result: RunResult;
  readonly progress: Progress;
  readonly recorded: RecordFailures;
}

/** How each change ended: done, failed with what Terraform said of it, left out, or cancelled. */
export function outcomesOf(ended: Ended): Outcome {
  const changes = ended.changes.map((change) => ({
    address: change.address,
    action: change.action,
    ...outcomeOf(change, ended),
    durationMs: ended.progress.durationOf(change.address),
  }));
  return { status: statusOf(changes, ended.result), changes };
}

function outcomeOf(change: Change, ended: Ended): Pick<ChangeOutcome, "status" | "message"> {
  const { address, action } = change;
  const { result, progress, recorded } = ended;
  const isSilent = action === "none";
  const unrecorded = recorded.get(address);
  if (result.exitCode === 0)
    return unrecorded === undefined
      ? { status: isSilent ? "unchanged" : "done" }
      : { status: "failed", message: unrecorded };
  if (action === "retain") return { status: "done" };
  const said = diagnosticsOf(address, ended);
  if (said.length > 0 || progress.isFailed(address)) return { status: "failed", message: whyFailed(said, ended) };
  if (isSilent) return { status: "unchanged" };
  const { all, done } = progress.countOf(address);
  if (progress.isStarted(address) && done >= all) {
    if (unrecorded === undefined) return { status: "done" };
    if (!result.isCancelled) return { status: "failed", message: unrecorded };
    // Terraform knows a module's outputs at the end only.
    return {
      status: "cancelled",
      message:
        "It is made, but the run was cancelled before its outputs were known; the next one goes on from what is there.",
    };
  }
  const parts = `${done} of ${all} ${all === 1 ? "part is" : "parts are"} done`;
  if (result.isCancelled)
    return {
      status: "cancelled",
      message: progress.isStarted(address)
        ? `The run was cancelled in it (${parts}); the next one goes on from what is there.`
        : "The run was cancelled before it.",
    };
  const general = result.diagnostics.filter(
    (each) => each.severity === "error" && addressIn(each, ended) === undefined,
  );
  if (progress.isStarted(address))
    return {
      status: "failed",
      message: `${parts}; the next run goes on from what is there. ${whyFailed(general, ended)}`,
    };
  const because = [...new Set(ended.changes.map((each) => each.address))].filter(
    (other) => other !== address && diagnosticsOf(other, ended).length > 0,
  );
  return because.length > 0
    ? { status: "skipped", message: `Left out, because ${because.join(", ")} was not done.` }
    : { status: "failed", message: whyFailed(general, ended) };
}

function whyFailed(diagnostics: readonly Diagnostic[], { session, result }: Ended): string {
  const own = diagnostics.length > 0 ? diagnostics : result.diagnostics;
  return failureText(session.failureOf({ ...result, diagnostics: own, isCancelled: false }, "apply"));
}

function diagnosticsOf(address: Address, ended: Ended): readonly Diagnostic[] {
  return ended.result.diagnostics.filter((each) => each.severity === "error" && addressIn(each, ended) === address);
}

function addressIn(diagnostic: Diagnostic, { session: { root } }: Ended): Address | undefined {
  return ownerOf(diagnostic, root);
}

function statusOf(changes: readonly ChangeOutcome[], result: RunResult): Outcome["status"] {
  if (changes.some(({ status }) => status === "failed")) return "failed";
  if (result.isCancelled || changes.some(({ status }) => status === "cancelled")) return "cancelled";
  return result.exitCode === 0 && changes.every(({ status }) => status !== "skipped") ? "done" : "failed";
}
