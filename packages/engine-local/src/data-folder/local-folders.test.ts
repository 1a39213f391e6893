import { chmodSync, chownSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localFolders } from "./local-folders.ts";
import { makeFolder, readIfThere, writePrivateFile } from "./private-files.ts";
import { serverUser } from "./server-user.ts";

const NOBODY = { uid: 65534, gid: 65534 };
let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "towpath home ")));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("the folders of a user", () => {
  const folders = (variables: Record<string, string | undefined>) => localFolders(variables, { user: undefined });

  test("stand where the machine's conventions put them", () => {
    expect(folders({ HOME: home })).toMatchObject({
      data: join(home, ".local/state/towpath"),
      servers: join(home, ".local/state/towpath/servers"),
      cache: join(home, ".cache/towpath"),
    });
    expect(folders({ HOME: home, XDG_STATE_HOME: join(home, "s"), XDG_CACHE_HOME: join(home, "c") })).toMatchObject({
      data: join(home, "s/towpath"),
      cache: join(home, "c/towpath"),
    });
    expect(folders({ HOME: home, TOWPATH_HOME: join(home, "t") }).data).toBe(join(home, "t"));
  });

  test("a relative path of a convention counts as none", () => {
    expect(folders({ HOME: home, XDG_STATE_HOME: "state" }).data).toBe(join(home, ".local/state/towpath"));
  });

  test("a relative TOWPATH_HOME is refused", () => {
    expect(() => folders({ TOWPATH_HOME: "here" })).toThrow(/TOWPATH_HOME is "here", which is no absolute path/);
  });

  test("without HOME the user database knows a home", () => {
    expect(folders({}).data).toMatch(/\/\.local\/state\/towpath$/);
  });

  // Only root can give a folder to another user.
  test.skipIf(process.getuid?.() !== 0)("another user's folder is refused", () => {
    chownSync(home, NOBODY.uid, NOBODY.gid);
    expect(() => folders({ TOWPATH_HOME: home })).toThrow(/belongs to another user \(uid 65534/);
  });
});

describe("the folders of root", () => {
  test("are those of the system, for servers cannot enter root's home", () => {
    expect(localFolders({ HOME: "/root" }, { user: NOBODY })).toEqual({
      data: "/var/lib/towpath",
      servers: "/var/lib/towpath/servers",
      cache: "/var/cache/towpath",
      serverUser: NOBODY,
    });
  });

  test("keep the servers' data elsewhere when the way to the folder is closed, and always at the same place", () => {
    const closed = join(home, "closed");
    mkdirSync(closed, { mode: 0o700 });
    chmodSync(home, 0o755);
    const variables = { TOWPATH_HOME: join(closed, "towpath") };
    const first = localFolders(variables, { user: NOBODY });
    expect(first.servers).toMatch(/^\/var\/lib\/towpath\/elsewhere\/[0-9a-f]{12}$/);
    expect(localFolders(variables, { user: NOBODY })).toEqual(first);
    chmodSync(closed, 0o711);
    expect(localFolders(variables, { user: NOBODY }).servers).toBe(join(closed, "towpath/servers"));
  });

  test("are opened to pass through, and no further, when a state store closed them first", async () => {
    chmodSync(home, 0o755);
    const data = join(home, "towpath");
    mkdirSync(data, { mode: 0o700 });
    const folders = localFolders({ TOWPATH_HOME: data }, { user: NOBODY });
    expect(folders.servers).toBe(join(data, "servers"));
    await makeFolder(join(folders.servers, "postgres"), folders);
    expect(statSync(data).mode & 0o777).toBe(0o711);
    expect(statSync(join(folders.servers, "postgres")).mode & 0o777).toBe(0o711);
  });

  test("name the account that servers run as", () => {
    expect(serverUser(1000)).toBeUndefined();
    expect(serverUser(0, "linux")?.uid).toBeGreaterThan(0);
    expect(serverUser(0, "darwin")).toEqual({ uid: 216, gid: 216 });
  });
});

describe("private files", () => {
  test("are whole, and only ours", async () => {
    const file = join(home, "secret");
    expect(await readIfThere(file)).toBeUndefined();
    await writePrivateFile(file, "one");
    await writePrivateFile(file, "two");
    expect(await readIfThere(file)).toBe("two");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("that cannot be written say where and why", async () => {
    await writePrivateFile(join(home, "file"), "in the way");
    await expect(makeFolder(join(home, "file", "folder"), {})).rejects.toMatchObject({
      code: "engine-local/folder-unwritable",
      message: expect.stringContaining("a file is in the way"),
    });
  });
});
