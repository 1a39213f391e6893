import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import nodeFiles, { chmod, mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readState } from "../state/state.ts";
import { outputOf, startChild, temporaryFolder } from "../testing/run-child.ts";
import { fileStore, type StoreFiles } from "./file-store.ts";
import { generationName, KEPT_GENERATIONS } from "./generations.ts";

let folder = "";
beforeEach(async () => {
  folder = join(await temporaryFolder(), "state");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

const text = (found: { readonly bytes: Uint8Array } | undefined) => found && Buffer.from(found.bytes).toString();
async function collect(keys: AsyncIterable<string>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const key of keys) all.push(key);
  return all;
}
const failing = (code: string): StoreFiles => ({
  ...nodeFiles,
  link: () => Promise.reject(Object.assign(new Error(code), { code })),
});

describe("the file store", () => {
  test("gives back what was written, in private files", async () => {
    const store = fileStore(folder);
    expect(await store.read("orders/dev")).toBeUndefined();
    const version = await store.write("orders/dev", Buffer.from("one"), "absent");
    expect(await store.read("orders/dev")).toEqual({ bytes: Buffer.from("one"), version });
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(folder, "orders/dev", generationName(1)))).mode & 0o777).toBe(0o600);
  });

  test("writes nothing beside its folder, whatever a key says", async () => {
    await expect(fileStore(folder).write("../x", Buffer.from("x"), "absent")).rejects.toThrow(/is no key/);
    expect(existsSync(join(folder, "..", "x"))).toBe(false);
  });

  test("takes a file that was cut to nothing for damaged, and not for removed", async () => {
    const store = fileStore(folder);
    const version = await store.write("orders/dev", Buffer.from("one"), "absent");
    await writeFile(join(folder, "orders/dev", generationName(1)), "");
    await expect(readState(store, "orders/dev")).rejects.toMatchObject({ code: "provisioning/state-damaged" });
    await writeFile(join(folder, "orders/dev", generationName(1)), "one");
    await store.remove("orders/dev", version);
    expect(await store.read("orders/dev")).toBeUndefined();
  });

  test("refuses a write on another version than the present one", async () => {
    const store = fileStore(folder);
    const first = await store.write("orders/dev", Buffer.from("one"), "absent");
    await expect(store.write("orders/dev", Buffer.from("two"), "absent")).rejects.toThrow(/has changed since/);
    await store.write("orders/dev", Buffer.from("two"), first);
    await expect(store.write("orders/dev", Buffer.from("three"), first)).rejects.toThrow(/has changed since/);
    await expect(store.remove("orders/dev", first)).rejects.toThrow(/has changed since/);
    expect(text(await store.read("orders/dev"))).toBe("two");
  });

  test("of two who write a key first, one has lost, however close they are", async () => {
    const store = fileStore(folder);
    let looks = 0;
    const slow = fileStore(folder, {
      ...nodeFiles,
      readdir: new Proxy(nodeFiles.readdir, {
        async apply(readdir, self, names) {
          const found = await Reflect.apply(readdir, self, names).catch((error: unknown) => error);
          looks += 1;
          if (looks === 1) await store.write("orders/dev", Buffer.from("theirs"), "absent");
          if (found instanceof Error) throw found;
          return found;
        },
      }),
    });
    await expect(slow.write("orders/dev", Buffer.from("mine"), "absent")).rejects.toThrow(/has changed since/);
    expect(text(await store.read("orders/dev"))).toBe("theirs");
  });

  test("a writer who slept until the name that it was to write was pruned has lost", async () => {
    const store = fileStore(folder);
    const first = await store.write("orders/dev", Buffer.from("0"), "absent");
    let last = first;
    const asleep = fileStore(folder, {
      ...nodeFiles,
      async link(from, to) {
        for (let count = 1; count <= KEPT_GENERATIONS + 1; count += 1)
          last = await store.write("orders/dev", Buffer.from(String(count)), last);
        await nodeFiles.link(from, to);
      },
    });
    await expect(asleep.write("orders/dev", Buffer.from("late"), first)).rejects.toThrow(/has changed since/);
    expect(text(await store.read("orders/dev"))).toBe(String(KEPT_GENERATIONS + 1));
    expect(await readdir(join(folder, "orders/dev"))).toHaveLength(KEPT_GENERATIONS);
  });

  test("a removed key is absent, and can be written again", async () => {
    const store = fileStore(folder);
    const first = await store.write("orders/dev", Buffer.from("one"), "absent");
    await store.remove("orders/dev", first);
    expect(await store.read("orders/dev")).toBeUndefined();
    expect(await collect(store.list(""))).toEqual([]);
    await store.write("orders/dev", Buffer.from("two"), "absent");
    await expect(store.write("orders/dev", Buffer.from("late"), first)).rejects.toThrow(/has changed since/);
  });

  test("lists keys by prefix, sorted", async () => {
    const store = fileStore(folder);
    for (const key of ["orders/prod", "orders/dev", "orders-2/dev", "deployments/orders/dev"])
      await store.write(key, Buffer.from("x"), "absent");
    expect(await collect(store.list("orders/"))).toEqual(["orders/dev", "orders/prod"]);
    expect(await collect(store.list("deployments/orders/d"))).toEqual(["deployments/orders/dev"]);
    expect(await collect(store.list(""))).toHaveLength(4);
  });

  test("keeps a bounded history and nothing else", async () => {
    const store = fileStore(folder);
    let version: string = "absent";
    for (let count = 0; count < KEPT_GENERATIONS + 10; count += 1)
      version = await store.write("a", Buffer.from(String(count)), version);
    const names = await readdir(join(folder, "a"));
    expect(names).toHaveLength(KEPT_GENERATIONS);
    expect(names.every((name) => name.startsWith("@"))).toBe(true);
  });

  test.each(["ENOSPC", "EROFS", "EACCES", "EIO"])(
    "says where and what to do on %s, and keeps what it has",
    async (code) => {
      const version = await fileStore(folder).write("orders/dev", Buffer.from("one"), "absent");
      await expect(
        fileStore(folder, failing(code)).write("orders/dev", Buffer.from("two"), version),
      ).rejects.toMatchObject({
        code: "provisioning/store-unwritable",
        kind: "fault",
        message: expect.stringContaining(join(folder, "orders/dev")),
        hint: expect.stringMatching(/\w/),
      });
      expect(await fileStore(folder).read("orders/dev")).toEqual({ bytes: Buffer.from("one"), version });
      expect(await readdir(join(folder, "orders/dev"))).toEqual([generationName(1)]);
    },
  );

  test("writes again what another one took for left behind, as when the clock jumps", async () => {
    let taken = 0;
    const store = fileStore(folder, {
      ...nodeFiles,
      async link(from, to) {
        if (taken++ === 0) await nodeFiles.unlink(from);
        await nodeFiles.link(from, to);
      },
    });
    await store.write("orders/dev", Buffer.from("one"), "absent");
    expect(text(await store.read("orders/dev"))).toBe("one");
    expect(await readdir(join(folder, "orders/dev"))).toEqual([generationName(1)]);
  });

  // Only root can be somebody else for a moment.
  test.skipIf(process.getuid?.() !== 0)("says so to another user of the machine, and keeps what it has", async () => {
    await chmod(join(folder, ".."), 0o755);
    const version = await fileStore(folder).write("orders/dev", Buffer.from("one"), "absent");
    process.seteuid?.(65_534);
    try {
      const theirs = fileStore(folder);
      await expect(theirs.read("orders/dev")).rejects.toMatchObject({
        code: "provisioning/store-unreadable",
        message: expect.stringContaining("permission is missing"),
      });
      await expect(theirs.write("orders/new", Buffer.from("x"), "absent")).rejects.toMatchObject({ kind: "fault" });
      await expect(collect(theirs.list(""))).rejects.toMatchObject({ code: "provisioning/store-unreadable" });
    } finally {
      process.seteuid?.(0);
    }
    expect(await fileStore(folder).read("orders/dev")).toEqual({ bytes: Buffer.from("one"), version });
  });

  test("says so where a file stands in the way", async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "orders"), "");
    await expect(fileStore(folder).write("orders/dev", Buffer.from("x"), "absent")).rejects.toMatchObject({
      code: expect.stringMatching(/store-un/),
      kind: "fault",
    });
  });

  // Permissions do not bind root; a read-only disk, below, does.
  test.skipIf(process.getuid?.() === 0)("says so in a folder without permission", async () => {
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o500);
    await expect(fileStore(folder).write("orders/dev", Buffer.from("x"), "absent")).rejects.toThrow(
      /permission is missing/,
    );
    await chmod(folder, 0o700);
  });

  // Below /proc not even root can make a folder; other systems have no such place.
  test.runIf(process.platform === "linux")("ends where no folder can be made", async () => {
    await expect(
      fileStore("/proc/towpath/state").write("orders/dev", Buffer.from("x"), "absent"),
    ).rejects.toMatchObject({
      code: "provisioning/store-unwritable",
    });
  });

  test("survives a disk that is really full", async (context) => {
    await mkdir(folder, { recursive: true });
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      return context.skip("mounting is not allowed here");
    }
    try {
      const store = fileStore(folder);
      const version = await store.write("orders/dev", Buffer.from("one"), "absent");
      await expect(store.write("orders/dev", Buffer.alloc(200_000, "x"), version)).rejects.toThrow(/disk is full/);
      expect(text(await store.read("orders/dev"))).toBe("one");
      await store.write("orders/dev", Buffer.from("two"), version);
      execFileSync("mount", ["-o", "remount,ro", folder]);
      await expect(store.write("orders/new", Buffer.from("x"), "absent")).rejects.toThrow(/read-only/);
      expect(text(await store.read("orders/dev"))).toBe("two");
    } finally {
      execFileSync("umount", [folder]);
    }
  });

  test("loses no write of processes that race", async () => {
    const times = process.env["TOWPATH_LONG"] ? 500 : 40;
    const children = [1, 2, 3].map(() => startChild("./count-child.ts", folder, String(times)));
    await Promise.all(children.map(outputOf));
    expect(text(await fileStore(folder).read("race/counter"))).toBe(String(3 * times));
  });
});
