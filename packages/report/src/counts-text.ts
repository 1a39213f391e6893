import type { Counts } from "./result.ts";

/** Counts in words, one or two lines; what kinds the first line's numbers hold stands on the second. */
export function countsText(counts: Counts): readonly string[] {
  const all = [
    said(counts.mandatory, "blocks", "block"),
    said(counts.advisory, "is advice", "are advice"),
    said(counts.indeterminate, "is not known yet", "are not known yet"),
    said(counts.waived, "is waived", "are waived"),
  ].filter((text) => text !== "");
  const among = [
    said(counts.errors, "could not be evaluated", "could not be evaluated"),
    said(counts.pending, "waits for the approval of a waiver", "wait for the approval of a waiver"),
    said(counts.upcoming, "is upcoming", "are upcoming"),
  ].filter((text) => text !== "");
  return [
    all.length === 0 ? "No findings." : `${all.join(" · ")}.`,
    ...(among.length === 0 ? [] : [`Among these ${among.join(" · ")}.`]),
  ];
}

function said(count: number, one: string, more: string): string {
  return count === 0 ? "" : `${count} ${count === 1 ? one : more}`;
}
