import type { ChangeOutcome } from "@towpath/provisioning";
import type { Section } from "@towpath/report";

/** What became of each change. */
export function outcomeSections(changes: readonly ChangeOutcome[]): readonly Section[] {
  const rows = changes
    .filter(({ status }) => status !== "unchanged")
    .map(({ address, action, status }) => [address, action, status]);
  const notes = changes.flatMap(({ address, status, message = "" }) => {
    const lines = message.split("\n");
    const isTold = status === "failed" && lines.length === 1; // the summary has it
    return message === "" || isTold ? [] : [`${address}: ${lines[0] ?? ""}`, ...lines.slice(1)];
  });
  return [
    { kind: "table", title: "Changes", head: ["resource", "change", "status"], rows },
    ...(notes.length > 0 ? [{ kind: "lines" as const, lines: notes }] : []),
  ];
}

/** What failed and why, in one line for each; more than the first line of a message stands in {@link outcomeSections}. */
export function failureSummary(changes: readonly ChangeOutcome[]): string {
  const failed = changes.filter(({ status }) => status === "failed");
  return failed
    .map(({ address, message = "failed" }) => `${address}: ${(message.split("\n")[0] ?? "").replace(/\.$/, "")}`)
    .join("; ");
}
