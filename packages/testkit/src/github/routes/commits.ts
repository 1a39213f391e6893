import type { JsonObject } from "@towpath/core";
import { compare } from "../compare.ts";
import { git } from "../git-folder.ts";
import type { People } from "../people.ts";
import type { KeptPull, LoopbackRepository } from "../repository.ts";
import { notFound, problem, type RepositoryCall, type Route, userBody } from "../route.ts";
import { pullBody, pullOf } from "./pulls.ts";

/** GitHub lists no more commits of a pull request, and none beyond of a comparison that is not asked for by pages. */
const MOST_COMMITS = 250;

/** Commits, what is between two of them, and the pull requests that brought them. */
export const commitRoutes: Readonly<Record<string, Route>> = {
  "GET /repos/{owner}/{repo}/commits/{ref}": {
    about: "repository",
    needs: ["contents=read"],
    answer: async (call) => {
      const { repository, parameters } = call;
      const ref = parameters["ref"] ?? "";
      const sha = await repository.commitOf(ref);
      if (sha === undefined) return problem(422, `No commit found for SHA: ${ref}`);
      const [commit] = await commitBodies(call, "-1", sha);
      const parent = await repository.commitOf(`${sha}^`);
      const files = parent === undefined ? [] : await compare(repository.folder, parent, sha);
      const items = files.map((file) => ({ ...file }));
      return { status: 200, pages: { items, key: "files", around: commit ?? {} } };
    },
  },
  "GET /repos/{owner}/{repo}/compare/{basehead}": {
    about: "repository",
    needs: ["contents=read"],
    answer: async (call) => {
      const { repository, parameters, query } = call;
      const [from = "", to = ""] = (parameters["basehead"] ?? "").split("...");
      const [base, head] = [await repository.commitOf(from), await repository.commitOf(to)];
      if (base === undefined || head === undefined) return notFound;
      const [behind = 0, ahead = 0] = (
        await git(repository.folder, "rev-list", "--left-right", "--count", `${base}...${head}`)
      )
        .trim()
        .split("\t")
        .map(Number);
      const parted = (await git(repository.folder, "merge-base", base, head).catch(() => "")).trim();
      if (parted === "") return problem(404, `No common ancestor between ${from} and ${to}.`);
      const [baseCommit] = await commitBodies(call, "-1", base);
      const [merged] = await commitBodies(call, "-1", parted);
      const commits = await commitBodies(call, "--reverse", `${base}..${head}`);
      const isFirst = (query["page"] ?? "1") === "1";
      const files = isFirst ? await compare(repository.folder, base, head) : [];
      const listed = "page" in query || "per_page" in query ? commits : commits.slice(0, MOST_COMMITS);
      const around: JsonObject = {
        base_commit: baseCommit ?? null,
        merge_base_commit: merged ?? null,
        status: ahead === 0 ? (behind === 0 ? "identical" : "behind") : behind === 0 ? "ahead" : "diverged",
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        files: files.map((file) => ({ ...file })),
      };
      return { status: 200, pages: { items: listed, key: "commits", around } };
    },
  },
  "GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls": {
    about: "repository",
    needs: ["pull_requests=read"],
    answer: async (call) => {
      const { repository, parameters } = call;
      const sha = await repository.commitOf(parameters["commit_sha"] ?? "");
      if (sha === undefined) return problem(422, `No commit found for SHA: ${parameters["commit_sha"]}`);
      const pulls = await pullsWith(repository, sha);
      return { status: 200, pages: { items: pulls.map((pull) => pullBody(call, pull)) } };
    },
  },
  "GET /repos/{owner}/{repo}/pulls/{pull_number}/commits": {
    about: "repository",
    needs: ["pull_requests=read"],
    answer: async (call) => {
      const pull = pullOf(call);
      if (!pull) return notFound;
      const commits = await commitBodies(call, "--reverse", `${pull.base.sha}..${pull.head.sha}`);
      return { status: 200, pages: { items: commits.slice(0, MOST_COMMITS) } };
    },
  },
  "GET /repos/{owner}/{repo}/activity": {
    about: "repository",
    needs: ["contents=read"],
    answer: ({ repository, query }) => {
      const ref = query["ref"]?.replace(/^(?!refs\/)/, "refs/heads/");
      const found = repository.activities.filter((one) => ref === undefined || one.ref === ref).reverse();
      const items = found.map((one) => ({
        id: one.id,
        before: one.before,
        after: one.after,
        ref: one.ref,
        timestamp: one.at,
        activity_type: one.type,
        actor: userBody(one),
      }));
      return { status: 200, pages: { items } };
    },
  },
};

/** Those that brought a commit of the default branch; of another commit also those that have it still to bring. */
async function pullsWith(repository: LoopbackRepository, sha: string): Promise<readonly KeptPull[]> {
  const introduced = repository.pulls.filter((pull) => pull.merged?.introduced.includes(sha) === true);
  const main = await repository.commitOf("main");
  const isIn = async (tip: string): Promise<boolean> =>
    await git(repository.folder, "merge-base", "--is-ancestor", sha, tip).then(
      () => true,
      () => false,
    );
  if (main !== undefined && (await isIn(main))) return introduced;
  const others: KeptPull[] = [];
  for (const pull of repository.pulls)
    if ((await isIn(pull.head.sha)) && !(await isIn(pull.base.sha))) others.push(pull);
  return [...introduced, ...others.filter((pull) => !introduced.includes(pull))];
}

/** What `git log` says of commits, as the API has it. */
async function commitBodies(
  { api, people, repository, now }: RepositoryCall,
  ...words: readonly string[]
): Promise<readonly JsonObject[]> {
  const format = "--format=%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%T%x00%B%x00";
  const parts = (await git(repository.folder, "log", format, "--topo-order", ...words)).split("\0");
  const bodies: JsonObject[] = [];
  for (let at = 0; at + 8 < parts.length; at += 8) {
    const [sha = "", parents = "", name = "", email = "", committer = "", by = "", tree = "", message = ""] = parts
      .slice(at, at + 8)
      .map((part) => part.replace(/^\n/, ""));
    const url = `${api}/repos/${repository.owner}/${repository.name}/commits/${sha.trim()}`;
    const isVerified = repository.verified.has(sha.trim());
    bodies.push({
      sha: sha.trim(),
      url,
      html_url: url,
      commit: {
        message: message.trimEnd(),
        author: { name, email, date: now },
        committer: { name: committer, email: by, date: now },
        tree: { sha: tree, url },
        verification: {
          verified: isVerified,
          reason: isVerified ? "valid" : "unsigned",
          signature: null,
          payload: null,
          verified_at: null,
        },
      },
      author: accountBody(people, email),
      committer: accountBody(people, by),
      parents: parents
        .split(" ")
        .filter(Boolean)
        .map((parent) => ({ sha: parent, url })),
    });
  }
  return bodies;
}

function accountBody(people: People, email: string): JsonObject | null {
  const account = people.byEmail(email);
  return account ? userBody({ account }) : null;
}
