import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Digest } from "@towpath/core";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { StoredArtifact } from "./artifact-store.ts";
import { collectOutput } from "./collect-output.ts";
import { directoryArtifactStore } from "./directory-artifact-store.ts";
import { packArchive } from "./pack-archive.ts";
import { unpackArtifact } from "./unpack-artifact.ts";

setFlagsFromString("--expose-gc");
/** Takes away what nobody holds any more. */
const collect: () => void = runInNewContext("gc");

const { signal } = new AbortController();
let scratch: string;

beforeEach(async () => {
  scratch = await mkdtemp(join(tmpdir(), "towpath archive "));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

type Thing =
  | { readonly kind: "file"; readonly content: Uint8Array; readonly executable: boolean }
  | { readonly kind: "link"; readonly to: number };
type Tree = Readonly<Record<string, Thing>>;

const segment = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."abc.-_ é漢$'\"\n[*"), minLength: 1, maxLength: 6 }),
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 4 }),
  fc.constant("x".repeat(120)),
);
const path = fc
  .array(segment, { minLength: 1, maxLength: 4 })
  .filter((segments) =>
    segments.every((name) => name.isWellFormed() && !/^\.\.?$|[/\0]/.test(name) && Buffer.byteLength(name) < 250),
  )
  .map((segments) => segments.join("/"));
const thing: fc.Arbitrary<Thing> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("file" as const),
      content: fc.uint8Array({ maxLength: 2000 }),
      executable: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("link" as const), to: fc.nat() }) },
);
const tree: fc.Arbitrary<Tree> = fc
  .array(fc.tuple(path, thing), { minLength: 1, maxLength: 12 })
  .map((entries) => {
    const placed: Record<string, Thing> = Object.create(null);
    for (const [name, what] of entries) {
      const taken = Object.keys(placed).some(
        (other) => other === name || other.startsWith(`${name}/`) || name.startsWith(`${other}/`),
      );
      if (!taken) placed[name] = what;
    }
    return placed;
  })
  .filter((placed) => Object.values(placed).some(({ kind }) => kind === "file"));

/** Writes in the given order, with times that differ from one call to the next. */
async function lay(folder: string, placed: Tree, names: readonly string[]): Promise<void> {
  const files = names.filter((name) => placed[name]?.kind === "file").sort();
  for (const name of names) {
    const what = placed[name];
    const place = join(folder, name);
    await mkdir(dirname(place), { recursive: true });
    if (what?.kind === "file") {
      await writeFile(place, what.content);
      await chmod(place, what.executable ? 0o750 : Math.random() < 0.5 ? 0o600 : 0o664);
      await utimes(place, Math.random() * 1e9, Math.random() * 1e9);
    } else if (what) {
      await symlink(join(folder, files[what.to % files.length] ?? ""), place);
    }
  }
}

async function packed(folder: string, store = directoryArtifactStore(join(scratch, "store"))): Promise<StoredArtifact> {
  const entries = await collectOutput({ folder, output: ["."], place: { file: "towpath.yaml" } }, signal);
  return store.put(packArchive(folder, entries, signal));
}

async function readTree(folder: string, below = ""): Promise<Record<string, string>> {
  const found: Record<string, string> = Object.create(null);
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const name = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) Object.assign(found, await readTree(folder, name));
    else if (entry.isSymbolicLink()) found[name] = `link ${await readlink(join(folder, name))}`;
    else {
      const { mode } = await stat(join(folder, name));
      found[name] = `${mode & 0o100 ? "x" : "-"} ${(await readFile(join(folder, name))).toString("base64")}`;
    }
  }
  return found;
}

test("the same files give the same digest, whatever their order, times, modes and place; unpacked they are the same", async () => {
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(tree, async (placed) => {
      turn += 1;
      const one = join(scratch, `${turn} one`);
      const other = join(scratch, `${turn}`, "other");
      await mkdir(one);
      await mkdir(other, { recursive: true });
      await lay(one, placed, Object.keys(placed));
      await lay(other, placed, Object.keys(placed).reverse());
      const store = directoryArtifactStore(join(scratch, "store"));
      const first = await packed(one, store);
      expect(await packed(other, store)).toEqual(first);

      const back = join(scratch, `${turn} back`);
      await unpackArtifact(store, first.digest, back, signal);
      const target = await readTree(back);
      const source = await readTree(other);
      expect(Object.keys(target).sort()).toEqual(Object.keys(source).sort());
      for (const [name, what] of Object.entries(placed))
        if (what.kind === "file") expect(target[name]).toBe(source[name]);
      expect(await packed(back, store)).toEqual(first);
    }),
    { numRuns: process.env["TOWPATH_LONG"] ? 150 : 25 },
  );
});

