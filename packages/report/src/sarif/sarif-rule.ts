import type { Severity } from "@towpath/core";
import { cutBytes } from "../cut-bytes.ts";
import { docsAddress } from "../docs-address.ts";
import { GITHUB_LIMITS } from "../github-limits.ts";
import { printable } from "../printable.ts";
import type { RuleDescription } from "../rule-description.ts";

/** GitHub's words for scores: over 9.0 critical, from 7.0 high, from 4.0 medium, below low. */
const SCORES: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  info: "0.0",
};

/** A rule as a SARIF reportingDescriptor. */
export function sarifRule({ id, summary, rationale, docs, severity, level, tags }: RuleDescription): object {
  const address = docsAddress(docs);
  const help = [summary, rationale, address === "" ? "" : `See ${address}`].filter((text) => text !== "");
  const { sarifDescription, sarifName, sarifTags } = GITHUB_LIMITS;
  return {
    id,
    name: cut(id, sarifName),
    shortDescription: { text: cut(summary, sarifDescription) },
    fullDescription: { text: cut(rationale === "" ? summary : rationale, sarifDescription) },
    help: { text: cutBytes(help.map(printable).join("\n"), 10_000).trim() || "-" },
    ...(/^https?:\/\/[^\s<>"{}|\\^`]+$/.test(address) && URL.canParse(address)
      ? { helpUri: new URL(address).href }
      : {}),
    defaultConfiguration: { level: level === "mandatory" ? "error" : severity === "info" ? "note" : "warning" },
    properties: {
      tags: [...new Set(tags.map(printable))].slice(0, sarifTags),
      "security-severity": SCORES[severity],
      "problem.severity": level === "mandatory" ? "error" : severity === "info" ? "recommendation" : "warning",
    },
  };
}

function cut(text: string, characters: number): string {
  const shown = [...printable(text)];
  if (shown.length === 0) return "-";
  return shown.length <= characters ? shown.join("") : `${shown.slice(0, characters - 1).join("")}…`;
}
