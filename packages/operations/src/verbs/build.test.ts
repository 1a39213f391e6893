import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readBundle } from "@towpath/delivery";
import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { temporaryFolder } from "../testing/temporary-folder.ts";
import { build } from "./build.ts";

const SERVICE = `workload: { run: node server.js, port: 80, health: { path: / } }
build: { output: [server.js] }
exposes: { api: { openapi: api.yaml } }
`;
const LOCK = JSON.stringify({
  packages: { "": { dependencies: { a: "1" } }, "node_modules/a": { version: "1.0.0", license: "MIT" } },
});
const FILES = {
  "towpath.yaml": manifestOf("a", SERVICE),
  "server.js": "1",
  "api.yaml": "openapi: 3.1.0",
  "package-lock.json": LOCK,
};

describe("a bundle", () => {
  test("has the release with all that belongs to it, and is replaced by the next", async () => {
    const { folder, effects } = folderWith(FILES);
    const built = await build({ version: "1.8.2", out: "out/release" }, effects);
    expect(built).toMatchObject({ status: "ok", data: { bundle: join(folder, "out", "release") } });
    expect(readdirSync(join(folder, "out", "release"), { recursive: true }).sort()).toEqual([
      "a-1.8.2.tar.gz",
      "contracts",
      "contracts/api.yaml",
      "release.json",
      "sbom.cdx.json",
    ]);
    const { release } = await readBundle(join(folder, "out", "release"));
    expect(release).toEqual(built.data?.release);
    expect(release.provenance).toMatchObject({ commands: [], platform: { name: "starter" } });
    expect(release.provenance?.materials).toEqual([expect.objectContaining({ name: "package-lock.json" })]);
    expect(readFileSync(join(folder, "out", "release", "contracts", "api.yaml"), "utf8")).toBe("openapi: 3.1.0");

    writeFileSync(join(folder, "server.js"), "2");
    await build({ version: "1.9.0", out: "out/release" }, effects);
    expect(readdirSync(join(folder, "out", "release"))).toContain("a-1.9.0.tar.gz");
    expect(readdirSync(join(folder, "out", "release"))).not.toContain("a-1.8.2.tar.gz");
  });

  test("that lies in what is packed is not packed into the next", async () => {
    const files = { ...FILES, "towpath.yaml": manifestOf("a", 'build: { output: ["."] }\n') };
    const { effects } = folderWith(files, { variables: { TOWPATH_HOME: temporaryFolder("home") } });
    const first = await build({ version: "1", out: "release" }, effects);
    const second = await build({ version: "1", out: "release" }, effects);
    expect(second.data?.release.artifact).toEqual(first.data?.release.artifact);
  });

  test("never replaces a folder that is none, and nothing is built for it", async () => {
    const { folder, effects } = folderWith({
      ...FILES,
      "towpath.yaml": manifestOf("a", "build: { run: touch ran, output: [server.js] }\n"),
    });
    mkdirSync(join(folder, "thesis"));
    writeFileSync(join(folder, "thesis", "chapter-1.txt"), "years of work");
    expect(await build({ out: "thesis" }, effects)).toMatchObject({
      status: "invalid",
      findings: expect.arrayContaining([expect.objectContaining({ code: "delivery/folder-not-empty" })]),
    });
    expect(readdirSync(join(folder, "thesis"))).toEqual(["chapter-1.txt"]);
    expect(readdirSync(folder)).not.toContain("ran");
  });
});

test("a contract whose file is not there is said and left out", async () => {
  const { effects, events } = folderWith({
    ...FILES,
    "towpath.yaml": manifestOf("a", SERVICE.replace("api.yaml", "no.yaml")),
  });
  const { data } = await build({}, effects);
  expect(data?.release.contracts).toBeUndefined();
  expect(events).toContainEqual({
    type: "notice",
    message:
      "The release has no document of exposes.api: no.yaml is not there after the build. Changes to it cannot be judged.",
  });
});

describe("where a platform keeps artifacts", () => {
  const platform = (artifacts: string) => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local, artifacts: ${artifacts} } }
`;

  test("a directory is one beside the platform's file, wherever the command runs", async () => {
    const { folder, effects } = folderWith({ ...FILES, "platform/platform.yaml": platform("{ directory: kept }") });
    const { data } = await build({ platform: "platform/platform.yaml" }, effects);
    const digits = data?.release.artifact.digest.slice("sha256:".length);
    expect(readdirSync(join(folder, "platform", "kept", "sha256"))).toContain(digits);
  });

  test("a registry that lets nobody in fails the build, by its name", async () => {
    const { effects } = folderWith(
      { ...FILES, "platform.yaml": platform("{ oci: images.example/acme }") },
      { fetch: async () => new Response("", { status: 403 }) },
    );
    expect(await build({ platform: "platform.yaml" }, effects)).toMatchObject({
      status: "invalid",
      findings: expect.arrayContaining([
        expect.objectContaining({
          code: "delivery/artifact-store-denied",
          message: "The registry images.example does not allow looking for an artifact in acme/a.",
        }),
      ]),
    });
  });
});
