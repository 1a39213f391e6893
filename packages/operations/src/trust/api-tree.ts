import { join } from "node:path";
import type { Effects, Files, Secret } from "@towpath/core";
import { openGitHub } from "@towpath/github";
import { OperationError } from "../errors.ts";
import type { CommitTree } from "./commit-tree.ts";
import { isNamed, type TreeEntry } from "./git/git-object.ts";

/** Which commit, and of which repository. */
export interface ApiRequest {
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: Secret;
  /** All digits. */
  readonly commit: string;
  /** Absolute: the checkout. What it has unchanged is not asked for. */
  readonly root: string;
}

/** So many files that differ from the checkout are read one by one: each is a request. */
const MOST_FILES = 200;
const TOP = "";

/**
 * The files of a commit over GitHub's API, for a runner without git: one request for their names, and one for each that is
 * read and differs from the checkout.
 *
 * @throws {GitHubError} where it does not answer
 */
export async function apiTree(request: ApiRequest, effects: Effects): Promise<CommitTree> {
  const { commit, root } = request;
  const [owner = "", name = ""] = request.repository.split("/");
  const github = openGitHub({ ...request, repository: { owner, name }, effects });
  effects.events({ type: "notice", message: `Reading the base commit ${commit.slice(0, 12)} over GitHub's API.` });
  const listed = await github.treeAt(commit);
  if (!listed.isComplete) throw new Error("it has more files than GitHub's API lists");

  const folders = new Map<string, TreeEntry[]>([[TOP, []]]);
  const folderOf = (path: string): TreeEntry[] => {
    const known = folders.get(path) ?? [];
    folders.set(path, known);
    return known;
  };
  const paths = new Map<string, string>();
  for (const { path, kind, sha } of listed.entries) {
    const slash = path.lastIndexOf("/");
    const entry = { name: path.slice(slash + 1), kind, id: kind === "folder" ? path : sha };
    folderOf(path.slice(0, Math.max(slash, 0))).push(entry);
    if (kind === "folder") folderOf(path);
    else paths.set(sha, path);
  }
  const blobs = new Map<string, Uint8Array>();
  const missing = new Set<string>();
  let fetched = 0;
  return {
    commit,
    root: TOP,
    entries: (folder) => folders.get(folder) ?? [],
    content: (id) => {
      const content = blobs.get(id) ?? unchanged(join(root, paths.get(id) ?? ""), id, effects.files);
      if (!content) {
        missing.add(id);
        throw new Error("it is not here yet");
      }
      blobs.set(id, content);
      return content;
    },
    preload: () => undefined,
    settle: async () => {
      const wanted = [...missing];
      missing.clear();
      if (wanted.length === 0) return false;
      fetched += wanted.length;
      if (fetched > MOST_FILES) throw tooMany(commit);
      await Promise.all(wanted.map(async (id) => blobs.set(id, await github.blob(id))));
      return true;
    },
    [Symbol.dispose]: () => undefined,
  };
}

/** A file of the checkout, where it is the same as in the commit. */
function unchanged(path: string, id: string, files: Files): Uint8Array | undefined {
  try {
    const content = files.read(path);
    return content && isNamed({ type: "blob", content }, id) ? content : undefined;
  } catch {
    return undefined;
  }
}

function tooMany(commit: string): OperationError {
  return new OperationError({
    code: "operation/base-not-found",
    kind: "fault",
    message: `More than ${MOST_FILES} files of the base commit ${commit.slice(0, 12)} would have to be read one by one over GitHub's API.`,
    hint: "Install git on the runner: then they come at once.",
  });
}
