import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { LoopbackRepository } from "../../github/repository.ts";

const run = promisify(execFile);

/** The files of a repository at one commit: where workflows and actions come from. */
export interface SourceTree {
  /** `owner/name` */
  readonly repository: string;
  readonly ref: string;
  readonly sha: string;
  /** Undefined where there is no such file. */
  text(path: string): Promise<string | undefined>;
  /** A folder with all of them. */
  folder(): Promise<string>;
}

/** A repository of the loopback GitHub at a commit. `scratch` is where it is unpacked when that is asked for. */
export function treeOf(repository: LoopbackRepository, ref: string, sha: string, scratch: string): SourceTree {
  let unpacked: Promise<string> | undefined;
  const git = (...words: readonly string[]) =>
    run("git", words, { cwd: repository.folder, maxBuffer: 100_000_000, env: { PATH: process.env["PATH"] } });
  const unpack = async (): Promise<string> => {
    const folder = join(scratch, "_trees", sha);
    mkdirSync(folder, { recursive: true });
    const archive = join(scratch, "_trees", `${sha}.tar`);
    await git("archive", "--format=tar", `--output=${archive}`, sha);
    await run("tar", ["-xf", archive, "-C", folder]);
    return folder;
  };
  return {
    repository: `${repository.owner}/${repository.name}`,
    ref,
    sha,
    text: async (path) =>
      await git("show", `${sha}:${path}`).then(
        ({ stdout }) => stdout,
        () => undefined,
      ),
    folder: () => {
      unpacked ??= unpack();
      return unpacked;
    },
  };
}

/** A folder that stands for a repository, whatever ref is asked for. */
export function folderTree(repository: string, ref: string, folder: string): SourceTree {
  return {
    repository,
    ref,
    sha: "0".repeat(40),
    text: async (path) => {
      const file = join(folder, path);
      return existsSync(file) ? readFileSync(file, "utf8") : undefined;
    },
    folder: async () => folder,
  };
}
