import { comment, scalar } from "../repository/draft/yaml-text.ts";
import type { DraftWaiver } from "./draft-waivers.ts";

/** A file of waivers, each with what it is for in a comment. */
export function waiversText(drafts: readonly DraftWaiver[]): string {
  const entries = drafts.map(({ waiver, message }) => {
    const { id, rule, subject, reason, owner, approvedBy, created, expires } = waiver;
    const parts = Object.entries(subject).flatMap(([key, value]) => (value ? [`${key}: ${scalar(value)}`] : []));
    return [
      `  # ${comment(message)}`,
      `  - id: ${scalar(id)}`,
      `    rule: ${scalar(rule)}`,
      `    subject: { ${parts.join(", ")} }`,
      `    reason: ${scalar(reason)}`,
      `    owner: ${scalar(owner)}`,
      ...(approvedBy === undefined ? [] : [`    approvedBy: ${scalar(approvedBy)}`]),
      `    created: ${created}`,
      `    expires: ${expires}`,
    ].join("\n");
  });
  return `apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers:\n${entries.join("\n\n")}\n`;
}
