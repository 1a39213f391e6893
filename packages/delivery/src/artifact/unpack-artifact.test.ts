import { mkdir, mkdtemp, readdir, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Digest } from "@towpath/core";
import fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { directoryArtifactStore } from "./directory-artifact-store.ts";
import { type UnpackLimits, unpackArtifact } from "./unpack-artifact.ts";

const { signal } = new AbortController();
let scratch: string;
let target: string;

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "towpath unpack ")));
  target = join(scratch, "target");
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

type Item = Partial<Header> & Pick<Header, "name"> & { readonly content?: string };

async function tarOf(items: readonly Item[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of items) tar.entry(header, content ?? "");
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function unpackBytes(bytes: Uint8Array, limits?: UnpackLimits): Promise<void> {
  const store = directoryArtifactStore(join(scratch, "store"));
  async function* source() {
    yield bytes;
  }
  const { digest } = await store.put(source());
  await unpackArtifact(store, digest, target, signal, limits);
}

const file = (name: string, content = "x"): Item => ({ name, content });
const folder = (name: string): Item => ({ name: `${name}/`, type: "directory" });
const link = (name: string, linkname: string): Item => ({ name, type: "symlink", linkname });

test.each<[string, readonly Item[]]>([
  ["a path upwards", [file("../evil")]],
  ["a path upwards in the middle", [file("a/../../evil")]],
  ["an absolute path", [file("/tmp/towpath-evil")]],
  ["an absolute link", [link("l", "/etc")]],
  ["a link upwards", [link("l", "../x")]],
  ["a dangling link", [link("l", "nothing")]],
  ["a link to itself", [link("l", "l")]],
  ["a file through a link", [folder("d"), link("d/l", ".."), file("d/l/evil")]],
  ["a link through a link", [folder("d"), link("l", "d"), link("l/x", "y"), file("d/y")]],
  [
    "links that leave together",
    [folder("a"), folder("a/b"), folder("a/b/c"), link("a/b/c/up", "../../.."), link("out", "a/b/c/up/../..")],
  ],
  ["a hard link", [file("a"), { name: "b", type: "link", linkname: "a" }]],
  ["a device", [{ name: "null", type: "character-device", devmajor: 1, devminor: 3 }]],
  ["a named pipe", [{ name: "pipe", type: "fifo" }]],
  ["the same file twice", [file("a"), file("a", "y")]],
  ["a file where a folder is", [folder("a"), file("a")]],
  ["a folder below a file", [file("a"), file("a/b")]],
  ["a link where a file is", [file("a"), file("b"), link("a", "b")]],
])("refuses %s and leaves nothing behind", async (_, items) => {
  const before = await readdir(scratch);
  const bytes = gzipSync(await tarOf([file("first", "innocent"), ...items]));
  await expect(unpackBytes(bytes)).rejects.toMatchObject({
    code: expect.stringMatching(/^delivery\/artifact-(?:refused|damaged)$/),
  });
  expect((await readdir(scratch)).filter((name) => name !== "store")).toEqual(before);
  await expect(stat("/tmp/towpath-evil")).rejects.toThrow();
});

test("a bomb is stopped at the limit", async () => {
  const big = await tarOf(Array.from({ length: 20 }, (_, index) => file(`f${index}`, "\0".repeat(100_000))));
  await expect(unpackBytes(gzipSync(big), { entries: 100, bytes: 1_000_000 })).rejects.toThrow(
    "more than 1000000 bytes",
  );
  const many = await tarOf(Array.from({ length: 200 }, (_, index) => file(`f${index}`, "")));
  await expect(unpackBytes(gzipSync(many), { entries: 100, bytes: 1_000_000 })).rejects.toThrow(
    "more than 100 entries",
  );
});

test("a bomb of what is no entry is stopped there, too", async () => {
  const longName = await tarOf([{ name: `${"d/".repeat(500)}f`, content: "" }]);
  const headers = longName.subarray(0, longName.length - 1024 - 512);
  for (const block of [Buffer.alloc(1024 * 1024), Buffer.concat(Array.from({ length: 500 }, () => headers))]) {
    const bomb = gzipSync(Buffer.concat(Array.from({ length: 40 }, () => block)));
    expect(bomb.byteLength).toBeLessThan(1024 * 1024);
    await expect(unpackBytes(bomb, { entries: 10, bytes: 1_000 })).rejects.toMatchObject({
      code: "delivery/artifact-refused",
    });
  }
});

test("only the executable bit of a mode is taken over", async () => {
  await unpackBytes(
    gzipSync(
      await tarOf([
        { ...file("a"), mode: 0o4777 },
        { ...file("b"), mode: 0o2066 },
      ]),
    ),
  );
  expect((await stat(join(target, "a"))).mode & 0o7111).toBe(0o111);
  expect((await stat(join(target, "b"))).mode & 0o7111).toBe(0);
});

test("a folder that is not empty is left alone; an empty one is filled, and empty again after a failure", async () => {
  await mkdir(target);
  await writeFile(join(target, "mine"), "keep");
  const whole = gzipSync(await tarOf([file("a")]));
  await expect(unpackBytes(whole)).rejects.toMatchObject({ code: "delivery/folder-not-empty" });
  expect(await readFile(join(target, "mine"), "utf8")).toBe("keep");
  await rm(join(target, "mine"));
  await expect(unpackBytes(gzipSync(await tarOf([file("a"), file("../b")])))).rejects.toThrow();
  expect(await readdir(target)).toEqual([]);
  await unpackBytes(whole);
  expect(await readdir(target)).toEqual(["a"]);
});

test("an artifact that was changed in the store is not used", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  const whole = gzipSync(await tarOf([file("a", "good")]));
  const digest: Digest = `sha256:${"0".repeat(64)}`;
  await mkdir(join(scratch, "store", "sha256"), { recursive: true });
  await writeFile(join(scratch, "store", "sha256", "0".repeat(64)), whole);
  await expect(unpackArtifact(store, digest, target, signal)).rejects.toMatchObject({
    code: "delivery/artifact-damaged",
  });
  await expect(stat(target)).rejects.toThrow();
});

