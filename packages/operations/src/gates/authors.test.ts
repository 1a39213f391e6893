import { execFileSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment, Release } from "@towpath/delivery";
import { beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { authorsOf, withLocalAccounts } from "./authors.ts";
import { deploymentOf, releaseOf } from "./testing/release-of.ts";

let folder: string;
const signal = new AbortController().signal;

function git(...words: readonly string[]): string {
  return execFileSync("git", words, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1", LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();
}

/** Commits something as somebody and gives the commit. */
function commit(name: string, email: string, message = "Change"): string {
  writeFileSync(join(folder, `${name}.txt`), `${Math.random()}`);
  git("add", "--all");
  const who = ["-c", `user.name=${name}`, "-c", `user.email=${email}`];
  git(...who, "commit", "--quiet", "--message", message);
  return git("rev-parse", "HEAD");
}

beforeEach(() => {
  folder = temporaryFolder("authors");
  git("init", "--quiet", "--initial-branch=main");
});

describe("who wrote what a release brings", () => {
  test("is whoever wrote, committed or helped with a commit since the one that serves", async () => {
    const first = commit("Anna", "anna@acme.example");
    const before = commit("Berta", "berta@acme.example");
    commit("Carla", "12+carla@users.noreply.github.com");
    const last = commit("Dora", "d@acme.example", "Help\n\nCo-authored-by: Emma <emma@acme.example>");
    expect(first).not.toBe(before);
    const authors = await authorsOf(folder, releaseOf(last), deploymentOf(releaseOf(before, "b")), signal);
    expect(authors).toEqual(expect.arrayContaining(["Carla", "carla", "d@acme.example", "Emma", "emma"]));
    expect(authors?.join(" ")).not.toMatch(/anna|berta/i);
  });

  test("is, of the first release, whoever wrote its last change, also one that was merged", async () => {
    commit("Anna", "anna@acme.example");
    git("checkout", "--quiet", "-b", "topic");
    commit("Berta", "berta@acme.example");
    commit("Carla", "carla@acme.example");
    git("checkout", "--quiet", "main");
    const who = ["-c", "user.name=Dora", "-c", "user.email=dora@acme.example"];
    git(...who, "merge", "--quiet", "--no-ff", "--message", "Merge", "topic");
    const authors = await authorsOf(folder, releaseOf(git("rev-parse", "HEAD")), undefined, signal);
    expect(authors).toEqual(expect.arrayContaining(["berta", "carla", "dora"]));
    expect(authors).not.toContain("anna");
    git("checkout", "--quiet", "--orphan", "other");
    expect(await authorsOf(folder, releaseOf(commit("Emma", "e@x.example")), undefined, signal)).toContain("Emma");
  });

  test("is nobody where the same artifact is brought again", async () => {
    const release = releaseOf(commit("Anna", "anna@acme.example"));
    expect(await authorsOf(folder, release, deploymentOf(release), signal)).toEqual([]);
  });

  test.each<[string, (last: string) => readonly [Release, Deployment | undefined]]>([
    ["a release without a commit", () => [releaseOf(undefined), undefined]],
    ["a commit that is an option of git", () => [releaseOf("--output=/tmp/x"), undefined]],
    ["a commit that the checkout lacks", () => [releaseOf("c".repeat(40)), undefined]],
    ["a deployment whose commit is not known", (last) => [releaseOf(last), deploymentOf(releaseOf(undefined, "b"))]],
    ["a deployment whose commit is cut off", (last) => [releaseOf(last), deploymentOf(releaseOf("d".repeat(40), "b"))]],
  ])("is not known of %s", async (_, of) => {
    const [release, previous] = of(commit("Anna", "anna@acme.example"));
    expect(await authorsOf(folder, release, previous, signal)).toBeUndefined();
  });

  test("is not known of a checkout that is cut off behind what was merged", async () => {
    commit("Anna", "anna@acme.example");
    git("checkout", "--quiet", "-b", "topic");
    commit("Berta", "berta@acme.example");
    commit("Carla", "carla@acme.example");
    git("checkout", "--quiet", "main");
    const before = commit("Anna", "anna@acme.example");
    const who = ["-c", "user.name=Dora", "-c", "user.email=dora@acme.example"];
    git(...who, "merge", "--quiet", "--no-ff", "--message", "Merge", "topic");
    const [last, previous] = [git("rev-parse", "HEAD"), deploymentOf(releaseOf(before, "b"))];
    expect(await authorsOf(folder, releaseOf(last), previous, signal)).toContain("berta");
    git("clone", "--quiet", "--depth=2", `file://${folder}`, "cut");
    expect(await authorsOf(join(folder, "cut"), releaseOf(last), previous, signal)).toBeUndefined();
  });

  test("is asked without a program that the repository names", async () => {
    const before = commit("Anna", "anna@acme.example");
    const program = join(folder, "program.sh");
    writeFileSync(program, '#!/bin/sh\ntouch "$(dirname "$0")/was-run"\n', { mode: 0o755 });
    const tree = git("rev-parse", "HEAD^{tree}");
    const message = `tree ${tree}\nparent ${before}\nauthor Berta <berta@acme.example> 1 +0000\ncommitter Berta <berta@acme.example> 1 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----\n\nSigned\n`;
    writeFileSync(join(folder, "commit"), message);
    const last = git("hash-object", "-t", "commit", "-w", "commit");
    git("config", "gpg.program", program);
    git("config", "log.showSignature", "true");
    const authors = await authorsOf(folder, releaseOf(last), deploymentOf(releaseOf(before, "b")), signal);
    expect(authors).toContain("berta");
    expect(existsSync(join(folder, "was-run"))).toBe(false);
  });

  test("is not known where there is no repository", async () => {
    const last = commit("Anna", "anna@acme.example");
    rmSync(join(folder, ".git"), { recursive: true });
    expect(await authorsOf(folder, releaseOf(last), undefined, signal)).toBeUndefined();
  });
});

test("whoever approves on a machine is known by the name before the @", () => {
  const approvals = [{ by: "Anna@laptop" }, { by: "berta@laptop" }, { by: "@carla" }];
  expect(withLocalAccounts(["anna", "carla"], approvals)).toEqual(["anna", "carla", "Anna@laptop"]);
});
