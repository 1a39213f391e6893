import { formatPlace, type Json } from "@towpath/core";
import type { Action, Change, ChangeOutcome, Difference, Plan } from "@towpath/provisioning";
import type { ChangeLine, Section } from "@towpath/report";

const SIGNS = {
  create: "+",
  update: "~",
  upgrade: "~",
  migrate: "~",
  replace: "!",
  delete: "-",
  retain: "=",
  adopt: ">",
  none: "=",
} as const satisfies Record<Action, ChangeLine["sign"]>;

const RISKS = {
  none: "",
  restart: ", restarts it",
  downtime: ", interrupts it",
  unknown: ", with a risk that is not known yet",
  "data-loss": ", LOSES DATA",
} as const satisfies Record<Change["risk"], string>;

/** A plan as a person reads it: what changes, why, from what to what; what stays is left out. */
export function planSections(plan: Plan): readonly Section[] {
  const changes = plan.changes.filter(({ action }) => action !== "none").map(changeLine);
  const digests = [
    { name: "changes", value: plan.changesDigest },
    { name: "inputs", value: plan.inputsDigest },
  ];
  if (changes.length === 0) return [{ kind: "fields", fields: digests }];
  return [
    { kind: "changes", title: `Plan for ${plan.service} in ${plan.environment}`, changes },
    { kind: "fields", fields: digests },
  ];
}

/** One change with its risk, its reasons and what differs. */
export function changeLine(change: Change): ChangeLine {
  return {
    sign: SIGNS[change.action],
    text: `${change.address} (${change.type} on ${change.engine}): ${change.action}${RISKS[change.risk]}`,
    details: [...change.reasons, ...change.diff.map(differenceLine)],
  };
}

function differenceLine(difference: Difference): string {
  const { path, before, after, unknown, secret, origin } = difference;
  const now = secret ? "(secret)" : unknown ? "(known after apply)" : value(after);
  const change = before === undefined ? now : `${value(before)} → ${now}`;
  return `${path}: ${change}${origin ? `  (${formatPlace(origin.place)})` : ""}`;
}

function value(json: Json | undefined): string {
  return json === undefined ? "(not set)" : JSON.stringify(json);
}

/** `2 to create, 1 to update`; `nothing to change` when all is as it should be. */
export function planSummary(plan: Plan): string {
  const counts = new Map<Action, number>();
  for (const { action } of plan.changes) if (action !== "none") counts.set(action, (counts.get(action) ?? 0) + 1);
  if (counts.size === 0) return "nothing to change";
  return [...counts].map(([action, number]) => `${number} to ${action}`).join(", ");
}

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
