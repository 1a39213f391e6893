import { execFile, spawnSync } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { directoryArtifactStore } from "../artifact/directory-artifact-store.ts";
import { unpackArtifact } from "../artifact/unpack-artifact.ts";
import { printed, watchedEffects } from "../testing/effects.ts";
import { graphOf, origin } from "../testing/graph.ts";
import { build } from "./build.ts";

let scratch: string;
let folder: string;

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "towpath build ")));
  folder = join(scratch, "service");
  await mkdir(folder);
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

const store = () => directoryArtifactStore(join(scratch, "store"));

function request(run: readonly string[], output: readonly string[]) {
  const graph = graphOf(folder, { build: { run, output, origin } });
  return { graph, version: "1.8.2", commit: "abc123", artifacts: store() };
}

test("commands run in order in the manifest's folder, and what output names is packed", async () => {
  const { effects, events } = watchedEffects();
  const commands = ["mkdir -p dist && echo one; pwd", "printf 'run' > dist/server.js; echo two >&2"];
  const release = await build(request(commands, ["dist"]), effects);

  expect(printed(events)).toEqual(["one", folder, "two"]);
  expect(release).toMatchObject({ release: 1, service: "orders", version: "1.8.2", commit: "abc123" });
  expect(release.artifact.name).toBe("orders-1.8.2.tar.gz");
  const back = join(scratch, "back");
  await unpackArtifact(store(), release.artifact.digest, back, effects.signal);
  expect(await readFile(join(back, "dist", "server.js"), "utf8")).toBe("run");
  // Other tools read it too.
  const archive = join(scratch, "store", "sha256", release.artifact.digest.slice("sha256:".length));
  const { stdout } = await promisify(execFile)("tar", ["-tzvf", archive]);
  expect(stdout).toMatch(/^drwxr-xr-x 0\/0 .* dist\/\n-rw-r--r-- 0\/0 +3 .* dist\/server.js\n$/);
});

test("a second build of the same input gives the same artifact", async () => {
  const { effects } = watchedEffects();
  const commands = ["rm -rf dist && mkdir dist && printf 'run' > dist/server.js"];
  const first = await build(request(commands, ["dist"]), effects);
  const second = await build(request(commands, ["dist"]), effects);
  expect(second.artifact).toEqual(first.artifact);
  expect(await readdir(join(scratch, "store", "sha256"))).toHaveLength(1);
  expect(await readdir(join(scratch, "store", "incoming"))).toEqual([]);
});

test("the first command that fails stops the build, with its exit code and its last lines", async () => {
  const { effects } = watchedEffects();
  await expect(build(request(["echo no such module; exit 7", "touch never"], ["dist"]), effects)).rejects.toMatchObject(
    {
      code: "delivery/build-failed",
      kind: "refused",
      message: 'The build command "echo no such module; exit 7" exited with code 7.',
      tail: ["no such module"],
      place: origin.place,
    },
  );
  await expect(access(join(folder, "never"))).rejects.toThrow();
});

test("tokens of the action and the files of the runner do not reach the team's command", async () => {
  const withheld = [
    "INPUT_TOKEN",
    "INPUT_GITHUB-TOKEN",
    "ACTIONS_CACHE_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_RESULTS_URL",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_RUNTIME_URL",
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_PATH",
    "GITHUB_STATE",
    "GITHUB_STEP_SUMMARY",
    "TOWPATH_ARTIFACTS_PASSWORD",
    "TOWPATH_STATE_KEY",
    "TOWPATH_STATE_URL",
  ];
  const { effects, events } = watchedEffects({
    ...Object.fromEntries(withheld.map((name) => [name, "t"])),
    PATH: process.env["PATH"],
    GITHUB_SHA: "abc",
  });
  await build(request(["touch x; env | cut -d= -f1"], ["x"]), effects);
  expect(printed(events)).toContain("GITHUB_SHA");
  expect(printed(events).filter((name) => withheld.includes(name))).toEqual([]);
});

test("an interruption ends the command with all it started", async () => {
  const { effects, events, abort } = watchedEffects();
  const building = build(request(["sleep 60 & echo $!; wait"], ["dist"]), effects);
  await expect.poll(() => printed(events).length).toBe(1);
  abort.abort(new Error("Ctrl-C"));
  await expect(building).rejects.toThrow("Ctrl-C");
  const [pid] = printed(events);
  await expect.poll(() => isAlive(Number(pid))).toBe(false);
});

test("a process that a command leaves behind neither holds the build up nor lives on", async () => {
  const { effects, events } = watchedEffects();
  await build(request(["sleep 60 & echo $!; touch x"], ["x"]), effects);
  await expect.poll(() => isAlive(Number(printed(events)[0]))).toBe(false);
});

