import { type Effects, isBlocking } from "@towpath/core";
import type { ComplianceReport } from "@towpath/evidence/controls";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { writeOutput } from "../documents/write-output.ts";
import type { OpenedRecord } from "../evidence/open-record.ts";
import { operation } from "../operation.ts";

/** Which changes to hold against the platform's controls: a release's, a period's, or what serves now. */
export interface ComplyRequest extends EnvironmentRequest {
  /** Digest of an artifact, or its beginning. */
  readonly release?: string | undefined;
  /** A day in UTC, or a time. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A file that the report is written into as one HTML page. */
  readonly html?: string | undefined;
  /** Puts the verdict on record, signed; before that what runs that do not sign owe to it. */
  readonly isRecorded?: boolean | undefined;
}

/** Which controls held. */
export interface ComplyData {
  readonly report: ComplianceReport;
  /** The verdict was signed and is on record. */
  readonly isRecorded: boolean;
}

/** Says which controls held for a release or a period, with the evidence for each; which did not, which are waived, which lapsed. */
export const comply = operation<ComplyRequest, ComplyData>("comply", async (request, effects) => {
  const [{ openRecordOf }, { complyWith }, { controlFindings }, { controlSections }, { renderHtml, summaryOf }] =
    await Promise.all([
      import("../evidence/open-record.ts"),
      import("../evidence/comply-with.ts"),
      import("../evidence/control-findings.ts"),
      import("../evidence/control-sections.ts"),
      import("@towpath/evidence/controls"),
    ]);
  const record = await openRecordOf(request, effects);
  if (request.isRecorded) await payOwed(record, effects);
  const { report } = await complyWith(record, request, effects);
  if (request.html !== undefined) writeOutput("The report", renderHtml(report), request.html, effects);
  const isRecorded = request.isRecorded === true && (await putOnRecord(record, report, effects));
  const findings = controlFindings(report);
  return {
    status: findings.some(isBlocking) ? "failed" : "ok",
    summary: summaryOf(report),
    service: report.service,
    environment: record.opened.graph.environment.name,
    findings,
    sections: controlSections(report),
    data: { report, isRecorded },
  };
});

/** Deployments that nobody could sign while they were made are said before they are judged. */
async function payOwed({ opened: { graph }, state, evidence }: OpenedRecord, effects: Effects): Promise<void> {
  const { attestDeployments } = await import("../evidence/attest-deployments.ts");
  await attestDeployments(evidence, { state, graph }, effects);
}

async function putOnRecord(
  { opened, evidence }: OpenedRecord,
  report: ComplianceReport,
  effects: Effects,
): Promise<boolean> {
  const [{ attest }, { digestSubject, statement }] = await Promise.all([
    import("../evidence/attest.ts"),
    import("@towpath/evidence"),
  ]);
  const { service, at, catalogue, controls, changes } = report;
  const digests = [...new Set(changes.map(({ digest }) => digest))];
  if (digests.length === 0) return false;
  const made = statement(
    digests.map((digest) => digestSubject(digest)),
    "control-state",
    {
      service,
      environment: opened.graph.environment.name,
      at,
      catalogue,
      controls: controls.map(({ id, state, changes: judged }) => ({
        id,
        state,
        reasons: [...new Set(judged.flatMap(({ reasons }) => reasons))],
        evidence: [...new Set(judged.flatMap((one) => one.evidence))],
      })),
    },
  );
  return (await attest(evidence, [made], effects)).entries.length > 0;
}
