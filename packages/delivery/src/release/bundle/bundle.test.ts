import { execFileSync } from "node:child_process";
import { appendFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, digestBytes } from "@towpath/core";
import { fileStore } from "@towpath/provisioning";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ArtifactStore } from "../../artifact/artifact-store.ts";
import { directoryArtifactStore } from "../../artifact/directory-artifact-store.ts";
import type { Release } from "../release.ts";
import { latestRelease, recordRelease, releasesOf } from "../release-log.ts";
import { importBundle } from "./import-bundle.ts";
import { readBundle } from "./read-bundle.ts";
import { openInBundle, verifyBundle } from "./verify-bundle.ts";
import { addStatement, clearBundle, writeBundle } from "./write-bundle.ts";

let scratch: string;
let folder: string;
let here: ArtifactStore;
let release: Release;

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "towpath bundle ")));
  folder = join(scratch, "out", "release");
  here = directoryArtifactStore(join(scratch, "here"));
  const put = async (text: string) => here.put(bytes(text));
  release = {
    release: 1,
    service: "orders",
    version: "1.8.2",
    commit: "ab12cd34",
    artifact: { kind: "archive", name: "orders-1.8.2.tar.gz", ...(await put("the archive")) },
    manifest: digestBytes("manifest"),
    createdAt: "2026-11-22T10:42:07.000Z",
    sbom: { format: "cyclonedx", ...(await put("{}")) },
    contracts: [{ name: "api", kind: "openapi", path: "api/openapi.yaml", ...(await put("openapi: 3.1.0")) }],
    provenance: {
      startedAt: "2026-11-22T10:42:00.000Z",
      finishedAt: "2026-11-22T10:42:07.000Z",
      run: { id: "77/1", actor: "ann" },
      commands: ["npm ci"],
      toolchain: { node: "24" },
      isDirty: true,
      platform: { name: "acme", digest: digestBytes("platform") },
      materials: [{ name: "package-lock.json", digest: digestBytes("lock") }],
    },
  };
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

const there = () => ({
  artifacts: directoryArtifactStore(join(scratch, "there")),
  state: fileStore(join(scratch, "there", "state")),
});

async function taken(): Promise<Release> {
  const { artifacts, state } = there();
  return importBundle(await readBundle(folder), artifacts, state, "orders");
}

/** Nothing of a bundle that is refused may be recorded. */
async function expectRefused(part: string | RegExp, code = "delivery/bundle-refused"): Promise<void> {
  await expect(taken()).rejects.toMatchObject({
    code,
    message: typeof part === "string" ? expect.stringContaining(part) : expect.stringMatching(part),
  });
  expect(await latestRelease(there().state, "orders")).toBeUndefined();
}

describe("a bundle", () => {
  test("carries a release with all its bytes and statements to another machine", async () => {
    await writeBundle(folder, release, here, { statements: { "provenance.json": "{}" } });
    await addStatement(folder, "tests.json", '{"a":1}');
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      "contracts",
      "contracts/api.yaml",
      "orders-1.8.2.tar.gz",
      "release.json",
      "sbom.cdx.json",
      "statements",
      "statements/provenance.json",
      "statements/tests.json",
    ]);
    expect(await readdir(join(scratch, "out"))).toEqual(["release"]);
    const bundle = await readBundle(folder);
    expect(bundle.statements).toEqual([
      { name: "provenance.json", text: "{}" },
      { name: "tests.json", text: '{"a":1}' },
    ]);
    expect(await taken()).toEqual(release);
    const { artifacts, state } = there();
    for (const digest of [release.artifact.digest, release.sbom?.digest, release.contracts?.[0]?.digest])
      expect(digest !== undefined && (await artifacts.has(digest))).toBe(true);
    expect(await latestRelease(state, "orders")).toEqual(release);
  });

  test("is recorded once, and one that is older than the newest is not made the newest", async () => {
    await writeBundle(folder, release, here);
    await taken();
    const newer = { ...release, version: "1.9.0" };
    await recordRelease(there().state, newer);
    expect(await taken()).toEqual(release);
    const versions: string[] = [];
    for await (const { version } of releasesOf(there().state, "orders")) versions.push(version);
    expect(versions).toEqual(["1.9.0", "1.8.2"]);
  });

  test("replaces the one before it, and nothing else", async () => {
    await writeBundle(folder, release, here, { statements: { "a.json": "{}" } });
    const other = { ...release, artifact: { ...release.artifact, name: "orders-2.tar.gz" }, sbom: undefined };
    await writeBundle(folder, other, here);
    expect((await readdir(folder)).sort()).toEqual(["contracts", "orders-2.tar.gz", "release.json"]);
    await writeFile(join(folder, "thesis.txt"), "");
    await expect(writeBundle(folder, release, here)).rejects.toMatchObject({ code: "delivery/folder-not-empty" });
    await expect(clearBundle(scratch)).rejects.toMatchObject({ code: "delivery/folder-not-empty" });
    expect(await readdir(folder)).toContain("orders-2.tar.gz");
    await clearBundle(join(scratch, "nowhere"));
  });

  test("that cannot be written whole is not written", async () => {
    const lost = { ...release, sbom: { format: "cyclonedx" as const, digest: digestBytes("lost"), size: 4 } };
    await expect(writeBundle(folder, lost, here)).rejects.toMatchObject({ code: "delivery/artifact-missing" });
    expect(await readdir(join(scratch, "out"))).toEqual([]);
  });

  test.each(["../x.json", "x", ".json", "a/b.json", ""])("has no statement called %j", async (name) => {
    await writeBundle(folder, release, here);
    await expect(addStatement(folder, name, "{}")).rejects.toThrow(RangeError);
  });

  test("has its archive under a plain name, whatever the release calls it", async () => {
    release = { ...release, artifact: { ...release.artifact, name: "orders-orders/v1.tar.gz" } };
    await writeBundle(folder, release, here);
    expect(await readdir(folder)).toContain("artifact.tar.gz");
    expect((await taken()).artifact.name).toBe("orders-orders/v1.tar.gz");
  });
});

