import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { nodeEffects, type ProgressEvent, Secret } from "@towpath/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GitRepository, gitRepository } from "../testing/git-repository.ts";
import { type LoopbackGitHost, loopbackGitHost } from "../testing/loopback-git-host.ts";
import { type BaseRequest, openBase } from "./open-base.ts";
import { treeFiles } from "./tree-files.ts";

const TOKEN = "ghs_0123456789abcdefghij";
let origin: GitRepository;
let host: LoopbackGitHost;
let base = "";
let head = "";
beforeAll(async () => {
  origin = gitRepository();
  base = origin.commit({ "platform.yaml": "base\n", "same.yaml": "same\n" });
  head = origin.commit({ "platform.yaml": "head\n", "same.yaml": "same\n" });
  const root = dirname(origin.folder);
  mkdirSync(join(root, "acme"));
  renameSync(join(origin.folder, ".git"), join(root, "acme/orders"));
  execFileSync("git", ["-C", join(root, "acme/orders"), "config", "uploadpack.allowFilter", "true"]);
  execFileSync("git", ["-C", join(root, "acme/orders"), "config", "uploadpack.allowAnySHA1InWant", "true"]);
  host = await loopbackGitHost(root);
  host.protect("x-access-token", TOKEN);
});
afterAll(() => host[Symbol.asyncDispose]());

const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** A checkout of the head, without history. */
function checkout(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-checkout-")));
  const git = (...words: readonly string[]) => execFileSync("git", words, { cwd: folder, stdio: "pipe" });
  git("init", "--quiet");
  git("fetch", "--quiet", "--depth=1", `file://${dirname(origin.folder)}/acme/orders`, head);
  git("checkout", "--quiet", "--detach", "FETCH_HEAD");
  return folder;
}

function open(root: string, over: Partial<BaseRequest> = {}, token = TOKEN) {
  const events: ProgressEvent[] = [];
  const temporary = mkdtempSync(join(tmpdir(), "towpath-temporary-"));
  const effects = nodeEffects({
    signal: new AbortController().signal,
    events: (event) => events.push(event),
    folder: root,
    variables: {
      PATH: process.env["PATH"],
      HOME: temporary,
      RUNNER_TEMP: temporary,
      GIT_SSL_CAINFO: host.certificate,
      GIT_CONFIG_NOSYSTEM: "1",
    },
  });
  const remote = {
    serverUrl: host.url,
    apiUrl: "http://127.0.0.1:1",
    repository: "acme/orders",
    token: new Secret(token),
  };
  return { effects, events, temporary, tree: openBase({ commit: base, remote, ...over }, root, effects) };
}

describe("a base commit that the checkout does not have", () => {
  test("is fetched with the token, and nothing is left behind", async () => {
    const root = checkout();
    const { tree, effects, temporary, events } = open(root);
    const opened = await tree;
    const files = treeFiles(opened, root, effects.files);
    expect(files.list(root)?.map(({ name }) => name)).toEqual(["platform.yaml", "same.yaml"]);
    expect(textOf(files.read(join(root, "same.yaml")))).toBe("same\n");
    opened.preload(opened.entries(opened.root).map(({ id }) => id));
    expect(await opened.settle()).toBe(true);
    expect(textOf(files.read(join(root, "platform.yaml")))).toBe("base\n");
    opened[Symbol.dispose]();
    expect(readdirSync(temporary)).toEqual([]);
    expect(JSON.stringify(events)).not.toContain(TOKEN);
  });

  test("brings its files once they were asked for", async () => {
    const root = checkout();
    const { tree, effects } = open(root, {
      remote: {
        serverUrl: `file://${dirname(origin.folder)}`,
        apiUrl: "http://127.0.0.1:1",
        repository: "acme/orders",
      },
    });
    using opened = await tree;
    const files = treeFiles(opened, root, effects.files);
    expect(textOf(files.read(join(root, "same.yaml")))).toBe("same\n");
    expect(await opened.settle()).toBe(false);
    expect(() => files.read(join(root, "platform.yaml"))).toThrow(/missing/);
    expect(await opened.settle()).toBe(true);
    expect(textOf(files.read(join(root, "platform.yaml")))).toBe("base\n");
    expect(await opened.settle()).toBe(false);
    expect(textOf(effects.files.read(join(root, "platform.yaml")))).toBe("head\n");
  });

  test("is not there for a wrong token, which no message shows", async () => {
    const { tree, temporary } = open(checkout(), {}, "ghs_wrong_token_of_nobody");
    const error = await tree.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "operation/base-not-found", kind: "fault" });
    expect(String(error)).not.toMatch(/ghs_wrong|eC1hY2Nlc3M/);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test("is not asked for where no remote is named", async () => {
    const before = host.requests.length;
    await expect(open(checkout(), { remote: undefined }).tree).rejects.toMatchObject({
      code: "operation/base-not-found",
    });
    expect(host.requests).toHaveLength(before);
  });
});

