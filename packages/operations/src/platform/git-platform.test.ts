import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Effects } from "@towpath/core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { type GitRepository, gitRepository } from "../testing/git-repository.ts";
import { type LoopbackGitHost, loopbackGitHost } from "../testing/loopback-git-host.ts";
import { platformFiles } from "../testing/platform-files.ts";
import { type CheckRequest, check } from "../verbs/check.ts";
import { completion } from "../verbs/completion.ts";
import { validate } from "../verbs/validate.ts";

let home = "";
let repository: GitRepository;
let address = "";
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "towpath git ")));
  repository = gitRepository();
  address = `git+file://${repository.folder}`;
});

function variables(): Record<string, string | undefined> {
  return {
    PATH: process.env["PATH"],
    HOME: home,
    TOWPATH_HOME: join(home, "data"),
    XDG_CACHE_HOME: join(home, "cache"),
    GIT_CONFIG_NOSYSTEM: "1",
  };
}

function service(platform: string, over: Partial<Effects> = {}) {
  const named = `platform: ${JSON.stringify(platform)}\nresources: { box: { type: mailbox } }\n`;
  return folderWith({ "towpath.yaml": manifestOf("orders", named) }, { variables: variables(), ...over });
}

async function read(platform: string, over: Partial<Effects> = {}) {
  const { effects, events } = service(platform, over);
  return { ...(await validate({ manifests: [] }, effects)), events };
}

/** Every path below the cache but those in commits. */
function cached(): readonly string[] {
  const root = join(home, "cache/towpath/platforms/git");
  return readdirSync(root).flatMap((name) => readdirSync(join(root, name)).sort());
}

describe("a tag of a repository", () => {
  test("is fetched once, recorded with its commit, and kept", async () => {
    const commit = repository.commit(platformFiles(), "v1.0.0");
    repository.commit(platformFiles("later.example"));
    const reference = `${address}#v1.0.0`;
    const first = await read(reference);
    expect(first).toMatchObject({
      status: "ok",
      findings: [],
      data: { platforms: [{ kind: "git", reference, commit, name: "acme" }] },
      events: [
        { type: "notice", message: expect.stringContaining(`Fetching the platform ${reference} with git, once`) },
      ],
    });
    expect(first.sections).toMatchObject([{ fields: [{ value: expect.stringContaining(commit.slice(0, 12)) }] }]);
    repository.git("tag", "--delete", "v1.0.0");
    const second = await read(reference);
    expect(second).toMatchObject({ status: "ok", data: { platforms: first.data?.platforms ?? [] }, events: [] });
    expect(cached()).toEqual([commit, expect.stringMatching(/^tag-/)]);
  });

  test("that moved afterwards is what it was on this machine until the cache is deleted", async () => {
    const before = repository.commit(platformFiles(), "v1");
    await read(`${address}#v1`);
    const after = repository.commit(platformFiles("moved.example"), "v1");
    expect((await read(`${address}#v1`)).data?.platforms[0]?.commit).toBe(before);
    rmSync(join(home, "cache/towpath/platforms"), { recursive: true });
    expect((await read(`${address}#v1`)).data?.platforms[0]?.commit).toBe(after);
  });

  test("is fetched anew where a command was killed at it; what that left is removed after an hour", async () => {
    const commit = repository.commit(platformFiles(), "v1");
    await read(`${address}#v1`);
    const [folder = ""] = readdirSync(join(home, "cache/towpath/platforms/git"));
    const cache = join(home, "cache/towpath/platforms/git", folder);
    rmSync(join(cache, commit), { recursive: true });
    for (const name of [".old", ".new"]) mkdirSync(join(cache, name, "files"), { recursive: true });
    utimesSync(join(cache, ".old"), 1, 1);
    expect(await read(`${address}#v1`)).toMatchObject({ status: "ok", data: { platforms: [{ commit }] } });
    expect(cached()).toEqual([".new", commit, expect.stringMatching(/^tag-/)]);
  });

  test("is not fetched for a shell that completes a word, and read when it was fetched", async () => {
    repository.commit(platformFiles(), "v1");
    const { effects, events } = service(`${address}#v1`);
    const words = async () => (await completion({ what: "environments", known: [] }, effects)).data?.words;
    expect([await words(), events]).toEqual([[], []]);
    await validate({ manifests: [] }, effects);
    expect(await words()).toEqual(["dev"]);
  });

  test("may be named as releases of a monorepo are, and the platform may be in a folder", async () => {
    const files = Object.entries(platformFiles()).map(([path, text]) => [`platforms/acme/${path}`, text] as const);
    repository.commit(Object.fromEntries(files), "@acme/platform@1.0.0");
    const folder = `${address}#@acme/platform@1.0.0:platforms/acme`;
    expect(await read(folder)).toMatchObject({ status: "ok", findings: [] });
    expect(await read(`${folder}/platform.yaml`)).toMatchObject({ status: "ok", findings: [] });
    expect(await read(`${address}#@acme/platform@1.0.0`)).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/platform-not-found", message: expect.stringContaining("at its top") }],
    });
  });

  test("is found by all digits of its commit, too", async () => {
    const commit = repository.commit(platformFiles());
    expect(await read(`${address}#${commit}`)).toMatchObject({ status: "ok", data: { platforms: [{ commit }] } });
    expect(cached()).toEqual([commit]);
  });

  test("what is wrong in its documents is shown by where it came from", async () => {
    repository.commit({ "platform.yaml": "apiVersion: towpath.dev/v1\nkind: Platform\nnope: 1\n" }, "v1");
    const { findings } = await read(`${address}#v1`);
    expect(findings[0]?.places[0]?.file).toBe(`${address}#v1/platform.yaml`);
  });
});

