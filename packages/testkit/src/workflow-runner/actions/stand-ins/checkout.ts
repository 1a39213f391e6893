import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { WorkflowError } from "../../workflow-error.ts";
import type { StandIn, StandInCall } from "../stand-in.ts";

/** `actions/checkout` v5: real git, from the repository's own folder. https://github.com/actions/checkout */
export const checkout: StandIn = {
  inputs: {
    repository: undefined,
    ref: undefined,
    token: undefined,
    "ssh-key": undefined,
    "ssh-known-hosts": undefined,
    "ssh-strict": "true",
    "ssh-user": "git",
    "persist-credentials": "true",
    path: undefined,
    clean: "true",
    filter: undefined,
    "sparse-checkout": undefined,
    "sparse-checkout-cone-mode": "true",
    "fetch-depth": "1",
    "fetch-tags": "false",
    "show-progress": "true",
    lfs: "false",
    submodules: "false",
    "set-safe-directory": "true",
    "github-server-url": undefined,
  },
  takes: [
    "repository",
    "ref",
    "token",
    "persist-credentials",
    "path",
    "clean",
    "fetch-depth",
    "fetch-tags",
    "show-progress",
    "set-safe-directory",
  ],
  main: async (call) => {
    const { run, workspace } = call;
    const own = `${run.request.repository.owner}/${run.request.repository.name}`;
    const wanted = call.input("repository") || own;
    if (wanted.toLowerCase() !== own.toLowerCase())
      throw new WorkflowError(`actions/checkout: the repository ${wanted} is not known here.`);
    const origin = `${String(run.github["server_url"])}/${own}`;
    if (run.request.repository.isPrivate && call.permissions["contents"] === undefined)
      throw new WorkflowError(`fatal: repository '${origin}' not found`);
    const folder = join(workspace, call.input("path"));
    if (relative(workspace, folder).startsWith(".."))
      throw new WorkflowError(`Repository path '${folder}' is not under '${workspace}'`);
    mkdirSync(folder, { recursive: true });
    const git = (...words: readonly string[]) => call.exec("git", words, folder);
    if (existsSync(join(folder, ".git")) && call.input("clean") === "true") {
      await git("clean", "-ffdx");
      await git("reset", "--hard", "HEAD").catch(() => "");
    } else if (!existsSync(join(folder, ".git"))) {
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
      await git("init", "--quiet", "--initial-branch=main", ".");
    }
    await git("config", "remote.origin.url", origin);
    await git("config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*");
    await git("config", "gc.auto", "0");
    const isPersisted = call.input("persist-credentials") === "true";
    if (isPersisted) {
      const basic = Buffer.from(`x-access-token:${call.input("token")}`).toString("base64");
      call.mask(basic);
      await git("config", `http.${String(run.github["server_url"])}/.extraheader`, `AUTHORIZATION: basic ${basic}`);
      call.state.set("folder", folder);
    }
    await take(call, git);
    const commit = (await git("log", "-1", "--format=%H")).trim();
    call.output("ref", call.input("ref") || String(run.github["ref"]));
    call.output("commit", commit);
    call.say(`Checked out ${commit}.`);
  },
  post: async (call) => {
    const folder = call.state.get("folder");
    if (folder === undefined || !existsSync(join(folder, ".git"))) return;
    const key = `http.${String(call.run.github["server_url"])}/.extraheader`;
    await call.exec("git", ["config", "--unset-all", key], folder).catch(() => "");
  },
};

/** Fetches and checks out what `ref` names: the event's own commit without it. */
async function take(call: StandInCall, git: (...words: readonly string[]) => Promise<string>): Promise<void> {
  const { run } = call;
  const [asked, eventRef, eventSha] = [call.input("ref"), String(run.github["ref"]), String(run.github["sha"])];
  const isSha = /^[0-9a-f]{40}$/.test(asked);
  const ref = asked === "" ? eventRef : isSha ? "" : asked.startsWith("refs/") ? asked : await fullName(call, asked);
  const sha = asked === "" ? eventSha : isSha ? asked : "";
  const depth = Number(call.input("fetch-depth"));
  const server = ["--upload-pack", "git -c uploadpack.allowAnySHA1InWant=true upload-pack"];
  const words = ["fetch", "--quiet", "--no-tags", "--prune", "--no-recurse-submodules", ...server];
  const source = `file://${run.request.repository.folder}`;
  const local = ref.replace(/^refs\/heads\//, "refs/remotes/origin/").replace(/^refs\/pull\//, "refs/remotes/pull/");
  const target = ref === "" ? "" : `:${local}`;
  if (depth > 0) {
    const tags = call.input("fetch-tags") === "true" ? ["+refs/tags/*:refs/tags/*"] : [];
    await git(...words, `--depth=${depth}`, source, ...tags, `+${sha || ref}${target}`);
  } else {
    const isShallow = (await git("rev-parse", "--is-shallow-repository")).trim() === "true";
    const all = ["+refs/heads/*:refs/remotes/origin/*", "+refs/tags/*:refs/tags/*"];
    await git(...words, ...(isShallow ? ["--unshallow"] : []), source, ...all);
    // A merge is behind no branch, and a branch may be further on by now.
    if (!ref.startsWith("refs/heads/") || sha !== "") await git(...words, source, `+${sha || ref}${target}`);
  }
  if (ref.startsWith("refs/heads/")) {
    const branch = ref.slice("refs/heads/".length);
    await git("checkout", "--quiet", "--force", "-B", branch, sha || local);
  } else {
    await git("checkout", "--quiet", "--force", "--detach", sha || local);
  }
}

/** A branch first, then a tag. */
async function fullName(call: StandInCall, name: string): Promise<string> {
  const folder = call.run.request.repository.folder;
  for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`]) {
    const found = await call.exec("git", ["rev-parse", "--verify", "--quiet", ref], folder).catch(() => "");
    if (found.trim() !== "") return ref;
  }
  throw new WorkflowError(`A branch or tag with the name '${name}' could not be found`);
}
