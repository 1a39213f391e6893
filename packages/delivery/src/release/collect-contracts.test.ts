import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestBytes } from "@towpath/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { directoryArtifactStore } from "../artifact/directory-artifact-store.ts";
import { watchedEffects } from "../testing/effects.ts";
import { origin } from "../testing/graph.ts";
import { collectContracts } from "./collect-contracts.ts";

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "towpath contracts "));
  folder = join(root, "repository", "services", "orders");
  await mkdir(folder, { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function collect(path: string) {
  const { effects, events } = watchedEffects();
  const store = directoryArtifactStore(join(root, "store"));
  const exposes = [{ address: "exposes.api", name: "api", kind: "openapi" as const, path, origin }];
  const places = { folder, boundary: join(root, "repository") };
  const contracts = await collectContracts(exposes, places, store, effects);
  return { contracts, notices: events.flatMap((event) => (event.type === "notice" ? [event.message] : [])), store };
}

test("the files of what is exposed are kept, also of another folder of the repository", async () => {
  await writeFile(join(root, "repository", "api.yaml"), "openapi: 3.1.0");
  const { contracts, notices, store } = await collect("../../api.yaml");
  const digest = digestBytes("openapi: 3.1.0");
  expect(contracts).toEqual([{ name: "api", kind: "openapi", path: "../../api.yaml", digest, size: 14 }]);
  expect(await store.has(digest)).toBe(true);
  expect(notices).toEqual([]);
});

test("what leads out of the repository, is no file or not there, is said and left out", async () => {
  await writeFile(join(root, "secret"), "secret");
  await symlink(join(root, "secret"), join(folder, "linked.yaml"));
  execFileSync("mkfifo", [join(folder, "pipe.yaml")]);
  for (const [path, why] of [
    ["linked.yaml", "leads out of the repository"],
    ["../../../secret", "leads out of the repository"],
    ["pipe.yaml", "is no file"],
    [".", "is no file"],
    ["none.yaml", "is not there after the build"],
  ] as const) {
    const { contracts, notices } = await collect(path);
    expect(contracts).toEqual([]);
    expect(notices).toEqual([
      `The release has no document of exposes.api: ${path} ${why}. Changes to it cannot be judged.`,
    ]);
  }
});
