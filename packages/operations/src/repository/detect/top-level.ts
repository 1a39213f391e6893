import type { RepositoryFiles } from "./repository-files.ts";

/** What stands beside a service and is no part of it where it runs. */
const NO_PART =
  /^(?:\..*|node_modules|dist|build|out|target|bin|obj|coverage|reports|venv|env|__pycache__|tests?|__tests__|spec|e2e|docs?|examples?|deploy|charts?|helm|k8s|kubernetes|terraform|infra|towpath\.yaml|score\.ya?ml|Dockerfile.*|Makefile|Jenkinsfile|(?:docker-)?compose.*\.ya?ml|.*\.(?:md|log|lock|tmp|test\.\w+|spec\.\w+|pem|key|p12|pfx|sqlite3?|db|zip|gz|tgz)|LICEN[CS]E.*|NOTICE.*|CODEOWNERS|README.*|CHANGELOG.*)$/i;
const MOST = 20;

/**
 * The entries of a service's folder that are packed where nothing is built: its sources, and never a hidden file, for those
 * hold secrets. @param left what this language leaves out besides
 */
export function topLevel(repository: RepositoryFiles, left: RegExp): readonly string[] {
  const all = repository
    .entries()
    .filter(
      ({ kind, name }) => kind !== "other" && !NO_PART.test(name) && !left.test(name) && /^[\w@][\w@. -]*$/.test(name),
    )
    .map(({ name }) => name);
  if (all.length > MOST)
    repository.note(
      `Only ${MOST} of ${all.length} entries of the folder are packed: name the others under build.output.`,
    );
  return all.slice(0, MOST);
}
