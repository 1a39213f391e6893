import type { Place } from "@towpath/core";
import type { LocalAction } from "./action/local-action.ts";
import type { RepositoryFiles } from "./repository-files.ts";
import type { Mapping } from "./source/source-value.ts";
import type { Workflow } from "./workflow/workflow.ts";

/** A repository as rules see it. Paths count from its root, with `/`. */
export interface Repository {
  readonly kind: "repository";
  /** By path. */
  readonly workflows: readonly Workflow[];
  /** By path: the root's, those below `.github/actions`, and all that are used. */
  readonly actions: readonly LocalAction[];
  /** `.github/dependabot.yml`, where there is one that can be read. */
  readonly dependabot: Mapping | undefined;
  /** The CODEOWNERS file that GitHub reads. */
  readonly codeowners: CodeOwners | undefined;
  readonly files: RepositoryFiles;
}

/** Who owns what. https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export interface CodeOwners {
  readonly path: string;
  readonly entries: readonly { readonly pattern: string; readonly owners: readonly string[]; readonly place: Place }[];
}
