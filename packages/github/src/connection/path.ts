import { requestError } from "../errors.ts";

/** The names of a repository, each safe in an address. @throws {GitHubError} `github/request` */
export function repositoryPath(repository: { readonly owner: string; readonly name: string }): string {
  return `/repos/${name(repository.owner, "owner")}/${name(repository.name, "repository")}`;
}

/** One name in an address: a login, a team's slug. @throws {GitHubError} `github/request` */
export function name(value: string, what: string): string {
  if (/^(?!\.{1,2}$)[\w.[\]-]+$/.test(value)) return encodeURIComponent(value);
  throw requestError(`${JSON.stringify(value)} is no name of a GitHub ${what}.`, "Use letters, digits, - _ and dots.");
}

/** A number in an address: of a pull request, of a comment. @throws {GitHubError} `github/request` */
export function id(value: number): string {
  if (Number.isSafeInteger(value) && value > 0) return String(value);
  throw requestError(`${value} is no number that GitHub gives.`, "Use a whole number from 1.");
}

/**
 * A path in a repository, a branch or a tag: its parts escaped, none of them a step upwards, which would make it another
 * address.
 *
 * @throws {GitHubError} `github/request`
 */
export function segments(value: string, what: string): string {
  const parts = value.split("/");
  if (parts.every((part) => part !== "" && part !== "." && part !== ".." && part.isWellFormed()))
    return parts.map(encodeURIComponent).join("/");
  throw requestError(
    `${JSON.stringify(value)} is no ${what} in a repository.`,
    "Use parts with / between them, from the repository's root, without . and .. among them.",
  );
}
