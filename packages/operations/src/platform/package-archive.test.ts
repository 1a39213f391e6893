import { gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { type Header, pack } from "tar-stream";
import { describe, expect, test } from "vitest";
import { ARCHIVE_LIMITS, DamagedArchive, readPackageArchive } from "./package-archive.ts";

type Item = Partial<Header> & Pick<Header, "name"> & { readonly content?: string };

async function archiveOf(...items: readonly Item[]): Promise<Buffer> {
  const tar = pack();
  for (const { content, ...header } of items) tar.entry(header, content ?? "");
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return gzipSync(Buffer.concat(chunks));
}

const texts = (files: ReadonlyMap<string, Uint8Array>) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));

describe("an archive of a package", () => {
  test("gives its files by their paths, long ones and those in any letters, too", async () => {
    const long = `${"folder/".repeat(30)}platform.yaml`;
    const archive = await archiveOf(
      { name: "package", type: "directory" },
      { name: "package/platform.yaml", content: "kind: Platform\n" },
      { name: `package/${long}`, content: "x".repeat(1_000) },
      { name: "package/types/größe.yaml", content: "" },
    );
    expect(texts(readPackageArchive(archive))).toEqual({
      "platform.yaml": "kind: Platform\n",
      [long]: "x".repeat(1_000),
      "types/größe.yaml": "",
    });
  });

  test.each<[string, readonly Item[]]>([
    ["a path upwards", [{ name: "package/../../evil" }]],
    ["a path upwards at its begin", [{ name: "../package/evil" }]],
    ["an absolute path", [{ name: "/tmp/evil" }]],
    ["a file beside the folder", [{ name: "evil" }]],
    ["a backslash", [{ name: "package/..\\evil" }]],
    ["a line break", [{ name: "package/a\nb" }]],
    ["a link", [{ name: "package/l", type: "symlink", linkname: "/etc" }]],
    ["a hard link", [{ name: "package/l", type: "link", linkname: "package/a" }]],
    ["a device", [{ name: "package/null", type: "character-device", devmajor: 1, devminor: 3 }]],
    ["a file twice", [{ name: "package/a" }, { name: "package/a" }]],
    ["a file below a file", [{ name: "package/a" }, { name: "package/a/b" }]],
    ["a file where a folder is", [{ name: "package/a/b" }, { name: "package/a" }]],
  ])("with %s is refused", async (_, items) => {
    const archive = await archiveOf({ name: "package/first" }, ...items);
    expect(() => readPackageArchive(archive)).toThrow(DamagedArchive);
  });

  test("that unpacks to too much is stopped", async () => {
    const bomb = gzipSync(Buffer.alloc(ARCHIVE_LIMITS.bytes + 1));
    expect(() => readPackageArchive(bomb)).toThrow("unpacks to more than");
    const many = Array.from({ length: ARCHIVE_LIMITS.files + 1 }, (_, index) => ({ name: `package/${index}` }));
    expect(() => readPackageArchive(gzipSync(Buffer.alloc(10)))).toThrow("ends too early");
    const archive = await archiveOf(...many);
    expect(() => readPackageArchive(archive)).toThrow("more than 5000 files");
  });

  test("that was cut, flipped or made up gives files of the package, or is refused", async () => {
    const tar = gunzipSync(
      await archiveOf(
        { name: "package/a.yaml", content: "content ".repeat(100) },
        { name: `package/${"b/".repeat(80)}c` },
      ),
    );
    const mangled = fc.oneof(
      fc.nat(tar.length).map((end) => gzipSync(tar.subarray(0, end))),
      fc.tuple(fc.nat(tar.length - 1), fc.nat(255)).map(([at, byte]) => {
        const copy = Buffer.from(tar);
        copy[at] = byte;
        return gzipSync(copy);
      }),
      fc.uint8Array({ maxLength: 2_000 }).map((bytes) => gzipSync(bytes)),
      fc.uint8Array({ maxLength: 200 }),
    );
    const property = fc.property(mangled, (bytes) => {
      let files: ReadonlyMap<string, Uint8Array>;
      try {
        files = readPackageArchive(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(DamagedArchive);
        return;
      }
      for (const path of files.keys()) expect(`/${path}/`).not.toMatch(/\/(\.{0,2})\/|\\|\p{Cc}/u);
    });
    fc.assert(property, { numRuns: process.env["TOWPATH_LONG"] ? 20_000 : 300 });
  });
});