describe("a bundle that is looked at and not taken", () => {
  const signal = new AbortController().signal;
  beforeEach(() => writeBundle(folder, release, here));

  test("is whole, or is refused by the file that is not", async () => {
    const bundle = await readBundle(folder);
    await verifyBundle(bundle, signal);
    await writeFile(join(folder, "sbom.cdx.json"), "[]");
    await expect(verifyBundle(bundle, signal)).rejects.toMatchObject({
      code: "delivery/bundle-refused",
      message: expect.stringMatching(/sbom\.cdx\.json is not what the release says: its digest is sha256:/),
    });
    await writeFile(join(folder, "sbom.cdx.json"), "{}");
    await writeFile(join(folder, "orders-1.8.2.tar.gz"), "THE ARCHIVE");
    await expect(verifyBundle(bundle, signal)).rejects.toThrow("orders-1.8.2.tar.gz is not what the release says");
  });

  test("gives bytes by the digest that the release names, and no others", async () => {
    const bundle = await readBundle(folder);
    const [archive, sbom] = [release.artifact.digest, release.sbom?.digest ?? expect.fail()];
    const textOf = async (digest: Digest) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of openInBundle(bundle, digest)) chunks.push(chunk);
      return Buffer.concat(chunks).toString();
    };
    expect([await textOf(archive), await textOf(sbom)]).toEqual(["the archive", "{}"]);
    expect(() => openInBundle(bundle, digestBytes("other"))).toThrow(RangeError);
    await writeFile(join(folder, "sbom.cdx.json"), "[]");
    await expect(textOf(sbom)).rejects.toMatchObject({ code: "delivery/bundle-refused" });
  });
});

