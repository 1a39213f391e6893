import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { loadPlatform, loadService, resolve } from "@towpath/manifest";
import { afterEach, beforeEach, expect, test } from "vitest";
import { programFindings, programNeeds } from "./program-findings.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath findings "));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const DEBIAN = { platform: "linux", osRelease: "ID=debian", isRoot: false };

/** What is asked for of a machine that has only these programs, as far as this test can tell. */
async function findings(resources: string, programs: Record<string, string>, accept: "any" | "same" = "any") {
  mkdirSync(join(folder, "bin"), { recursive: true });
  for (const [name, output] of Object.entries(programs))
    writeFileSync(join(folder, "bin", name), `#!/bin/sh\necho '${output}'\n`, { mode: 0o755 });
  writeFileSync(
    join(folder, "towpath.yaml"),
    `apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: orders }\nresources:\n${resources}`,
  );
  const service = loadService("towpath.yaml", nodeFiles, folder).value;
  const platform = loadPlatform(undefined, nodeFiles, folder).value;
  if (!service || !platform) throw new Error("the documents do not load");
  const { graph } = resolve({ service, platform, environment: "dev", now: new Date("2026-11-22") });
  if (!graph) throw new Error("no graph");
  const needs = programNeeds(graph.resources, "local").map((need) => ({ ...need, accepts: accept }));
  const context = {
    folders: { serverUser: undefined },
    variables: { PATH: join(folder, "bin") },
    signal: new AbortController().signal,
    places: [join(folder, "bin")],
  };
  return (await programFindings(needs, context, DEBIAN)).map(({ code, level, message, places, suggestions }) => ({
    code,
    level,
    message: message.replaceAll(folder, ""),
    places: places.map(({ file, range }) => `${file}:${range?.start.line}`),
    suggestions,
  }));
}

const MARIADB = "mariadbd  Ver 10.11.19-MariaDB for Linux on x86_64";
const REDIS = "Redis server v=7.0.15 sha=0";

test("all that is missing is one finding, at the lines that need it, with one line that installs it", async () => {
  expect(await findings("  db: { type: mysql }\n  cache: { type: redis }\n  more: { type: redis }\n", {})).toEqual([
    {
      code: "engine-local/program-missing",
      level: "mandatory",
      message:
        "This machine has no server for MariaDB or MySQL, and none for Redis or Valkey: there is no mariadbd or mysqld, and no redis-server or valkey-server in PATH or where systems install it.",
      places: ["towpath.yaml:6", "towpath.yaml:5", "towpath.yaml:7"],
      suggestions: ["sudo apt install mariadb-server redis-server"],
    },
  ]);
});

test("what is there is no finding, nor is a version that nobody asked for", async () => {
  const programs = { mariadbd: MARIADB, "redis-server": REDIS };
  expect(await findings("  db: { type: mysql }\n  cache: { type: redis }\n", programs)).toEqual([]);
  expect(await findings('  db: { type: mysql, version: "10.11" }\n', programs)).toEqual([]);
  expect(await findings('  cache: { type: redis, version: "7" }\n', programs)).toEqual([]);
  expect(await findings("  uploads: { type: bucket }\n", {})).toEqual([]);
});

test("another version than the one asked for is told with both, and is mandatory where the recipe says so", async () => {
  const asked = '  db: { type: mysql, version: "11.4" }\n  cache: { type: redis, version: "8" }\n';
  const programs = { mariadbd: MARIADB, "redis-server": REDIS };
  const told = await findings(asked, programs);
  expect(told).toEqual([
    expect.objectContaining({
      code: "engine-local/program-version",
      level: "advisory",
      message:
        "resources.cache asks for Redis 8, and this machine has Redis 7.0.15 (/bin/redis-server), which is used here.",
      places: ["towpath.yaml:6"],
    }),
    expect.objectContaining({
      level: "advisory",
      message:
        "resources.db asks for MariaDB 11.4, and this machine has MariaDB 10.11.19 (/bin/mariadbd), which is used here.",
      places: ["towpath.yaml:5"],
    }),
  ]);
  const same = await findings(asked, programs, "same");
  expect(same.map(({ level }) => level)).toEqual(["mandatory", "mandatory"]);
  expect(same[0]?.message).toMatch(/the recipe accepts the same version only\.$/);
});

test("MySQL where MariaDB was asked for is another version too", async () => {
  const [told] = await findings('  db: { type: mysql, version: "8.4" }\n', { mariadbd: MARIADB });
  expect(told?.message).toMatch(/asks for MySQL 8\.4, and this machine has MariaDB 10\.11\.19/);
});

test("Windows runs none of them, and that is said once", async () => {
  const needs = [{ kind: "mysql", accepts: "any" } as const, { kind: "redis", accepts: "any" } as const];
  const context = { folders: { serverUser: undefined }, variables: {}, signal: new AbortController().signal };
  const windows = { platform: "win32", osRelease: "", isRoot: false };
  expect(await programFindings(needs, context, windows)).toMatchObject([
    { code: "engine-local/platform-unsupported", message: expect.stringContaining("not on Windows") },
  ]);
  expect(await programFindings([], context, windows)).toEqual([]);
});

test("a server that is too old is named with what is needed", async () => {
  const old = "mariadbd  Ver 10.3.39-MariaDB for Linux on x86_64";
  const [told, ...others] = await findings("  db: { type: mysql }\n", { mariadbd: old });
  expect(others).toEqual([]);
  expect(told).toMatchObject({
    code: "engine-local/program-too-old",
    level: "mandatory",
    message: expect.stringMatching(/has MariaDB 10\.3\.39 \(.*\); the local engine runs MariaDB 10\.5 and later/),
    suggestions: ["sudo apt install mariadb-server"],
  });
});
