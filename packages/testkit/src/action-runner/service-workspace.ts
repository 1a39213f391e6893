import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BuiltAction } from "./build-action.ts";
import { type ActionEnding, type ActionStep, runAction } from "./run-action.ts";

/** A repository that is checked out on a runner of somebody's own, which keeps its data from run to run. */
export interface ServiceWorkspace extends AsyncDisposable {
  readonly workspace: string;
  /** Where the runner keeps what Towpath makes: TOWPATH_HOME. */
  readonly home: string;
  /** Changes files and commits them. Gives the commit. */
  commit(files: Readonly<Record<string, string>>): string;
  /** Runs an action on it, as after a push. */
  run(action: BuiltAction, inputs?: ActionStep["inputs"], step?: Partial<ActionStep>): Promise<ActionEnding>;
}

/** What a workspace may differ in. */
export interface WorkspaceSketch {
  /** Git's folder of the repository that it is a checkout of: every commit is pushed to its main branch. */
  readonly origin?: string;
  /** Takes down what actions left running, by the folder that it is kept in. */
  readonly end?: (home: string) => Promise<unknown>;
}

/** Makes a repository with these files. */
export function serviceWorkspace(
  files: Readonly<Record<string, string>>,
  { origin, end = async () => undefined }: WorkspaceSketch = {},
): ServiceWorkspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-service-")));
  const [workspace, home] = [join(folder, "workspace"), join(folder, "home")];
  mkdirSync(workspace);
  const env = { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" };
  const git = (...words: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=Anna", "-c", "user.email=anna@users.noreply.github.com", ...words], {
      cwd: workspace,
      encoding: "utf8",
      env,
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  const commit = (changed: Readonly<Record<string, string>>): string => {
    for (const [path, text] of Object.entries(changed)) {
      mkdirSync(dirname(join(workspace, path)), { recursive: true });
      writeFileSync(join(workspace, path), text);
    }
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message=Change");
    if (origin !== undefined) git("push", "--quiet", "--force", origin, "HEAD:refs/heads/main");
    return git("rev-parse", "HEAD");
  };
  commit(files);
  return {
    workspace,
    home,
    commit,
    run: (action, inputs = {}, step = {}) =>
      runAction({
        folder: action.folder,
        workspace,
        inputs,
        timeLimit: 120_000,
        ...step,
        env: {
          PATH: process.env["PATH"] ?? "",
          TOWPATH_HOME: home,
          RUNNER_ENVIRONMENT: "self-hosted",
          GITHUB_SHA: git("rev-parse", "HEAD"),
          ...step.env,
        },
      }),
    [Symbol.asyncDispose]: async () => {
      await end(home);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
