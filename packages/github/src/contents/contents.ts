import { createHash } from "node:crypto";
import type { Connection } from "../connection/connection.ts";
import { type Fields, fieldsOf } from "../connection/fields.ts";
import { once } from "../connection/once.ts";
import { segments } from "../connection/path.ts";
import { githubError, requestError } from "../errors.ts";
import { GITHUB_PERMISSIONS } from "../permissions.ts";

/** What a commit has at a path. A link is not followed: where it leads is its blob. */
export interface TreeEntry {
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "submodule";
  readonly isExecutable: boolean;
  /** The blob, the tree, or a submodule's commit. */
  readonly sha: string;
  /** Bytes; files and links only. */
  readonly size: number | undefined;
}

/** All that a commit has. `isComplete` is false where GitHub listed a part: beyond 100,000 entries or 7 MB. */
export interface Tree {
  readonly entries: readonly TreeEntry[];
  readonly isComplete: boolean;
}

/** A repository at a commit, read without git. */
export interface Contents {
  tree(ref: string): Promise<Tree>;
  blob(sha: string): Promise<Uint8Array>;
  file(path: string, ref: string): Promise<Uint8Array | undefined>;
}

const KINDS: Readonly<Record<string, TreeEntry["kind"]>> = {
  "040000": "folder",
  "100644": "file",
  "100664": "file",
  "100755": "file",
  "120000": "link",
  "160000": "submodule",
};

export function contentsIn(connection: Connection, repository: string): Contents {
  const commits = new Map<string, () => Promise<unknown>>();
  /** A token that may not see a repository is told that nothing is there: without a look at the commit, every file would be missing. */
  const requireCommit = async (ref: string): Promise<void> => {
    const path = `${repository}/commits/${segments(ref, "branch, tag or commit")}`;
    const question = { path, needs: GITHUB_PERMISSIONS.contentsAt, what: `Commit ${ref}` };
    const asked = commits.get(ref) ?? once(() => connection.read(question));
    commits.set(ref, asked);
    await asked();
  };
  const blob = async (sha: string): Promise<Uint8Array> => {
    if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha))
      throw requestError(`${JSON.stringify(sha)} is no digest of a blob.`, "Use the sha that a tree has for a file.");
    const what = `Blob ${sha.slice(0, 12)}`;
    const answer = await connection.read({
      path: `${repository}/git/blobs/${sha}`,
      needs: GITHUB_PERMISSIONS.blob,
      what,
    });
    return verified(bytesOf(fieldsOf(answer, what), what), sha, what);
  };
  return {
    blob,
    tree: async (ref) => {
      const what = `The files of ${ref}`;
      const answer = await connection.read({
        path: `${repository}/git/trees/${segments(ref, "branch, tag or commit")}`,
        query: { recursive: "1" },
        needs: GITHUB_PERMISSIONS.treeAt,
        what,
      });
      const tree = fieldsOf(answer, what);
      return { entries: tree.list("tree").map(entryOf), isComplete: !tree.flag("truncated") };
    },
    file: async (path, ref) => {
      const what = `${path} at ${ref}`;
      const answer = await connection.find({
        path: `${repository}/contents/${segments(path, "path")}`,
        query: { ref },
        needs: GITHUB_PERMISSIONS.contentsAt,
        what,
      });
      if (answer === undefined) {
        await requireCommit(ref);
        return undefined;
      }
      if (Array.isArray(answer)) return undefined;
      const file = fieldsOf(answer, what);
      if (file.text("type") !== "file") return undefined;
      // From 1 MB on the text is left out.
      if (file.text("encoding") !== "base64") return await blob(file.text("sha"));
      return verified(bytesOf(file, what), file.text("sha"), what);
    },
  };
}

function entryOf(entry: Fields): TreeEntry {
  const mode = entry.text("mode");
  return {
    path: entry.text("path"),
    kind: KINDS[mode] ?? "submodule", // what is unknown is nothing to read
    isExecutable: mode === "100755",
    sha: entry.text("sha"),
    size: entry.optionalNumber("size"),
  };
}

function bytesOf(blob: Fields, what: string): Uint8Array {
  const content = blob.text("content");
  const encoding = blob.text("encoding");
  if (encoding === "base64") return Buffer.from(content, "base64");
  if (encoding === "utf-8") return Buffer.from(content);
  throw damaged(`${what} comes in the encoding ${JSON.stringify(encoding)}.`);
}

/** The bytes, if they are those that git knows by this digest: half a file is none. */
function verified(bytes: Uint8Array, sha: string, what: string): Uint8Array {
  const hash = createHash(sha.length === 64 ? "sha256" : "sha1");
  if (hash.update(`blob ${bytes.length}\0`).update(bytes).digest("hex") === sha) return bytes;
  throw damaged(`${what} came with other bytes than its digest says.`);
}

function damaged(message: string): Error {
  return githubError({ code: "github/answer", kind: "fault", message, hint: "Run it again." });
}
