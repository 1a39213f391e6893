import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoopbackGitHub, loopbackGitHub } from "../github/loopback-github.ts";
import type { LoopbackRepository } from "../github/repository.ts";
import type { BuiltAction } from "./build-action.ts";
import { type ActionEnding, type ActionStep, runAction } from "./run-action.ts";
import type { RunnerEvent } from "./runner-environment.ts";

/** Files by path; null for one that goes. */
export type Files = Readonly<Record<string, string | null>>;

/** A pull request on a GitHub of this machine, checked out as `actions/checkout` does: its merge, without history. */
export interface TestPullRequest extends AsyncDisposable {
  readonly github: LoopbackGitHub;
  readonly repository: LoopbackRepository;
  readonly number: number;
  readonly base: string;
  readonly head: string;
  readonly workspace: string;
  readonly event: RunnerEvent;
  /** Runs the action on it. */
  run(inputs?: ActionStep["inputs"], step?: Partial<ActionStep>): Promise<ActionEnding>;
}

/** What a pull request may differ in. */
export interface PullRequestSketch {
  readonly base: Files;
  readonly head: Files;
  /** `owner/name` of the fork that it comes from. */
  readonly fork?: string | undefined;
  /** What the event calls the branch that it comes from, and the pull request itself. */
  readonly names?: string | undefined;
  /** `pull_request` when absent. */
  readonly event?: string | undefined;
}

/** Opens a pull request and checks it out, for an action to run on it. */
export async function pullRequest(
  action: BuiltAction,
  { base, head, fork, names = "topic", event = "pull_request" }: PullRequestSketch,
): Promise<TestPullRequest> {
  const github = await loopbackGitHub();
  const repository = await github.addRepository();
  const onto = await repository.commit("main", base);
  await repository.commit("topic", head, { from: "main" });
  const pull = await repository.openPull({ head: "topic", ...(fork === undefined ? {} : { fork }) });
  const home = realpathSync(mkdtempSync(join(tmpdir(), "towpath-pull-")));
  const server = join(home, "server");
  mkdirSync(join(server, "acme"), { recursive: true });
  symlinkSync(repository.folder, join(server, "acme/orders"));
  const workspace = join(home, "workspace");
  mkdirSync(workspace);
  const merge = git(repository.folder, "commit-tree", "-p", onto, "-p", pull.head.sha, "-m", "Merge", "topic^{tree}");
  git(repository.folder, "update-ref", "refs/pull/1/merge", merge);
  git(workspace, "init", "--quiet");
  git(workspace, "fetch", "--quiet", "--depth=1", `file://${repository.folder}`, "refs/pull/1/merge");
  git(workspace, "checkout", "--quiet", "--detach", "FETCH_HEAD");
  const sideOf = (sha: string, ref: string, name: string) => ({ sha, ref, repo: { full_name: name } });
  const started: RunnerEvent = {
    name: event,
    payload: {
      pull_request: {
        number: pull.number,
        user: { login: "anna" },
        title: names,
        base: sideOf(pull.base.sha, "main", "acme/orders"),
        head: sideOf(pull.head.sha, names, fork ?? "acme/orders"),
      },
    },
    variables: { GITHUB_SHA: merge, GITHUB_REF: `refs/pull/${pull.number}/merge` },
  };
  return {
    github,
    repository,
    number: pull.number,
    base: onto,
    head: pull.head.sha,
    workspace,
    event: started,
    run: (inputs = {}, step = {}) =>
      runAction({
        folder: action.folder,
        workspace,
        event: started,
        inputs: { token: github.token, ...inputs },
        ...step,
        env: { GITHUB_API_URL: github.url, GITHUB_SERVER_URL: `file://${server}`, ...step.env },
      }),
    [Symbol.asyncDispose]: async () => {
      rmSync(home, { recursive: true, force: true });
      await github.close();
    },
  };
}

/** Git, with nothing of this machine's settings. */
export function git(folder: string, ...words: readonly string[]): string {
  const settings = ["-c", "user.name=Anna", "-c", "user.email=anna@acme.example"];
  return execFileSync("git", [...settings, ...words], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}
