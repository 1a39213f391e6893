import { type Effects, Secret } from "@towpath/core";
import type { Approval, Deployment, Release, TeamMembers } from "@towpath/delivery";
import type { PlatformModel } from "@towpath/manifest";
import { repositoryHere } from "../evidence/repository-here.ts";
import { authorsOf, withLocalAccounts } from "./authors.ts";
import { authorsAtGitHub } from "./authors-at-github.ts";

/** What a release brings, and since when. */
export interface Brought {
  /** Of the service, in its repository. */
  readonly folder: string;
  readonly release: Release;
  readonly previous: Deployment | undefined;
  /** Who approved it. */
  readonly approvals: readonly Pick<Approval, "by">[];
}

/**
 * Who wrote what a release brings, by the accounts that approve: in a workflow as GitHub knows them, elsewhere as git does.
 * Undefined where nobody can tell.
 */
export async function authorsHere(
  { folder, release, previous, approvals }: Brought,
  effects: Effects,
): Promise<readonly string[] | undefined> {
  const access = repositoryHere(effects.variables);
  if (access) return authorsAtGitHub(access, release, previous, effects);
  // What git says of people are no accounts: whoever wrote it could approve it by another name.
  if (effects.variables["GITHUB_REPOSITORY"]) return undefined;
  const authors = await authorsOf(folder, release, previous, effects.signal);
  return authors && withLocalAccounts(authors, approvals);
}

/** Who is in a team: as the platform lists it, else as GitHub does where the platform names the team there. */
export async function membersHere(
  { document }: Pick<PlatformModel, "document">,
  asked: readonly string[],
  effects: Effects,
): Promise<TeamMembers> {
  const teams = new Map(Object.entries(document.teams ?? {}));
  const found = new Map<string, readonly string[]>();
  for (const name of asked) {
    const { members, github } = teams.get(name) ?? {};
    const logins = members ?? (github === undefined ? undefined : await membersAtGitHub(github, effects));
    if (logins) found.set(name, logins);
  }
  return (name) => found.get(name);
}

const BUDGET = { requests: 20, waitMs: 10_000, requestMs: 10_000, totalMs: 20_000 };

/**
 * A workflow's own token may not read an organization's teams: one that may comes as TOWPATH_GITHUB_TEAMS_TOKEN where the
 * action's own is needed for something else.
 *
 * @param team as it is mentioned: `@acme/checkout`
 */
async function membersAtGitHub(team: string, effects: Effects): Promise<readonly string[] | undefined> {
  const [, org, slug] = /^@?([\w.-]+)\/([\w.-]+)$/.exec(team) ?? [];
  const access = repositoryHere(effects.variables);
  if (org === undefined || slug === undefined || !access) return undefined;
  const teamsToken = effects.variables["TOWPATH_GITHUB_TEAMS_TOKEN"];
  const token = teamsToken ? new Secret(teamsToken) : access.token;
  const { openRepository } = await import("../publish/repository-access.ts");
  const answer = await openRepository({ ...access, token }, effects, BUDGET).teamMembers(org, slug);
  return answer.answer === "members" ? answer.logins : undefined;
}