describe("what a repository cannot do", () => {
  test("it changes no byte on the way, runs nothing, and brings no other repository", async () => {
    const owned = join(home, "owned");
    const other = gitRepository();
    other.commit({ "evil.yaml": "x" });
    const config = [
      `[filter "evil"]\n\tsmudge = touch '${owned}'\n\trequired = true\n`,
      `[core]\n\tfsmonitor = touch '${owned}'\n\tautocrlf = true\n\thooksPath = ${home}\n`,
      "[submodule]\n\trecurse = true\n",
    ];
    writeFileSync(join(home, ".gitconfig"), config.join(""));
    writeFileSync(join(home, "post-checkout"), `#!/bin/sh\ntouch '${owned}'\n`, { mode: 0o755 });
    const submodule = `[submodule "other"]\n\tpath = other\n\turl = ${other.folder}\n`;
    const attributes = "* filter=evil text eol=crlf ident\n";
    repository.commit({
      ...platformFiles(),
      ".gitattributes": attributes,
      ".gitmodules": submodule,
      "id.txt": "$Id$\n",
    });
    repository.git("update-index", "--add", "--cacheinfo", `160000,${other.git("rev-parse", "HEAD")},other`);
    repository.git("commit", "--quiet", "--message=Add other");
    repository.git("tag", "v1");
    const { status, data } = await read(`${address}#v1`);
    expect(status).toBe("ok");
    expect(readdirSync(home)).not.toContain("owned");
    const root = join(home, "cache/towpath/platforms/git");
    const files = join(root, readdirSync(root)[0] ?? "", data?.platforms[0]?.commit ?? "");
    expect(readFileSync(join(files, "id.txt"), "utf8")).toBe("$Id$\n");
    expect(readdirSync(files)).not.toContain(".git");
    expect(readdirSync(join(files, "other"))).toEqual([]);
  });

  test("a link out of it is not read", async () => {
    const outside = join(home, "outside.yaml");
    writeFileSync(outside, "s3cret: [");
    repository.commit({ "readme.md": "" });
    symlinkSync(outside, join(repository.folder, "platform.yaml"));
    repository.git("add", "platform.yaml");
    repository.git("commit", "--quiet", "--message=Link");
    repository.git("tag", "v1");
    const result = await read(`${address}#v1`);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code: "manifest/unreadable" }] });
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });

  test("a repository on this machine is no address in what someone proposes", async () => {
    repository.commit(platformFiles(), "v1");
    const platform = `${address}#v1`;
    const { effects } = service(platform);
    const codesOf = async (request: CheckRequest) => (await check(request, effects)).findings.map(({ code }) => code);
    expect(await codesOf({ manifests: [], platform, isUntrusted: true })).toEqual(["operation/platform-reference"]);
    expect(await codesOf({ manifests: [], isUntrusted: true })).toEqual(["operation/platform-proposed"]);
  });
});

