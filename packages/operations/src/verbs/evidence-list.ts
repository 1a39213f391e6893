import { shortDigest } from "@towpath/core";
import { predicateName } from "@towpath/evidence";
import { counted } from "../describe/counted.ts";
import type { EnvironmentRequest } from "../documents/open-documents.ts";
import { operation } from "../operation.ts";

/** Whose evidence, and about what. */
export interface EvidenceListRequest extends EnvironmentRequest {
  /** A digest or a commit, or its beginning: only what is said about that. */
  readonly about?: string | undefined;
}

/** What is on record. */
export interface EvidenceListData {
  readonly entries: readonly ListedEntry[];
}

/** One statement on record. */
export interface ListedEntry {
  readonly index: number;
  /** RFC 3339. */
  readonly at: string;
  /** `deployment`, or the whole type of one that is not known. */
  readonly says: string;
  /** `sha256:…` or `git:…`. */
  readonly subjects: readonly string[];
  readonly statement: string;
  /** Who signed it; null where it is not believed. */
  readonly signer: string | null;
  /** Why it is not believed. */
  readonly problem: string | null;
}

/** Lists what is on record of a service, with who signed it. */
export const evidenceList = operation<EvidenceListRequest, EvidenceListData>(
  "evidence list",
  async (request, effects) => {
    const [{ openRecordOf }, { look }] = await Promise.all([
      import("../evidence/open-record.ts"),
      import("../evidence/believed-statements.ts"),
    ]);
    const { opened, evidence } = await openRecordOf(request, effects);
    const { record, trust } = evidence;
    const about = request.about?.toLowerCase();
    const entries: ListedEntry[] = [];
    for (const entry of await record.entries()) {
      const isMeant = entry.subjects.some((one) => about === undefined || one.includes(about));
      if (!isMeant) continue;
      const looked = await look(record, entry, trust);
      entries.push({
        index: entry.index,
        at: entry.at,
        says: predicateName(entry.predicateType) ?? entry.predicateType,
        subjects: entry.subjects,
        statement: entry.statement,
        signer: "believed" in looked ? looked.believed.signer : null,
        problem: "why" in looked ? looked.why : null,
      });
    }
    const bad = entries.filter(({ problem }) => problem !== null).length;
    return {
      status: bad > 0 ? "failed" : "ok",
      summary: `${counted(entries.length, "statement")} ${entries.length === 1 ? "is" : "are"} on record of ${record.service}${bad > 0 ? `, of which ${bad} ${bad === 1 ? "is" : "are"} not believed` : ""}.`,
      service: record.service,
      environment: opened.graph.environment.name,
      sections:
        entries.length === 0
          ? []
          : [
              {
                kind: "table",
                head: ["entry", "recorded", "says", "about", "signed by"],
                rows: entries.map(({ index, at, says, subjects, signer, problem }) => [
                  String(index),
                  at,
                  says,
                  subjects.map(shownSubject).join(", "),
                  signer ?? `not believed: ${(problem ?? "").replace(/^The statement \S+ is not believed: /, "")}`,
                ]),
              },
            ],
      data: { entries },
    };
  },
);

function shownSubject(subject: string): string {
  return subject.startsWith("git:") ? subject.slice(0, "git:".length + 12) : shortDigest(subject);
}