test("an interruption leaves nothing behind", async () => {
  const store = directoryArtifactStore(join(scratch, "store"));
  const bytes = gzipSync(await tarOf(Array.from({ length: 300 }, (_, index) => file(`f${index}`))));
  async function* source() {
    yield bytes;
  }
  const { digest } = await store.put(source());
  const abort = new AbortController();
  const unpacking = unpackArtifact(store, digest, target, abort.signal);
  setTimeout(() => abort.abort(new Error("Ctrl-C")), 5);
  await expect(unpacking).rejects.toThrow("Ctrl-C");
  await expect(stat(target)).rejects.toThrow();
});

test("bytes that are cut, flipped or random never leave a part behind", async () => {
  const tar = await tarOf([folder("d"), file("d/a", "content ".repeat(200)), link("l", "d/a"), file("z")]);
  const mangled = fc.oneof(
    fc.nat(tar.length).map((end) => gzipSync(tar.subarray(0, end))),
    fc.tuple(fc.nat(tar.length - 1), fc.nat(255)).map(([at, byte]) => {
      const copy = Buffer.from(tar);
      copy[at] = byte;
      return gzipSync(copy);
    }),
    fc.nat(gzipSync(tar).length).map((end) => gzipSync(tar).subarray(0, end)),
    fc.uint8Array({ maxLength: 2000 }),
    fc.uint8Array({ maxLength: 2000 }).map((bytes) => gzipSync(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(mangled, async (bytes) => {
      await rm(target, { recursive: true, force: true });
      const failed = await unpackBytes(bytes).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (failed === undefined) return;
      expect(failed).toMatchObject({ name: "DeliveryError" });
      await expect(stat(target)).rejects.toThrow();
      expect((await readdir(scratch)).sort()).toEqual(["store"]);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 1_000 : 150 },
  );
});