test("the order in which output names things does not matter, nor does naming them twice", async () => {
  const folder = join(scratch, "service");
  await mkdir(join(folder, "b", "c"), { recursive: true });
  for (const name of ["b/c/z", "b/a", "a", "b.js"]) await writeFile(join(folder, name), name);
  const listed = async (...output: readonly string[]) => {
    const entries = await collectOutput({ folder, output, place: { file: "towpath.yaml" } }, signal);
    return entries.map((entry) => entry.path);
  };
  const sorted = ["a", "b", "b.js", "b/a", "b/c", "b/c/z"];
  expect(await listed("b.js", "b/c", "a", "b/a")).toEqual(sorted);
  expect(await listed("a", "b/**", "b", "b.js", "./b/a")).toEqual(sorted);
});

test("the digest is the one that every machine gives", async () => {
  const folder = join(scratch, "service");
  await mkdir(join(folder, "dist", "empty"), { recursive: true });
  await writeFile(join(folder, "dist", "server.js"), `console.log("${"orders ".repeat(20_000)}")`);
  await writeFile(join(folder, "dist", "start"), "#!/bin/sh\nexec node server.js\n", { mode: 0o755 });
  await symlink("server.js", join(folder, "dist", "main.js"));
  const { digest } = await packed(folder);
  expect(digest).toBe<Digest>("sha256:364fac8325ddca42de6060b526e0d84142593356fd16f5e05689931afa002988");
});

test("a big file is packed and unpacked without holding it in memory", async () => {
  const folder = join(scratch, "big");
  await mkdir(folder);
  const block = Buffer.alloc(1024 * 1024);
  for (let at = 0; at < block.length; at += 8) block.writeUInt32LE((at * 2654435761) % 2 ** 32, at);
  const mebibytes = 128;
  // What does not compress takes seconds: half of the file is like that, and in the long run all of it.
  const zeros = Buffer.alloc(block.length);
  for (let part = 0; part < mebibytes; part += 1) {
    const isDense = part % 2 === 0 || Boolean(process.env["TOWPATH_LONG"]);
    await writeFile(join(folder, "data"), isDense ? block : zeros, { flag: "a" });
  }
  const store = directoryArtifactStore(join(scratch, "store"));
  // Less than the file, and less than its archive.
  const LIMIT = 40 * 1024 * 1024;
  collect();
  const before = process.memoryUsage().arrayBuffers;
  const held = () => process.memoryUsage().arrayBuffers - before;
  let most = 0;
  const watch = setInterval(() => {
    if (held() >= LIMIT / 3) collect(); // what nobody holds any more is not counted
    most = Math.max(most, held());
  }, 5);
  const { digest } = await packed(folder, store);
  await unpackArtifact(store, digest, join(scratch, "back"), signal);
  clearInterval(watch);
  expect((await stat(join(scratch, "back", "data"))).size).toBe(mebibytes * 1024 * 1024);
  expect(most).toBeLessThan(LIMIT);
});

test("packing ends when nobody takes its bytes any more, when it is interrupted, and when a file changes", async () => {
  const folder = join(scratch, "big");
  await mkdir(folder);
  await writeFile(join(folder, "data"), Buffer.alloc(8 * 1024 * 1024, "towpath"));
  await writeFile(join(folder, "more"), "more");
  const entries = await collectOutput({ folder, output: ["."], place: { file: "towpath.yaml" } }, signal);
  async function* failing() {
    for await (const chunk of packArchive(folder, entries, signal)) {
      yield chunk;
      throw new Error("disk full");
    }
  }
  const store = directoryArtifactStore(join(scratch, "store"));
  await expect(store.put(failing())).rejects.toThrow("disk full");

  const abort = new AbortController();
  const packing = store.put(packArchive(folder, entries, abort.signal));
  setTimeout(() => abort.abort(new Error("Ctrl-C")), 20);
  await expect(packing).rejects.toThrow(/Ctrl-C|abort/);

  await rm(join(folder, "more"));
  await symlink("/etc/passwd", join(folder, "more"));
  await expect(store.put(packArchive(folder, entries, signal))).rejects.toMatchObject({
    code: "delivery/output-changed",
  });

  await rm(join(folder, "more"));
  await writeFile(join(folder, "more"), "more");
  async function* growing() {
    let isFirst = true;
    for await (const chunk of packArchive(folder, entries, signal)) {
      if (isFirst) await truncate(join(folder, "data"), 4 * 1024 * 1024);
      isFirst = false;
      yield chunk;
    }
  }
  await expect(store.put(growing())).rejects.toMatchObject({ code: "delivery/output-changed" });
});
