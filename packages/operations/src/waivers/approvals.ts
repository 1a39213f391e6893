import type { PlatformModel } from "@towpath/manifest";
import type { Waiver } from "@towpath/manifest/policy";

/**
 * Whether a team agreed to a waiver: one of its members is among those whose approving review covers what proposes it.
 *
 * @param approvers accounts at GitHub, with or without the @
 */
export function approvalsBy(
  approvers: readonly string[],
  { document: { teams = {} } }: Pick<PlatformModel, "document">,
): (waiver: Waiver) => boolean {
  const approved = new Set(approvers.map(account));
  const byTeam = new Map(
    Object.entries(teams).map(([name, { members = [] }]) => [name, members.some((one) => approved.has(account(one)))]),
  );
  return ({ approvedBy }) => approvedBy !== undefined && byTeam.get(approvedBy) === true;
}

/** GitHub takes accounts as the same whatever their case. */
function account(name: string): string {
  return name.replace(/^@/, "").toLowerCase();
}
