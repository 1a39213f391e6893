import { shown } from "../../finding.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { PlatformModel } from "../platform-model.ts";
import type { PlatformFault, Report } from "./reporter.ts";

/** Whether each team that is named is one of the platform's. */
export function checkPeople({ document, source, types, name }: PlatformModel, report: Report): void {
  const teams = Object.keys(document.teams ?? {});
  const hold = (team: string, at: PlatformFault["at"]): void => {
    if (teams.length === 0 || teams.includes(team)) return;
    report({
      code: "manifest/unknown-team",
      message: `The platform ${name} has no team ${shown(team)}.`,
      at,
      suggestions: didYouMean(team, teams),
    });
  };
  for (const [environment, { gates }] of Object.entries(document.environments))
    for (const [index, team] of (gates?.approvals?.by ?? []).entries())
      hold(team, [source, ["environments", environment, "gates", "approvals", "by", index], "value"]);
  for (const [share, { owner, type }] of Object.entries(document.shared ?? {})) {
    hold(owner, [source, ["shared", share, "owner"], "value"]);
    if (type === undefined || types.has(type)) continue;
    report({
      code: "manifest/unknown-type",
      message: `The shared resource ${share} is of the type ${shown(type)}, which the platform does not have.`,
      at: [source, ["shared", share, "type"], "value"],
      suggestions: didYouMean(type, [...types.keys()]),
    });
  }
  for (const { document: type, source: file } of types.values())
    if (type.metadata.support !== undefined) hold(type.metadata.support, [file, ["metadata", "support"], "value"]);
}
