import { type Effects, Secret } from "@towpath/core";
import type { RepositoryAccess } from "../publish/repository-access.ts";

export type { RepositoryAccess };

/**
 * The repository that a run of GitHub Actions is of, and its token; undefined where one of them is not known. The actions pass
 * theirs as TOWPATH_GITHUB_TOKEN, which no command of a team's inherits.
 */
export function repositoryHere(variables: Effects["variables"]): RepositoryAccess | undefined {
  const token = variables["TOWPATH_GITHUB_TOKEN"] || variables["GITHUB_TOKEN"] || variables["GH_TOKEN"];
  const repository = variables["GITHUB_REPOSITORY"];
  if (!token || !repository) return undefined;
  const apiUrl = (variables["GITHUB_API_URL"] || "https://api.github.com").replace(/\/+$/, "");
  return { apiUrl, repository, token: new Secret(token) };
}
