import type { ChangeOutcome } from "@towpath/provisioning";
import type { Section } from "@towpath/report";

/** As many are named of those of whom the same is said. */
const NAMED = 5;

/** What became of each change. */
export function outcomeSections(changes: readonly ChangeOutcome[]): readonly Section[] {
  const rows = changes
    .filter(({ status }) => status !== "unchanged")
    .map(({ address, action, status }) => [address, action, status]);
  const told = changes.flatMap(({ address, status, message = "" }) => {
    const lines = message.split("\n");
    const isTold = status === "failed" && lines.length === 1; // the summary has it
    return message === "" || isTold ? [] : [{ address, message }];
  });
  const notes = [...Map.groupBy(told, ({ message }) => message)].flatMap(([message, of]) => {
    const [first, ...rest] = message.split("\n");
    return [`${listed(of.map(({ address }) => address))}: ${first ?? ""}`, ...rest];
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

function listed(addresses: readonly string[]): string {
  const more = addresses.length - NAMED;
  return `${addresses.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
