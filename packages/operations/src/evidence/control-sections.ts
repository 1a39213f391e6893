import { shortDigest } from "@towpath/core";
import type { ComplianceReport, ControlState } from "@towpath/evidence/controls";
import type { Section } from "@towpath/report";

const WORDS: Readonly<Record<ControlState, string>> = {
  held: "held",
  failed: "did not hold",
  waived: "waived",
  "not-applicable": "does not apply",
};

/** The report as people read it on a terminal or in a summary. */
export function controlSections({ controls, changes }: ComplianceReport): readonly Section[] {
  // Of one change the table above says as much.
  const lapses = controls.flatMap(({ id, lapses: all }) =>
    changes.length < 2
      ? []
      : all.map(({ environment = "", from, until }) => [id, environment, from, until ?? "it does not hold yet"]),
  );
  const waivers = controls.flatMap(({ id, waivers: all }) =>
    all.map(({ owner, approvedBy, until, reason }) => [id, until, owner, approvedBy.join(", "), reason]),
  );
  return [
    ...(changes.length > 0
      ? [
          {
            kind: "table" as const,
            title: "Changes",
            head: ["deployment", "version", "artifact", "asked for", "by", "ended"],
            rows: changes.map(
              ({ environment = "", number, version, digest, at, actor = "", verdict = "", isUnsigned }) => [
                number === undefined ? "none" : `${environment} ${number}`,
                version,
                shortDigest(digest),
                at,
                actor,
                `${verdict.replaceAll("_", " ")}${isUnsigned ? ", not on record" : ""}`,
              ],
            ),
          },
        ]
      : []),
    {
      kind: "table",
      title: "Controls",
      head: ["control", "state", "evidence", "why"],
      rows: controls.map(({ id, state, changes: judged }) => {
        const told = judged.find((one) => one.state === state);
        const evidence = [...new Set(judged.flatMap((one) => one.evidence))];
        return [
          id,
          WORDS[state],
          evidence.length > 2 ? `${evidence.length} statements` : evidence.map(shortDigest).join(", "),
          told?.reasons.join(" ") ?? "",
        ];
      }),
    },
    ...(lapses.length > 0
      ? [{ kind: "table" as const, title: "Lapses", head: ["control", "in", "from", "to"], rows: lapses }]
      : []),
    ...(waivers.length > 0
      ? [
          {
            kind: "table" as const,
            title: "Waivers",
            head: ["control", "until", "owner", "approved by", "reason"],
            rows: waivers,
          },
        ]
      : []),
  ];
}
