import { join } from "node:path";
import type { SourceTree } from "../model/source-tree.ts";
import type { Run } from "../run.ts";
import { WorkflowError } from "../workflow-error.ts";
import { type ActionFile, readActionFile } from "./action-file.ts";
import { STAND_INS } from "./known.ts";
import type { StandIn } from "./stand-in.ts";

/** What `uses:` of a step means. */
export type ResolvedAction =
  | { readonly kind: "stand-in"; readonly name: string; readonly action: StandIn }
  | {
      readonly kind: "file";
      readonly action: ActionFile;
      /** Where its own `$/` starts from. */
      readonly tree: SourceTree;
      readonly repository: string;
      readonly ref: string;
    };

/**
 * Finds an action.
 *
 * - `./PATH`: in the workspace, as it is now.
 * - `$/PATH`: in the repository that the workflow's or the action's own file is from, at the same commit.
 * - `OWNER/REPO/PATH@REF`: a repository that is known here, or one of GitHub's own that a stand-in is there for.
 *
 * @throws {WorkflowError} for one that is not known
 */
export async function resolveAction(
  uses: string,
  { run, tree, workspace }: { readonly run: Run; readonly tree: SourceTree; readonly workspace: string },
): Promise<ResolvedAction> {
  if (uses.startsWith("docker://")) throw new WorkflowError(`${uses} is a container, which is not known here.`);
  if (uses === "." || uses.startsWith("./"))
    return { kind: "file", action: readActionFile(join(workspace, uses), uses), tree, repository: "", ref: "" };
  if (uses.startsWith("$/")) {
    const folder = join(await tree.folder(), uses.slice(2));
    return { kind: "file", action: readActionFile(folder, uses), tree, repository: tree.repository, ref: tree.ref };
  }
  const [, owner, name, path = "", ref] = /^([^/@]+)\/([^/@]+)((?:\/[^@]+)?)@(.+)$/.exec(uses) ?? [];
  if (owner === undefined || name === undefined || ref === undefined)
    throw new WorkflowError(
      `Expected format {org}/{repo}[/path]@ref. Actual '${uses}' Input string was not in a correct format.`,
    );
  const standIn = STAND_INS[`${owner}/${name}${path}`.toLowerCase()];
  if (standIn) return { kind: "stand-in", name: `${owner}/${name}${path}`, action: standIn };
  const other = await run.treeFor(`${owner}/${name}`, ref);
  const action = readActionFile(join(await other.folder(), path), uses);
  return { kind: "file", action, tree: other, repository: other.repository, ref };
}
