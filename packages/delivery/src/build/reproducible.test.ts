import { mkdir, mkdtemp, realpath, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { ArtifactStore } from "../artifact/artifact-store.ts";
import { directoryArtifactStore } from "../artifact/directory-artifact-store.ts";
import type { Release } from "../release/release.ts";
import { printed, watchedEffects } from "../testing/effects.ts";
import { graphOf, origin } from "../testing/graph.ts";
import { build } from "./build.ts";

let scratch: string;
beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), "towpath reproducible ")));
});
afterEach(() => rm(scratch, { recursive: true, force: true }));

interface Machine {
  readonly name: string;
  readonly umask: string;
  readonly names: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

const LOCK = JSON.stringify({
  packages: { "": { dependencies: { a: "1" } }, "node_modules/a": { version: "1.0.0", license: "MIT" } },
});

/** Builds the same sources in a place, at a time and with settings of the machine's own. */
async function builtOn(
  machine: Machine,
  command = "",
): Promise<{ readonly release: Release; readonly store: ArtifactStore }> {
  const folder = join(scratch, machine.name, "service");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package-lock.json"), LOCK);
  await writeFile(join(folder, "openapi.yaml"), "openapi: 3.1.0\n");
  for (const name of machine.names) await writeFile(join(folder, name), `content of ${name}`);
  for (const name of machine.names) await utimes(join(folder, name), Math.random() * 1e9, Math.random() * 1e9);
  const run = [
    `umask ${machine.umask}; mkdir -p dist/deep dist/empty`,
    `umask ${machine.umask}; for name in ${machine.names.map((name) => `'${name}'`).join(" ")}; do cp "$name" "dist/deep/$name"; done`,
    `umask ${machine.umask}; printf '#!/bin/sh\\n' > dist/start; chmod u+x dist/start; ln -s start dist/main`,
    ...(command === "" ? [] : [command]),
  ];
  const exposes = [{ address: "exposes.api", name: "api", kind: "openapi" as const, path: "openapi.yaml", origin }];
  const { effects, events } = watchedEffects({ PATH: process.env["PATH"], ...machine.variables });
  const store = directoryArtifactStore(join(scratch, machine.name, "store"));
  const release = await build(
    {
      graph: graphOf(folder, { build: { run, output: ["dist"], origin }, exposes }),
      version: "1.8.2",
      commit: "ab12cd34",
      sourceDate: new Date("2026-11-22T10:42:07Z"),
      artifacts: store,
      hasSbom: true,
    },
    effects,
  );
  expect(printed(events)).toEqual([]);
  return { release, store };
}

const NAMES = ["b.js", "ä.js", "Z.js", "a b.js", "_.js"];
const ONE: Machine = { name: "one", umask: "022", names: NAMES, variables: { TZ: "UTC", LC_ALL: "C" } };
const OTHER: Machine = {
  name: "another machine",
  umask: "077",
  names: NAMES.toReversed(),
  variables: { TZ: "Pacific/Kiritimati", LC_ALL: "C.UTF-8", LANG: "sv_SE.UTF-8", HOME: "/nowhere" },
};

test("two machines make the same release of the same sources, whatever their umask, time, locale and folder", async () => {
  const { release } = await builtOn(ONE);
  const again = await builtOn(OTHER);
  const { createdAt: _one, ...first } = release;
  const { createdAt: _other, ...second } = again.release;
  expect(second).toEqual(first);
  expect(first.sbom?.size).toBeGreaterThan(500);
  expect(first.contracts).toEqual([expect.objectContaining({ name: "api", kind: "openapi", path: "openapi.yaml" })]);
  expect(await again.store.has(release.artifact.digest)).toBe(true);
});

test("another content, name or executable bit makes another artifact", async () => {
  const { release } = await builtOn(ONE);
  const changes = ["echo >> dist/start", "mv dist/start dist/begin; ln -sf begin dist/main", "chmod u-x dist/start"];
  for (const [index, change] of changes.entries()) {
    const other = await builtOn({ ...ONE, name: `changed ${index}` }, change);
    expect(other.release.artifact.digest).not.toBe(release.artifact.digest);
  }
});

test("tools that write a time write that of the source, unless somebody says another one", async () => {
  const stamp = 'echo "$SOURCE_DATE_EPOCH" > dist/built-at';
  const first = await builtOn(ONE, stamp);
  const second = await builtOn(OTHER, stamp);
  expect(second.release.artifact.digest).toBe(first.release.artifact.digest);
  const told = await builtOn({ ...ONE, name: "told", variables: { SOURCE_DATE_EPOCH: "1" } }, stamp);
  expect(told.release.artifact.digest).not.toBe(first.release.artifact.digest);
});