describe("a platform that cannot be had", () => {
  test.each([
    ["v9", "operation/platform-not-found", 'the repository has no tag "v9"'],
    ["main", "operation/platform-not-found", "names a branch"],
    ["abcdef1", "operation/platform-not-found", 'no tag "abcdef1"'],
    ["0123456789abcdef0123456789abcdef01234567", "operation/platform-not-found", "no such commit"],
  ])("because there is no #%s", async (revision, code, message) => {
    const commit = repository.commit(platformFiles());
    const result = await read(`${address}#${revision}`);
    expect(result).toMatchObject({
      status: "invalid",
      findings: [{ code, message: expect.stringContaining(message), places: [{ file: "towpath.yaml" }] }],
    });
    if (revision === "main") expect(result.findings[0]?.suggestions[0]).toContain(`#${commit}`);
    expect(cached()).toEqual([]);
  });

  test("because there is no repository, or no git", async () => {
    expect(await read("git+file:///nowhere/platform.git#v1")).toMatchObject({
      findings: [{ code: "operation/platform-not-found" }],
    });
    expect(await read(`${address}#v1`, { variables: { ...variables(), PATH: home } })).toMatchObject({
      findings: [{ code: "operation/platform-tool-missing" }],
    });
  });
});

// The host's certificate is made with openssl: without that there is no host to ask.
describe.skipIf(spawnSync("openssl", ["version"]).error)("over https", () => {
  let host: LoopbackGitHost;
  const https = (revision: string): string => `git+${host.url}/platform.git#${revision}`;
  const trusting = (): Partial<Effects> => ({ variables: { ...variables(), GIT_SSL_CAINFO: host.certificate } });
  beforeEach(async () => {
    host = await loopbackGitHost(dirname(repository.folder));
  });
  afterEach(() => host[Symbol.asyncDispose]());

  test("a tag and a commit are fetched without their history, by runs at once, and not again", async () => {
    repository.commit({ ...platformFiles(), "large.bin": "x" });
    const commit = repository.commit(platformFiles(), "v1");
    const { effects } = service(https("v1"), trusting());
    const runs = await Promise.all([1, 2, 3].map(() => check({ manifests: [] }, effects)));
    for (const { data } of runs) expect(data?.platforms).toMatchObject([{ kind: "git", commit }]);
    expect(cached()).toEqual([commit, expect.stringMatching(/^tag-/)]);
    const asked = host.requests.length;
    expect((await read(https("v1"), trusting())).status).toBe("ok");
    expect((await read(https(commit), trusting())).status).toBe("ok");
    expect(host.requests).toHaveLength(asked);
  });

  test("a certificate that is not trusted, a host and a repository that are not there are told apart", async () => {
    repository.commit(platformFiles(), "v1");
    expect(await read(https("v1"))).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/platform-access", message: expect.stringContaining("certificate") }],
    });
    expect(await read("git+https://localhost:1/platform.git#v1")).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/platform-unreachable" }],
      sections: [{ title: "It printed last:", lines: [expect.stringContaining("fatal:")] }],
    });
    expect(await read(https("v1").replace("platform.git", "none.git"), trusting())).toMatchObject({
      findings: [{ code: "operation/platform-not-found" }],
    });
  });

  test("credentials come from the user's helper and are never shown; without them access is refused at once", async () => {
    repository.commit(platformFiles(), "v1");
    host.protect("anna", "s3cret");
    expect(await read(https("v1"), trusting())).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/platform-access", message: expect.stringContaining("refused access") }],
    });
    writeFileSync(
      join(home, ".gitconfig"),
      `[url "${host.url.replace("//", "//anna:wr0ng@")}/"]\n\tinsteadOf = ${host.url}/\n`,
    );
    const wrong = await read(https("v1"), trusting());
    expect(wrong).toMatchObject({ findings: [{ code: "operation/platform-access" }] });
    expect(JSON.stringify(wrong)).not.toContain("wr0ng");
    writeFileSync(
      join(home, ".gitconfig"),
      `[credential "${host.url}"]\n\thelper = "!f() { echo username=anna; echo password=s3cret; }; f"\n`,
    );
    const result = await read(https("v1"), trusting());
    expect(result.status).toBe("ok");
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });

  test("a host that answers nothing is left when the command is interrupted; nothing stays behind", async () => {
    repository.commit(platformFiles(), "v1");
    host.stall();
    const interruption = new AbortController();
    const waiting = read(https("v1"), { ...trusting(), signal: interruption.signal });
    while (host.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    interruption.abort(new Error("Ctrl-C"));
    expect((await waiting).status).toBe("interrupted");
    expect(cached()).toEqual([]);
  });
});
