import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { revisionOf } from "./revision.ts";

const { signal } = new AbortController();
const git = (folder: string, ...words: readonly string[]): string =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...words], {
    encoding: "utf8",
  }).trim();

function repository(): string {
  const { folder } = folderWith({ "a.txt": "one" });
  git(folder, "init", "--quiet");
  git(folder, "add", "a.txt");
  git(folder, "commit", "--quiet", "--message", "one");
  git(folder, "tag", "v1.8.2");
  return folder;
}

test("the nearest tag and the commit, and whether something is changed", async () => {
  const folder = repository();
  const commit = git(folder, "rev-parse", "HEAD");
  const committedAt = new Date(git(folder, "log", "-1", "--format=%cI"));
  expect(await revisionOf(folder, signal)).toEqual({ version: "v1.8.2", commit, committedAt });
  writeFileSync(join(folder, "a.txt"), "two");
  expect(await revisionOf(folder, signal)).toEqual({ version: "v1.8.2-dirty", commit, committedAt });
});

test("a folder without git has no commit", async () => {
  expect(await revisionOf(folderWith({}).folder, signal)).toEqual({ version: "0.0.0-local" });
});

// Only root can give a folder to another user.
test.skipIf(process.getuid?.() !== 0)("a folder of another user, as containers have it", async () => {
  const folder = repository();
  for (const name of [".", ".git"]) chownSync(join(folder, name), 65534, 65534);
  expect(await revisionOf(folder, signal)).toMatchObject({ version: "v1.8.2" });
});

test("no program that the repository configures is started", async () => {
  const folder = repository();
  const seen = join(folder, "seen");
  writeFileSync(join(folder, "monitor.sh"), `#!/bin/sh\ntouch '${seen}'\n`);
  chmodSync(join(folder, "monitor.sh"), 0o755);
  git(folder, "config", "core.fsmonitor", join(folder, "monitor.sh"));
  git(folder, "config", "gpg.program", join(folder, "monitor.sh"));
  git(folder, "config", "log.showSignature", "true");
  await revisionOf(folder, signal);
  expect(existsSync(seen)).toBe(false);
  expect(readdirSync(folder)).toContain("monitor.sh");
});
