import type { Json, JsonObject } from "@towpath/core";
import { git, gitBytes } from "../git-folder.ts";
import { notFound, problem, type RepositoryCall, type Route } from "../route.ts";

/** From here on a file's text is left out. */
const MOST_BYTES = 1_000_000;
const TYPES: Readonly<Record<string, string>> = { blob: "file", tree: "dir", commit: "submodule" };

interface Entry {
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
  readonly size: number | undefined;
  readonly path: string;
}

/** Trees and blobs, as git has them. */
export const contentRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/contents/{path}": {
    about: "repository",
    needs: ["contents=read"],
    answer: async (call) => {
      const { repository, parameters, query } = call;
      const ref = query["ref"] ?? "HEAD";
      const commit = await repository.commitOf(ref);
      if (commit === undefined) return problem(404, `No commit found for the ref ${ref}`);
      const path = parameters["path"] ?? "";
      const [entry] = await entriesOf(repository.folder, commit, "--", path);
      if (!entry) return notFound;
      if (entry.type === "blob") return { status: 200, body: await fileBody(call, entry) };
      const below = await entriesOf(repository.folder, entry.sha);
      return { status: 200, body: below.map((one) => entryBody(call, { ...one, path: `${path}/${one.path}` })) };
    },
  },
  "GET /repos/{owner}/{repo}/git/trees/{tree_sha}": {
    about: "repository",
    needs: ["contents=read"],
    answer: async ({ repository, parameters, query, api }) => {
      const name = parameters["tree_sha"] ?? "";
      const commit = await repository.commitOf(name);
      if (commit === undefined) return notFound;
      const entries = await entriesOf(repository.folder, commit, ...("recursive" in query ? ["-r", "-t"] : []));
      const sha = (await git(repository.folder, "rev-parse", `${commit}^{tree}`)).trim();
      const tree: Json = entries.map(({ size, ...entry }) => ({
        ...entry,
        ...(size === undefined ? {} : { size }),
        url: `${api}/git/${entry.sha}`,
      }));
      return { status: 200, body: { sha, tree, truncated: false } };
    },
  },
  "GET /repos/{owner}/{repo}/git/blobs/{file_sha}": {
    about: "repository",
    needs: ["contents=read"],
    answer: async ({ repository, parameters }) => {
      const sha = parameters["file_sha"] ?? "";
      if (!/^[0-9a-f]{40}$/.test(sha))
        return problem(422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
      const bytes = await gitBytes(repository.folder, "cat-file", "blob", sha).catch(() => undefined);
      if (!bytes) return notFound;
      return { status: 200, body: { sha, size: bytes.length, encoding: "base64", content: inLines(bytes) } };
    },
  },
};

async function entriesOf(folder: string, of: string, ...words: readonly string[]): Promise<readonly Entry[]> {
  const at = words.indexOf("--");
  const [options, paths] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at)];
  const text = await git(folder, "--literal-pathspecs", "ls-tree", "-z", "--long", ...options, of, ...paths);
  return text
    .split("\0")
    .filter((line) => line !== "")
    .map((line) => {
      const tab = line.indexOf("\t");
      const [mode = "", type = "", sha = "", size = "-"] = line.slice(0, tab).split(/ +/);
      return { mode, type, sha, size: size === "-" ? undefined : Number(size), path: line.slice(tab + 1) };
    });
}

async function fileBody(call: RepositoryCall, entry: Entry): Promise<JsonObject> {
  const bytes = await gitBytes(call.repository.folder, "cat-file", "blob", entry.sha);
  const body = entryBody(call, entry);
  if (entry.mode === "120000") return { ...body, type: "symlink", target: bytes.toString("utf8") };
  return bytes.length > MOST_BYTES
    ? { ...body, encoding: "none", content: "" }
    : { ...body, encoding: "base64", content: inLines(bytes) };
}

function entryBody({ api, repository }: RepositoryCall, { path, sha, size, type }: Entry): JsonObject {
  const url = `${api}/repos/${repository.owner}/${repository.name}/contents/${encodeURI(path)}`;
  return { type: TYPES[type] ?? "file", name: path.replace(/^.*\//, ""), path, sha, size: size ?? 0, url };
}

/** Base64 as GitHub writes it: sixty characters a line. */
function inLines(bytes: Buffer): string {
  return bytes.toString("base64").replace(/.{1,60}/g, "$&\n");
}
