import { nearest } from "@towpath/core";
import type { PlatformModel } from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";

/**
 * Whether a team agreed to a waiver: one of its members is among those whose approving review covers what proposes it. A
 * text says why no member can.
 *
 * @param approvers accounts at GitHub, with or without the @
 */
export function approvalsBy(
  approvers: readonly string[],
  { document: { teams = {} } }: { readonly document: Pick<PlatformModel["document"], "teams"> },
): (waiver: Pick<Waiver, "approvedBy">) => boolean | string {
  const approved = new Set(approvers.map(account));
  const byTeam = new Map(
    Object.entries(teams).map(([name, { members = [] }]) => [
      name,
      members.length === 0
        ? `The platform names nobody: add members below teams.${name}.`
        : members.some((one) => approved.has(account(one))),
    ]),
  );
  return ({ approvedBy }) => {
    if (approvedBy === undefined) return false;
    return byTeam.get(approvedBy) ?? `The platform has no such team.${didYouMean(approvedBy, byTeam.keys())}`;
  };
}

function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near === undefined ? "" : ` Did you mean ${near}?`;
}

/** GitHub takes accounts as the same whatever their case. */
function account(name: string): string {
  return name.replace(/^@/, "").toLowerCase();
}
