import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { temporaryFolder } from "./temporary-folder.ts";

/** A real repository in a folder of its own. */
export interface GitRepository {
  /** Absolute; its name has no space. */
  readonly folder: string;
  git(...words: readonly string[]): string;
  /** Writes files in place of all that there are, commits them and gives the commit. A tag that is there moves. */
  commit(files: Readonly<Record<string, string>>, tag?: string): string;
}

/** Makes a repository without a commit. Nothing of this machine's settings is in it. */
export function gitRepository(): GitRepository {
  const folder = join(temporaryFolder("git"), "platform.git");
  mkdirSync(folder);
  const git = (...words: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=Anna", "-c", "user.email=anna@acme.example", ...words], {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  return {
    folder,
    git,
    commit: (files, tag) => {
      for (const name of git("ls-files").split("\n").filter(Boolean)) rmSync(join(folder, name), { force: true });
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), text);
      }
      git("add", "--all", "--force");
      git("commit", "--quiet", "--allow-empty", "--message=Change");
      if (tag !== undefined) git("tag", "--force", "--annotate", "--message=Release", tag);
      return git("rev-parse", "HEAD");
    },
  };
}
