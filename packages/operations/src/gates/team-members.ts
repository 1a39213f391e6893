import type { TeamMembers } from "@towpath/delivery";
import type { PlatformModel } from "@towpath/manifest";

/** Who is in which team, as the platform says; of a team without a list of members nobody knows. */
export function teamMembers({ document }: Pick<PlatformModel, "document">): TeamMembers {
  const teams = new Map(Object.entries(document.teams ?? {}));
  return (name) => teams.get(name)?.members;
}
