import { shown } from "../../finding.ts";
import { didYouMean } from "../../schema/did-you-mean.ts";
import type { PlatformModel } from "../platform-model.ts";
import type { PlatformFault, Report } from "./reporter.ts";

/** Whether each team that is named is one of the platform's, and has as many members as approvals are asked for. */
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
  checkApprovers(document, source, report);
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

function checkApprovers(
  { environments, teams = {} }: PlatformModel["document"],
  source: PlatformModel["source"],
  report: Report,
): void {
  for (const [environment, { gates }] of Object.entries(environments)) {
    const { by = [], count = 1 } = gates?.approvals ?? {};
    const members = by.map((team) => new Map(Object.entries(teams)).get(team)?.members);
    // Whom a team of GitHub has, only GitHub says.
    if (by.length === 0 || members.includes(undefined)) continue;
    const people = new Set(
      members.flatMap((some) => some ?? []).map((person) => person.replace(/^@/, "").toLowerCase()),
    );
    if (people.size > count) continue;
    const isTooFew = people.size < count;
    report({
      code: isTooFew ? "manifest/invalid-value" : "manifest/unreachable",
      level: isTooFew ? "mandatory" : "advisory",
      message: isTooFew
        ? `The environment ${environment} asks for ${count} approvals, and ${by.join(", ")} has ${people.size === 1 ? "1 member" : `${people.size} members`}.`
        : `The environment ${environment} asks for ${count === 1 ? "1 approval" : `${count} approvals`}, and ${by.join(", ")} has no more members: what one of them writes or deploys nobody can approve.`,
      at: [source, ["environments", environment, "gates", "approvals", "count"], "value"],
      suggestions: ["Ask for fewer, or name another team."],
    });
  }
}
