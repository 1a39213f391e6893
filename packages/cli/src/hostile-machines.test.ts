import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { crashService } from "./testing/crash-service.ts";
import { leftOver } from "./testing/left-over.ts";
import { newFolder, type Run, type RunOptions, towpath } from "./testing/run-towpath.ts";

const IS_ROOT = process.getuid?.() === 0;
/** The account without rights that every Linux has. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** A folder that servers of another account can reach. */
function openFolder(name: string): string {
  const folder = newFolder(name);
  for (const each of [folder, dirname(folder)]) chmodSync(each, 0o755);
  return folder;
}

const ends: (() => unknown)[] = [];
afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

function expectPlain({ stdout, stderr }: Run): void {
  expect(stdout + stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  expect(stdout + stderr).not.toContain("did not expect");
}

// Only root can become another user. As one user there is nobody to collide with.
describe.skipIf(!IS_ROOT || process.platform !== "linux")("two users of one machine", () => {
  const port = 18_701;
  const service = crashService(port);
  const [mine, theirs] = [join(openFolder("mine"), "home"), join(openFolder("theirs"), "home")];
  // What was fetched and prepared for one is read by the other, so that nothing has to be fetched here.
  const variables = { XDG_CACHE_HOME: "/var/cache" };
  const me = (words: readonly string[], more: Partial<RunOptions> = {}) =>
    towpath(words, { folder: service.folder, home: mine, variables, ...more });
  const other = (words: readonly string[], home = theirs) =>
    towpath(words, {
      folder: service.folder,
      home,
      variables: { ...variables, HOME: dirname(theirs) },
      account: NOBODY,
    });
  const address = async (run: Promise<Run>): Promise<string> =>
    JSON.parse((await run).stdout).data.instances[0].address;

  beforeAll(async () => {
    chownSync(dirname(theirs), NOBODY.uid, NOBODY.gid);
    for (const name of [service.folder, dirname(service.folder)]) chmodSync(name, 0o777); // both build in it
    ends.push(
      () => me(["down", "--all"]),
      () => other(["down", "--all"]),
    );
    const first = await me(["up"]);
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    for (const name of readdirSync(service.folder, { recursive: true, encoding: "utf8" }))
      chmodSync(join(service.folder, name), 0o777);
  });

  test("run the same service side by side, each with servers, ports and data of their own", async () => {
    const second = await other(["up"]);
    expect(second.exitCode, second.stdout + second.stderr).toBe(0);
    expectPlain(second);
    const addresses = [await address(me(["status", "--json"])), await address(other(["status", "--json"]))];
    expect(new Set(addresses).size).toBe(2);
    expect(second.stderr).toContain(`Port ${port} of 127.0.0.1 is taken`);
    for (const [index, each] of addresses.entries()) await fetch(`${each}/write?id=row-${index}`);
    const read = await Promise.all(addresses.map(async (each) => (await fetch(`${each}/read`)).json()));
    expect(read).toEqual([
      { rows: ["row-0"], files: ["row-0"] },
      { rows: ["row-1"], files: ["row-1"] },
    ]);
  });

  test("see, mend and stop what is their own, and nothing else", async () => {
    expect(JSON.parse((await other(["status", "--all", "--json"])).stdout).data.services).toHaveLength(1);
    for (const run of [me, other]) expect(JSON.parse((await run(["doctor", "--json"])).stdout).findings).toEqual([]);
    const before = leftOver(mine);
    expect(await other(["down", "--all"])).toMatchObject({ exitCode: 0 });
    expect(leftOver(theirs)).toMatchObject({ processes: [], ports: 0 });
    expect(leftOver(mine)).toEqual(before);
  });

  test("are refused a folder of somebody else's, in one sentence", async () => {
    for (const words of [["up"], ["status", "--all"], ["down", "--all"], ["doctor"]]) {
      const refused = await other(words, mine);
      expect(refused).toMatchObject({
        exitCode: 2,
        stdout: expect.stringMatching(/belongs to another user|cannot be/),
      });
      expectPlain(refused);
    }
  });
});

describe("a data folder behind a link, with a long name that not every program can take", () => {
  test("works as any other", { timeout: 120_000 }, async () => {
    const parent = openFolder("Größe ß 数据 'q\" $(x) %2F; ~");
    const long = join(parent, "a".repeat(120), "b c".repeat(30), "ö".repeat(60));
    mkdirSync(long, { recursive: true });
    const home = join(parent, "link");
    symlinkSync(long, home);
    const service = crashService(18_711);
    const run = (words: readonly string[]) => towpath(words, { folder: service.folder, home });
    ends.push(() => run(["down", "--all"]));
    const first = await run(["up"]);
    expect(first.exitCode, first.stdout + first.stderr).toBe(0);
    expect(await (await fetch("http://127.0.0.1:18711/write?id=1")).json()).toBe("written");
    chmodSync(long, IS_ROOT ? 0o711 : 0o700); // it was made by hand, open to everybody
    expect(JSON.parse((await run(["doctor", "--json"])).stdout).findings).toEqual([]);
    expect(await run(["down", "--all"])).toMatchObject({ exitCode: 0 });
    const direct = (words: readonly string[]) => towpath(words, { folder: service.folder, home: long });
    expect(await direct(["up"])).toMatchObject({ exitCode: 0 }); // the same folder by its other name
    expect(await (await fetch("http://127.0.0.1:18711/read")).json()).toEqual({ rows: ["1"], files: ["1"] });
  });
});

// Only root can mount a small disk, and not everywhere.
describe.skipIf(!IS_ROOT || !canMount())("a data folder on a small disk", { timeout: 240_000 }, () => {
  const home = join(openFolder("disk"), "home");
  const service = crashService(18_721);
  const run = (words: readonly string[]) => towpath(words, { folder: service.folder, home });
  const mount = (options: string) =>
    execFileSync(
      "mount",
      options.startsWith("remount") ? ["-o", options, home] : ["-t", "tmpfs", "-o", options, "tmpfs", home],
    );

  beforeAll(() => {
    mkdirSync(home);
    mount("size=100m,mode=0700");
    ends.push(async () => {
      mount("remount,rw,size=600m");
      await run(["down", "--all"]);
      execFileSync("umount", ["-l", home]);
    });
  });

  test("that is too small says so before anything large is begun; with room the same command goes on", async () => {
    const refused = await run(["up"]);
    expect(refused).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/There\s+is\s+no\s+room\s+left\s+on\s+the\s+disk/),
    });
    expectPlain(refused);
    expect((await run(["doctor"])).stdout).toContain("doctor/disk-nearly-full");
    mount("remount,size=600m");
    const done = await run(["up"]);
    expect(done.exitCode, done.stdout + done.stderr).toBe(0);
    expect(await (await fetch("http://127.0.0.1:18721/write?id=1")).json()).toBe("written");
  });

  test("that fills up leaves what was there; with room the same command goes on", async () => {
    await run(["down"]);
    const filler = join(home, "filler");
    try {
      execFileSync("dd", ["if=/dev/zero", `of=${filler}`, "bs=1M"], { stdio: "ignore" });
    } catch {
      // until nothing is left
    }
    writeFileSync(join(service.folder, "more.txt"), "x");
    service.release("second");
    for (const words of [["down"], ["status", "--all"], ["doctor", "--fix"]]) expectPlain(await run(words));
    const full = await run(["up"]);
    expect(full.exitCode, full.stdout).toBe(3);
    expect(full.stdout.replace(/\s+/g, " ")).toMatch(/no room left|disk is full/i);
    rmSync(filler);
    const done = await run(["up"]);
    expect(done.exitCode, done.stdout + done.stderr).toBe(0);
    expect(await (await fetch("http://127.0.0.1:18721/read")).json()).toEqual({ rows: ["1"], files: ["1"] });
    expect(leftOver(home)).toMatchObject({ locks: [], journal: [] });
  });

  test("that is read-only says so, and can be looked at", async () => {
    await run(["down"]);
    mount("remount,ro");
    const refused = await run(["up"]);
    expect(refused).toMatchObject({ exitCode: 3, stdout: expect.stringContaining("read-only") });
    expectPlain(refused);
    const seen = await run(["status", "--all"]);
    expect(seen).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("shop") });
    expect(await run(["doctor"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringContaining("doctor/folder-unwritable"),
    });
    mount("remount,rw,size=600m");
    expect(await run(["up"])).toMatchObject({ exitCode: 0 });
  });
});

function canMount(): boolean {
  const folder = newFolder("mount");
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  }
}