describe("of a bundle that somebody else wrote", () => {
  beforeEach(() => writeBundle(folder, release, here, { statements: { "a.json": "{}" } }));

  const rewrite = async (change: (value: Record<string, unknown>) => unknown) => {
    const value: Record<string, unknown> = JSON.parse(await readFile(join(folder, "release.json"), "utf8"));
    await writeFile(join(folder, "release.json"), JSON.stringify(change(value)));
  };
  const archive = () => join(folder, "orders-1.8.2.tar.gz");

  test("changed bytes are refused, each file by its name", async () => {
    await writeFile(archive(), "THE ARCHIVE");
    await expectRefused("orders-1.8.2.tar.gz is not what the release says");
    await writeFile(archive(), "the archive");
    await writeFile(join(folder, "contracts", "api.yaml"), "openapi: 3.1.9");
    await expectRefused("contracts/api.yaml is not what the release says");
  });

  test("bytes that are cut, added or missing are refused", async () => {
    await appendFile(archive(), "!");
    await expectRefused("orders-1.8.2.tar.gz has 12 bytes, and the release says 11");
    await rm(archive());
    await expectRefused("orders-1.8.2.tar.gz is missing");
    await rm(join(folder, "contracts"), { recursive: true });
    await writeFile(archive(), "the archive");
    await expectRefused("contracts/api.yaml is missing");
  });

  test("links and pipes are neither followed nor waited for, wherever they stand", async () => {
    const secret = join(scratch, "secret");
    await writeFile(secret, "the archive");
    await rm(archive());
    await symlink(secret, archive());
    await expectRefused("orders-1.8.2.tar.gz is a symbolic link");
    await rm(archive());
    execFileSync("mkfifo", [archive()]);
    await expectRefused("is a pipe, a socket or a device");
    await rm(archive());
    await mkdir(archive());
    await expectRefused("is a folder, and has to be a plain file");
    await rm(archive(), { recursive: true });
    await writeFile(archive(), "the archive");
    for (const name of ["contracts", "statements"]) {
      await rm(join(folder, name), { recursive: true });
      await symlink(scratch, join(folder, name));
      await expectRefused(`${name} is a symbolic link`);
      await rm(join(folder, name));
      await mkdir(join(folder, name));
      if (name === "contracts") await writeFile(join(folder, name, "api.yaml"), "openapi: 3.1.0");
    }
    await rm(join(folder, "release.json"));
    await symlink("/etc/passwd", join(folder, "release.json"));
    await expectRefused("release.json is a symbolic link");
  });

  test("statements are JSON files with plain names", async () => {
    await symlink("/etc/passwd", join(folder, "statements", "b.json"));
    await expectRefused("statements/b.json is a symbolic link");
    await rm(join(folder, "statements", "b.json"));
    await writeFile(join(folder, "statements", "b.sh"), "");
    await expectRefused('"b.sh", which is no statement');
  });

  test.each([
    ["a service that is a path", { service: "../../x" }, "no name of a service"],
    ["a version with a workflow command", { version: "1\n::set-output::" }, "control characters"],
    ["a version without end", { version: "1".repeat(1000) }, "longer than"],
    ["no time", { createdAt: "yesterday" }, "createdAt is no time"],
    ["another digest algorithm", { manifest: "md5:00" }, "is no release"],
    ["an archive larger than any", { artifact: { size: 2 ** 50 } }, "more than the"],
    ["an archive of a negative size", { artifact: { size: -1 } }, "is no release"],
    ["a contract that is a path", { contracts: [{ name: "../../.ssh/id" }] }, "no name of a contract"],
    ["provenance that is dirty in words", { provenance: { isDirty: "yes" } }, "provenance is cut"],
    ["provenance of another shape", { provenance: { commands: [1] } }, "provenance is cut"],
    ["an SBOM of another format", { sbom: { format: "spdx" } }, "SBOM is cut"],
  ])("%s is refused", async (_, change, part) => {
    const merged = (into: unknown, from: unknown): unknown => {
      if (Array.isArray(into) && Array.isArray(from)) return into.map((item, at) => merged(item, from[at]));
      if (typeof into !== "object" || typeof from !== "object" || into === null || from === null) return from;
      const result: Record<string, unknown> = { ...into };
      for (const [key, value] of Object.entries(from)) result[key] = merged(result[key], value);
      return result;
    };
    await rewrite((value) => merged(value, change));
    await expectRefused(part);
  });

  test("an archive's name never leads out of the folder", async () => {
    await writeFile(join(scratch, "out", "x.tar.gz"), "the archive");
    await rewrite((value) => ({ ...value, artifact: { ...release.artifact, name: "../x.tar.gz" } }));
    await expectRefused("artifact.tar.gz is missing");
  });

  test("JSON that is huge, deep, cut or no text ends in a message", async () => {
    const file = join(folder, "release.json");
    await writeFile(file, " ".repeat(2 * 1024 * 1024));
    await expectRefused("release.json is larger than");
    await writeFile(file, `{"release":${"[".repeat(500_000)}`);
    await expectRefused("nests deeper than 64 levels");
    await writeFile(file, '{"release":1');
    await expectRefused("release.json is no JSON");
    await writeFile(file, Buffer.from([0xff, 0xfe]));
    await expectRefused("release.json is no JSON");
    await writeFile(file, '{"__proto__":{"release":1}}');
    await expectRefused(/format null/, "delivery/record-newer");
  });

  test("one of another service is not taken", async () => {
    await rewrite((value) => ({ ...value, service: "billing" }));
    await expectRefused("is one of billing, and one of orders", "delivery/wrong-release");
    expect(await there().artifacts.has(release.artifact.digest)).toBe(false);
  });

  test("a folder that is none, or not there, is told so", async () => {
    await rm(join(folder, "release.json"));
    await expectRefused("has no release.json", "delivery/bundle-missing");
    await rm(folder, { recursive: true });
    await expectRefused("is not there", "delivery/bundle-missing");
    await writeFile(folder, "");
    await expectRefused("is no folder", "delivery/bundle-missing");
  });

  test("whatever is done to its release, it is taken as it was or refused with a message", async () => {
    const text = await readFile(join(folder, "release.json"), "utf8");
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.string({ maxLength: 12 }), fc.nat(40), async (at, put, cut) => {
        await writeFile(join(folder, "release.json"), text.slice(0, at) + put + text.slice(at + cut));
        const { artifacts, state } = there();
        try {
          const { artifact } = await importBundle(await readBundle(folder), artifacts, state, "orders");
          expect(artifact.digest).toBe(release.artifact.digest);
        } catch (error) {
          expect(error).toMatchObject({
            code: expect.stringMatching(/^delivery\/(bundle-refused|record-newer|wrong-release)$/),
          });
        }
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 2000 : 60 },
    );
  });
});
