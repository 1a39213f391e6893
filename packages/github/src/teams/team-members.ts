import type { Connection, Question } from "../connection/connection.ts";
import { fieldsOf } from "../connection/fields.ts";
import { name } from "../connection/path.ts";
import { GitHubError } from "../errors.ts";
import { cureOf, GITHUB_PERMISSIONS } from "../permissions.ts";

/** Whether someone belongs to a team. `unknown` is no yes: what cannot be seen was not proved. */
export type Membership =
  | { readonly answer: "member" | "not-member" }
  | { readonly answer: "unknown"; readonly why: string; readonly hint: string };

/** Asks for one login in one team. A pending invitation is no membership; members of a team below belong to it. */
export async function readMembership(
  connection: Connection,
  { org, team, user }: { readonly org: string; readonly team: string; readonly user: string },
): Promise<Membership> {
  const of = `/orgs/${name(org, "organization")}/teams/${name(team, "team")}`;
  const question = (path: string): Question => ({
    path,
    needs: GITHUB_PERMISSIONS.isTeamMember,
    what: `The membership of ${user} in ${org}/${team}`,
  });
  try {
    const answer = await connection.find(question(`${of}/memberships/${name(user, "user")}`));
    if (answer !== undefined)
      return { answer: fieldsOf(answer, "The membership").text("state") === "active" ? "member" : "not-member" };
    // Not found is said for a user who is not in the team, and for a team that the token may not see.
    if ((await connection.find(question(of))) !== undefined) return { answer: "not-member" };
  } catch (error) {
    return unseen(error);
  }
  return noTeam(org, team);
}

/** Who is in a team. `unknown` is nobody: what cannot be seen was not proved. */
export type TeamMembers =
  | { readonly answer: "members"; readonly logins: readonly string[] }
  | { readonly answer: "unknown"; readonly why: string; readonly hint: string };

/** Asks for all members of one team. A pending invitation is no membership; members of a team below belong to it. */
export async function readTeamMembers(
  connection: Connection,
  { org, team }: { readonly org: string; readonly team: string },
): Promise<TeamMembers> {
  try {
    const found = await connection.list({
      path: `/orgs/${name(org, "organization")}/teams/${name(team, "team")}/members`,
      needs: GITHUB_PERMISSIONS.teamMembers,
      what: `The members of ${org}/${team}`,
    });
    return { answer: "members", logins: found.map((member) => member.text("login")) };
  } catch (error) {
    if (error instanceof GitHubError && error.code === "github/not-found") return noTeam(org, team);
    return unseen(error);
  }
}

interface Unknown {
  readonly answer: "unknown";
  readonly why: string;
  readonly hint: string;
}

/** @throws what is no refusal */
function unseen(error: unknown): Unknown {
  const isRefused = error instanceof GitHubError && ["github/permission", "github/forbidden"].includes(error.code);
  if (!isRefused) throw error;
  return { answer: "unknown", why: error.message, hint: error.hint ?? cureOf("members: read") };
}

function noTeam(org: string, team: string): Unknown {
  return {
    answer: "unknown",
    why: `There is no team ${org}/${team} that this token may see.`,
    hint: cureOf("members: read"),
  };
}