/** A process that has ended but that nobody waited for (a zombie) is not alive. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.startsWith("Z");
}

describe("output", () => {
  test("globs, dot files and names that look like globs", async () => {
    const { effects } = watchedEffects();
    const make =
      "mkdir -p dist/.well-known dist/deep; touch dist/a.js dist/a.map dist/deep/b.js dist/.well-known/x 'dist/[id].js'";
    const release = await build(request([make], ["dist/**/*.js", "dist/[id].js", "dist/.well-known"]), effects);
    const back = join(scratch, "back");
    await unpackArtifact(store(), release.artifact.digest, back, effects.signal);
    const names = await readdir(back, { recursive: true });
    expect(names.filter((name) => /\.js$|x$|map$/.test(name)).sort()).toEqual(
      ["dist/.well-known/x", "dist/[id].js", "dist/a.js", "dist/deep/b.js"].sort(),
    );
  });

  test("git's own and Towpath's own files are never packed", async () => {
    const { effects } = watchedEffects();
    const make =
      "mkdir -p .git .towpath sub/.git sub/.towpath; touch .git/config .towpath/secrets.env sub/.git/x sub/.towpath/y app";
    const release = await build(request([make], ["."]), effects);
    const back = join(scratch, "back");
    await unpackArtifact(store(), release.artifact.digest, back, effects.signal);
    expect(await readdir(back, { recursive: true })).toEqual(["app", "sub"]);
  });

  test.each([
    ["what is not there", "touch x", "dist", "delivery/output-missing", "build.output names dist"],
    ["a glob without a match", "touch x", "dist/*.js", "delivery/output-missing", "dist/*.js"],
    ["a path that leaves the folder", "touch ../secret", "../secret", "delivery/output-refused", "no path within"],
    [
      "a path that leaves it in the middle",
      "touch ../secret",
      "x/../../secret",
      "delivery/output-refused",
      "no path within",
    ],
    [
      "a choice of paths of which one leaves it",
      "touch ../secret",
      "{..,dist}/secret",
      "delivery/output-refused",
      "no path within",
    ],
    ["an absolute path", "true", "/etc/passwd", "delivery/output-refused", "no path within"],
    ["git's own", "mkdir .git", ".git", "delivery/output-refused", "never packed"],
    ["an exclusion", "touch x", "!x", "delivery/output-refused", "not built yet"],
    ["a link out", "ln -s /etc/passwd x", "x", "delivery/output-refused", "outside"],
    [
      "a link out by way of its folder",
      "touch ../service-x; ln -s ../service-x x",
      "x",
      "delivery/output-refused",
      "outside",
    ],
    ["a dangling link", "mkdir d; ln -s nothing d/x", "d", "delivery/output-refused", "is not there"],
    [
      "a link to what is not packed",
      "mkdir d e; touch e/f; ln -s ../e/f d/x",
      "d",
      "delivery/output-refused",
      "not packed",
    ],
    ["a path through a link", "ln -s .. up; touch x", "up/service/x", "delivery/output-refused", "through the link up"],
    [
      "a glob through a link",
      "mkdir ../out; touch ../out/f; ln -s ../out up",
      "up/*",
      "delivery/output-refused",
      "through the link up",
    ],
    ["a named pipe", "mkfifo pipe", "pipe", "delivery/output-refused", "neither a file"],
  ])("refuses %s", async (_, make, output, code, part) => {
    const { effects } = watchedEffects();
    const failed = build(request([make], [output]), effects);
    await expect(failed).rejects.toMatchObject({ code, message: expect.stringContaining(part), place: origin.place });
    expect(await readdir(join(scratch, "store", "sha256")).catch(() => [])).toEqual([]);
  });

  test("links within the folder are kept, absolute ones made relative", async () => {
    const { effects } = watchedEffects();
    await mkdir(join(folder, "node_modules", ".bin"), { recursive: true });
    await writeFile(join(folder, "node_modules", "cli.js"), "cli");
    await symlink("../cli.js", join(folder, "node_modules", ".bin", "cli"));
    await symlink(join(folder, "node_modules"), join(folder, "modules"));
    const release = await build(request([], ["node_modules", "modules"]), effects);
    await rm(folder, { recursive: true });
    const back = join(scratch, "back");
    await unpackArtifact(store(), release.artifact.digest, back, effects.signal);
    expect(await readFile(join(back, "modules", ".bin", "cli"), "utf8")).toBe("cli");
  });

  test("a manifest that does not say what to pack is told how", async () => {
    const { effects } = watchedEffects();
    const artifacts = store();
    for (const graph of [graphOf(folder), graphOf(folder, { build: { run: ["true"], output: [], origin } })]) {
      await expect(build({ graph, version: "1", artifacts }, effects)).rejects.toMatchObject({
        code: "delivery/nothing-to-build",
        hint: expect.stringContaining("output: [dist, package.json]"),
      });
    }
  });
});
