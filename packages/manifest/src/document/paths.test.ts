import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles, shownPath } from "@towpath/core";
import { afterAll, describe, expect, test } from "vitest";
import { loadPlatform } from "../platform/load-platform.ts";
import { loadService } from "../service/load-service.ts";
import { expand, pathFlaw } from "./paths.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "towpath paths ")));
const repository = join(home, "repository");
mkdirSync(join(repository, "types"), { recursive: true });
mkdirSync(join(home, "outside"));
writeFileSync(
  join(home, "outside", "type.yaml"),
  "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: x }\nrecipes: { local: { driver: x } }\n",
);
for (const name of ["a.yaml", "b.yaml", "c.json", ".hidden.yaml"]) writeFileSync(join(repository, "types", name), "");
symlinkSync(join(home, "outside"), join(repository, "link"));
symlinkSync(join(home, "outside", "type.yaml"), join(repository, "types", "linked.yaml"));
symlinkSync(join(repository, "loop"), join(repository, "loop"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("paths in documents", () => {
  test.each([
    ["dist", undefined],
    ["dist/**/*.js", undefined],
    ["./types/../dist", undefined],
    ["../outside", "leaves the repository"],
    ["types/../../outside", "leaves the repository"],
    ["*/../../outside", "leaves the repository"],
    ["/etc/passwd", "is absolute; write it relative to the document"],
    ["C:/x", "is absolute; write it relative to the document"],
    ["a\\b", "holds a backslash; folders are separated by /"],
    ["a\0b", "holds a NUL character"],
    ["link/type.yaml", "leaves the repository through a symbolic link"],
    ["link/*.yaml", "leaves the repository through a symbolic link"],
    ["link/not-there", "leaves the repository through a symbolic link"],
  ])("%j", (path, flaw) => {
    expect(pathFlaw(path, repository, repository, nodeFiles)).toBe(flaw);
  });

  test("a link that leads to itself leads nowhere, so nothing is there", () => {
    expect(pathFlaw("loop/x", repository, repository, nodeFiles)).toBeUndefined();
    expect(nodeFiles.read(join(repository, "loop"))).toBeUndefined();
  });

  test("a pattern stands for names, sorted, hidden ones not", () => {
    const shown = (path: string): readonly string[] =>
      expand(path, repository, nodeFiles).map((file) => shownPath(file, repository));
    expect(shown("./types/*.yaml")).toEqual(["types/a.yaml", "types/b.yaml", "types/linked.yaml"]);
    expect(shown("*/*a*.yaml")).toEqual(["types/a.yaml"]);
    expect(shown("types/.*.yaml")).toEqual(["types/.hidden.yaml"]);
    expect(shown("nothing/*.yaml")).toEqual([]);
  });
});

describe("reading files", () => {
  test("a resource type that a link brings in from outside is refused, not read", () => {
    writeFileSync(
      join(repository, "platform.yaml"),
      "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: p }\nenvironments: { dev: { engine: local } }\nresourceTypes: [types/li*.yaml, ../outside/type.yaml, none/*.yaml]\n",
    );
    const { value, findings } = loadPlatform("platform.yaml", nodeFiles, repository);
    expect(value?.types.size).toBe(0);
    expect(findings.map(({ message }) => message)).toEqual([
      'The file "types/linked.yaml" leaves the repository through a symbolic link.',
      'The path "../outside/type.yaml" leaves the repository.',
      'No file fits "none/*.yaml".',
    ]);
  });

  test("a folder stands for the towpath.yaml in it; what is not there is said with its name", () => {
    writeFileSync(
      join(repository, "towpath.yaml"),
      "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\n",
    );
    expect(loadService(".", nodeFiles, repository).value).toMatchObject({
      name: "orders",
      file: "towpath.yaml",
      folder: repository,
    });
    expect(loadService("repository", nodeFiles, home).value?.file).toBe("repository/towpath.yaml");
    expect(loadService("types", nodeFiles, repository).findings.map(({ message }) => message)).toEqual([
      "There is no file types/towpath.yaml.",
    ]);
    expect(loadService("loop", nodeFiles, repository).findings[0]?.code).toBe("manifest/not-found");
  });

  test.each([
    ["./nowhere", "There is no platform at nowhere."],
    ["nowhere.yaml", "There is no platform at nowhere.yaml."],
  ])("a platform at %s", (reference, message) => {
    expect(loadPlatform(reference, nodeFiles, repository).findings.map((one) => one.message)).toEqual([message]);
  });

  test("a platform from elsewhere is named as where it came from, and stays below its own folder", () => {
    const home = join(repository, "fetched");
    mkdirSync(join(home, "team"), { recursive: true });
    mkdirSync(join(home, "types"));
    writeFileSync(
      join(home, "team", "platform.yaml"),
      "apiVersion: towpath.dev/v1\nkind: Platform\nmetadata: { name: p }\nenvironments: { dev: { engine: local } }\nresourceTypes: [../types/*.yaml, ../../types/a.yaml]\n",
    );
    writeFileSync(join(home, "types", "broken.yaml"), "[");
    const location = { path: join(home, "team"), boundary: home, name: "@acme/platform@2.1.0" };
    const { value, findings } = loadPlatform(location, nodeFiles, repository);
    expect(value?.file).toBe("@acme/platform@2.1.0/team/platform.yaml");
    expect(findings.map(({ places, message }) => [places[0]?.file, message])).toContainEqual([
      "@acme/platform@2.1.0/team/platform.yaml",
      'The path "../../types/a.yaml" leaves the repository.',
    ]);
    expect(findings.map(({ places }) => places[0]?.file)).toContain("@acme/platform@2.1.0/types/broken.yaml");
    expect(loadPlatform({ path: home, boundary: home, name: "p" }, nodeFiles, repository).findings).toMatchObject([
      { code: "manifest/not-found", message: "There is no file p/platform.yaml." },
    ]);
  });
});
