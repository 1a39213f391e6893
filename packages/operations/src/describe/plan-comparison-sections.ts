import { digestJson, shortDigest } from "@towpath/core";
import { type Change, type ChangeComparison, comparePlans, type Plan } from "@towpath/provisioning";
import type { ChangeLine, Section } from "@towpath/report";
import { changeLine } from "./change-line.ts";

/** How an approved plan and the one of now differ: which input moved, and each change as lines that went and came. */
export function planComparisonSections(approved: Plan, fresh: Plan): readonly Section[] {
  const { movedInputs, changes } = comparePlans(approved, fresh);
  const moved: Section = {
    kind: "table",
    title: "What the plan was made from",
    head: ["input", "approved", "now"],
    rows: (["manifest", "platform", "state"] as const).map((input) => [
      input,
      shortDigest(approved.inputs[input]),
      movedInputs.includes(input) ? `${shortDigest(fresh.inputs[input])} (moved)` : "the same",
    ]),
  };
  if (changes.length === 0) return [moved];
  const differing: Section = {
    kind: "changes",
    title: "What was approved, and what it would be now",
    summary: "- was approved, + would be done now.",
    changes: changes.map(comparisonLine),
  };
  return [moved, differing];
}

function comparisonLine({ address, approved, fresh }: ChangeComparison): ChangeLine {
  const [olds, news] = [linesOf(approved), linesOf(fresh)];
  const [before, after] = [new Set(olds), new Set(news)];
  const weight = fresh && changeLine(fresh).weight;
  return {
    sign: approved && fresh ? "~" : fresh ? "+" : "-",
    text: `${address}: ${approved && fresh ? "is another change now" : fresh ? "was not in what was approved" : "is not to be changed any more"}`,
    details: [
      ...olds.filter((line) => !after.has(line)).map((line) => `- ${line}`),
      ...olds.filter((line) => after.has(line)).map((line) => `  ${line}`),
      ...news.filter((line) => !before.has(line)).map((line) => `+ ${line}`),
    ],
    ...(weight === undefined ? {} : { weight }),
  };
}

/** A change in the lines that approval is about: without reasons and places, which do not count. */
function linesOf(change: Change | undefined): readonly string[] {
  if (!change || change.action === "none") return [];
  const diff = change.diff.map(({ origin: _, ...difference }) => difference);
  const { text, details } = changeLine({ ...change, reasons: [], diff });
  // Two long values may be cut to the same text: their digest tells them apart.
  return details.some((detail) => detail.endsWith(" characters)"))
    ? [text, ...details, `all of its values: ${shortDigest(digestJson(diff))}`]
    : [text, ...details];
}
