import type { Finding } from "@towpath/core";
import type { Section } from "@towpath/report";
import { counted } from "../describe/counted.ts";
import { isMendable } from "./is-mendable.ts";

/** Which of the findings a fix would take away, and how to ask for it. */
export function fixableSections(findings: readonly Finding[]): readonly Section[] {
  const safe = findings.filter((finding) => isMendable(finding, "safe")).length;
  const others = findings.filter((finding) => isMendable(finding, "all")).length - safe;
  const lines = [
    ...(safe > 0 ? [`towpath check --fix mends ${counted(safe, "finding")}.`] : []),
    ...(others > 0 ? [`towpath check --fix=all mends ${counted(others, "finding")}${safe > 0 ? " more" : ""}.`] : []),
  ];
  return lines.length === 0 ? [] : [{ kind: "lines", title: "Can be fixed", lines }];
}