test("a file that is not sent is no reason to go on without it", async () => {
  const root = checkout();
  const remote = {
    serverUrl: `file://${dirname(origin.folder)}`,
    apiUrl: "http://127.0.0.1:1",
    repository: "acme/orders",
  };
  const { tree } = open(root, { remote });
  using opened = await tree;
  opened.preload(["1".repeat(40)]);
  await expect(opened.settle()).rejects.toMatchObject({ code: "operation/base-not-found", kind: "fault" });
});

describe("the base that counts", () => {
  /** A commit of the head's files that came from these. */
  const merged = (root: string, ...parents: readonly string[]): string => {
    const tree = execFileSync("git", ["rev-parse", `${head}^{tree}`], { cwd: root, encoding: "utf8" }).trim();
    const who = "A <a@b> 1767225600 +0000";
    const lines = [
      `tree ${tree}`,
      ...parents.map((one) => `parent ${one}`),
      `author ${who}`,
      `committer ${who}`,
      "",
      "M\n",
    ];
    const words = ["hash-object", "-t", "commit", "-w", "--stdin", "--literally"];
    return execFileSync("git", words, { cwd: root, encoding: "utf8", input: lines.join("\n") }).trim();
  };

  test("is what the server merged onto, where its merge is checked out", async () => {
    const root = checkout();
    const older = "1".repeat(40);
    const merge = { commit: merged(root, base, head), head };
    using tree = await open(root, { commit: older, merge }).tree;
    expect(tree.commit).toBe(base);
  });

  test.each([
    ["a merge of something else", (root: string) => ({ commit: merged(root, head, base), head })],
    ["no merge", (root: string) => ({ commit: merged(root, head), head })],
    ["a commit that is not there", () => ({ commit: "2".repeat(40), head })],
    ["no commit", () => ({ commit: "main", head })],
  ])("is the event's for %s", async (_, merge) => {
    const root = checkout();
    using tree = await open(root, { merge: merge(root) }).tree;
    expect(tree.commit).toBe(base);
  });
});

test("an object that is not what its name says is not used", async () => {
  const root = checkout();
  const packs = join(root, ".git/objects/pack");
  for (const name of readdirSync(packs)) renameSync(join(packs, name), join(root, name));
  for (const name of readdirSync(root).filter((one) => one.endsWith(".pack")))
    execFileSync("git", ["unpack-objects", "-q"], { cwd: root, input: readFileSync(join(root, name)) });
  const blob = execFileSync("git", ["rev-parse", "HEAD:platform.yaml"], { cwd: root, encoding: "utf8" }).trim();
  const path = join(root, ".git/objects", blob.slice(0, 2), blob.slice(2));
  rmSync(path, { force: true });
  writeFileSync(path, deflateSync("blob 5\0evil\n"));
  const { effects, tree } = open(root, { commit: head, remote: undefined });
  using opened = await tree;
  expect(() => treeFiles(opened, root, effects.files).read(join(root, "platform.yaml"))).toThrow(
    /not what its name says|missing/,
  );
});
