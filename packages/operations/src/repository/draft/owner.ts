import type { PlatformModel } from "@towpath/manifest";
import type { Found } from "../detect/evidence.ts";
import type { Answer } from "./answers.ts";
import { serviceName } from "./service-name.ts";

/** The team that owns the folder: by CODEOWNERS and the teams of the platform, or the only team there is. */
export function findOwner(owners: readonly Found<string>[], platform: PlatformModel): Answer<string> | undefined {
  const teams = Object.entries(platform.document.teams ?? {});
  if (teams.length === 0) {
    // A person is no team: `@anna` has no organisation before it.
    const team = owners.find(({ value }) => /^@[\w.-]+\/[\w.-]+$/.test(value));
    const value = serviceName(team?.value.split("/")[1] ?? "");
    return team && value ? { value, at: team.at } : undefined;
  }
  for (const { value, at } of owners) {
    const known = teams.find(
      ([name, { github }]) => github?.toLowerCase() === value.toLowerCase() || name === value.split("/")[1],
    );
    if (known) return { value: known[0], at };
  }
  const [only] = teams;
  return only && teams.length === 1 ? { value: only[0], at: "platform" } : undefined;
}
