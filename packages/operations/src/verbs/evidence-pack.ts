import { resolve } from "node:path";
import { shownPath } from "@towpath/core";
import type { ComplianceReport } from "@towpath/evidence/controls";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { operation } from "../operation.ts";

/** Whose evidence of which time to pack, and into which folder. */
export interface EvidencePackRequest extends EnvironmentRequest {
  /** A day in UTC, or a time; everything when absent. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** A folder that is not there, or is empty. */
  readonly out: string;
}

/** What was packed. */
export interface EvidencePackData {
  /** Absolute. */
  readonly folder: string;
  readonly files: number;
  readonly report: ComplianceReport;
}

/** Writes what an auditor takes along: every deployment of a period with its evidence, the whole record, and a page to begin with. */
export const evidencePack = operation<EvidencePackRequest, EvidencePackData>(
  "evidence pack",
  async (request, effects) => {
    const [{ openRecordOf }, { complyWith }, { writePack }] = await Promise.all([
      import("../evidence/open-record.ts"),
      import("../evidence/comply-with.ts"),
      import("../evidence/write-pack.ts"),
    ]);
    const record = await openRecordOf(request, effects);
    const { from = "1970-01-01", to } = request;
    const complied = await complyWith(record, { from, to }, effects);
    const report = request.from === undefined ? withoutBeginning(complied.report) : complied.report;
    const folder = resolve(effects.folder, request.out);
    const files = await writePack(folder, record.evidence, { ...complied, report }, effects);
    const { verdict } = complied.looked;
    return {
      status: "ok",
      summary: `The evidence of ${counted(report.changes.length, "deployment")} of ${report.service} is in ${shownPath(folder, effects.folder)}: begin with index.html.`,
      service: report.service,
      environment: record.opened.graph.environment.name,
      sections: [
        {
          kind: "fields",
          fields: [
            { name: "files", value: String(files) },
            { name: "population", value: "deployments.csv" },
            { name: "record", value: verdict.flaws.length === 0 ? "whole" : counted(verdict.flaws.length, "flaw") },
          ],
        },
      ],
      data: { folder, files, report },
    };
  },
);

function withoutBeginning({ from: _, ...report }: ComplianceReport): ComplianceReport {
  return report;
}
