import { isAbsolute, relative, resolve } from "node:path";
import type { Effects } from "@towpath/core";
import { type Graph, rememberingPaths } from "@towpath/manifest";
import { type EnvironmentRequest, openGraph } from "../documents/open-documents.ts";
import { InvalidDocuments, OperationError, type OperationErrorCode } from "../errors.ts";
import { preloadFiles } from "./commit-tree.ts";
import type { BaseRequest } from "./open-base.ts";
import { openProposal } from "./open-proposal.ts";
import { treeFiles } from "./tree-files.ts";

/** What a service was in another state of its documents. */
export interface GraphAtBase {
  /** Undefined where there was no such thing. */
  readonly graph?: Graph | undefined;
  /** Which state that is, in words: `main (3f2a91c0de12)`. */
  readonly against: string;
  /** Why there is no graph. */
  readonly why?: string | undefined;
}

/**
 * Resolves one service in one environment as another state of its documents has it. Nothing of that state is run.
 *
 * @param base a commit; a revision as git knows it in the folder; or, written as a path (`./`, `../`, `/`), another folder
 * @throws {OperationError} `operation/base-not-found`, `operation/base-revision`; or why its platform cannot be had
 */
export async function graphAtBase(
  base: BaseRequest | string,
  request: EnvironmentRequest,
  effects: Effects,
): Promise<GraphAtBase> {
  if (typeof base === "string" && isPath(base)) return atFolder(base, request, effects);
  const { tree, root } = await openProposal(base, effects);
  using _ = tree;
  const short = tree.commit.slice(0, 12);
  const against = typeof base === "string" && !tree.commit.startsWith(base) ? `${base} (${short})` : short;
  const then = { ...effects, files: rememberingPaths(treeFiles(tree, root, effects.files)) };
  preloadFiles(tree, []);
  for (;;) {
    const found = await graphIn(request, then);
    // What the base holds may have to be fetched; then what was said without it does not count.
    if (!(await tree.settle())) return { ...found, against };
  }
}

async function atFolder(base: string, request: EnvironmentRequest, effects: Effects): Promise<GraphAtBase> {
  const folder = resolve(effects.folder, base);
  if (effects.files.list(folder) === undefined)
    throw new OperationError({
      code: "operation/base-revision",
      message: `There is no folder ${JSON.stringify(base)} to hold this one against.`,
      hint: "Name a folder that has the same service, or a branch, a tag or a commit.",
    });
  const { manifest } = request;
  const inBase =
    manifest !== undefined && isAbsolute(manifest)
      ? { ...request, manifest: relative(effects.folder, manifest) }
      : request;
  return { ...(await graphIn(inBase, { ...effects, folder })), against: base };
}

function isPath(base: string): boolean {
  return /^(?:\.{1,2}(?:[/\\]|$)|[/\\]|[a-z]:[/\\])/i.test(base);
}

const NOT_THERE: ReadonlySet<OperationErrorCode> = new Set<OperationErrorCode>([
  "operation/no-manifest",
  "operation/unknown-environment",
]);

async function graphIn(request: EnvironmentRequest, effects: Effects): Promise<Omit<GraphAtBase, "against">> {
  try {
    return { graph: (await openGraph(request, effects)).graph };
  } catch (error) {
    if (error instanceof OperationError && NOT_THERE.has(error.code)) return { why: error.message };
    if (!(error instanceof InvalidDocuments)) throw error;
    const [first] = error.findings;
    return { why: `Its documents cannot be used as they are there${first ? `: ${first.message}` : "."}` };
  }
}
