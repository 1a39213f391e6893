import { type Finding, makeFinding } from "@towpath/core";
import type { RecordVerdict } from "@towpath/evidence";
import type { ComplianceReport } from "@towpath/evidence/controls";

/** What commands about evidence find. */
export type EvidenceFindingCode =
  | "evidence/control-failed"
  /** Advisory: nobody would notice that the end is gone. */
  | "evidence/not-anchored"
  | "evidence/record-flaw";

/** A finding for each control that did not hold. */
export function controlFindings({ service, controls }: ComplianceReport): readonly Finding[] {
  return controls.flatMap(({ id, text, state, changes, lapses }) => {
    if (state !== "failed") return [];
    const failed = changes.filter((one) => one.state === "failed");
    const [first] = failed;
    const which = failed.map(({ environment, number }) =>
      number === undefined ? "" : `${environment ?? ""} ${number}`,
    );
    const of = which.some(Boolean) ? ` for ${which.filter(Boolean).slice(0, 5).join(", ")}` : "";
    const isOver = lapses.length > 0 && lapses.every(({ until }) => until !== undefined);
    return [
      makeFinding({
        code: "evidence/control-failed" satisfies EvidenceFindingCode,
        message: `${id} did not hold${of}: ${first?.reasons.join(" ") ?? ""}`,
        docs: "packages/operations/docs/errors.md#evidence-control-failed",
        service,
        environments: [...new Set(failed.flatMap(({ environment }) => environment ?? []))],
        suggestions: [`What it asks for: ${text}`, ...(isOver ? ["It held again later."] : [])],
        discriminator: id,
      }),
    ];
  });
}

/** Flaws that are listed; the rest is counted. */
const MOST = 50;

/** A finding for each flaw of a record, and one where its end could be cut off unnoticed. */
export function recordFindings({ service, flaws, anchored, entries }: RecordVerdict): readonly Finding[] {
  const shown = flaws.slice(0, MOST).map(({ kind, index, message }) =>
    makeFinding({
      code: "evidence/record-flaw" satisfies EvidenceFindingCode,
      message: `${kind}: ${message}`,
      docs: "packages/operations/docs/errors.md#evidence-record-flaw",
      service,
      discriminator: `${kind} ${index ?? ""} ${message}`,
    }),
  );
  const last = entries.at(-1)?.index ?? 0;
  if (anchored >= last || flaws.length > 0) return shown;
  return [
    makeFinding({
      code: "evidence/not-anchored" satisfies EvidenceFindingCode,
      message:
        anchored === 0
          ? "No anchor vouches for the record: its end could be cut off, or all of it written anew, and nobody would notice."
          : `An anchor vouches for ${anchored} of ${last} entries: those after it could be cut off unnoticed.`,
      docs: "packages/operations/docs/errors.md#evidence-not-anchored",
      level: "advisory",
      service,
      suggestions: [
        "Name an anchor in the platform: `evidence: { anchor: { directory: … } }` or `{ github: deployments }`.",
      ],
    }),
  ];
}
