import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { chmod, mkdir, realpath, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { nodeClock } from "@towpath/core";
import { terraformHere } from "@towpath/testkit/terraform";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pluginCache } from "./plugin-cache.ts";

const run = promisify(execFile);
const terraform = terraformHere();

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "towpath-plugins-"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const contextWith = (variables: Readonly<Record<string, string>> = {}) => ({
  clock: nodeClock,
  events: () => undefined,
  holder: { who: "anna", run: "1", since: "2026-11-22T00:00:00.000Z" },
  signal: new AbortController().signal,
  variables: { HOME: base, ...variables },
});
const cacheOf = (variables?: Readonly<Record<string, string>>, hasLockFile = false, cache = join(base, "cache")) =>
  pluginCache({ folders: { data: base, cache } }, hasLockFile, contextWith(variables));

describe("where providers are shared", () => {
  test("in Towpath's cache, and without checksums only where the platform gives none", () => {
    const folder = join(base, "cache/terraform/plugins");
    expect(cacheOf().variables).toEqual({
      TF_PLUGIN_CACHE_DIR: folder,
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1",
    });
    expect(cacheOf({}, true).variables).toEqual({ TF_PLUGIN_CACHE_DIR: folder });
  });

  test("not where the user names a folder, or a configuration that does", () => {
    expect(cacheOf({ TF_PLUGIN_CACHE_DIR: "/own" }).variables).toEqual({});
    writeFileSync(join(base, "own.tfrc"), 'plugin_cache_dir = "/own"\n');
    expect(cacheOf({ TF_CLI_CONFIG_FILE: join(base, "own.tfrc") }).variables).toEqual({});
    writeFileSync(join(base, ".terraformrc"), '\n  plugin_cache_dir = "/own"\n');
    expect(cacheOf().variables).toEqual({});
    expect(cacheOf({ TF_CLI_CONFIG_FILE: join(base, "none.tfrc") }).variables).not.toEqual({});
  });

  test("not where it cannot be made", () => {
    writeFileSync(join(base, "file"), "");
    expect(cacheOf({}, false, join(base, "file")).variables).toEqual({});
  });
});

// Terraform cannot be installed from npm; terraformHere() says so in one line, and fails in CI.
describe.skipIf(terraform === undefined)("with the real program", () => {
  test("runs that begin at once fetch a provider once", async () => {
    const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
    const packed = join(base, "mirror/registry.terraform.io/towpath/fake/1.0.0", platform);
    await mkdir(packed, { recursive: true });
    const program = join(packed, "terraform-provider-fake_v1.0.0");
    await writeFile(program, "#!/bin/sh\nexit 1\n");
    await chmod(program, 0o755);
    const rc = join(base, "rc");
    await writeFile(rc, `provider_installation {\n  filesystem_mirror {\n    path = "${base}/mirror"\n  }\n}\n`);

    const init = async (name: string): Promise<string> => {
      const folder = join(base, name);
      await mkdir(folder);
      const requirement = { fake: { source: "towpath/fake", version: "1.0.0" } };
      await writeFile(join(folder, "main.tf.json"), JSON.stringify({ terraform: { required_providers: requirement } }));
      const variables = { PATH: process.env["PATH"], TF_CLI_CONFIG_FILE: rc, CHECKPOINT_DISABLE: "1" };
      const cache = cacheOf();
      const { stdout } = await cache.alone(() =>
        run(terraform ?? "", ["init", "-json"], { cwd: folder, env: { ...variables, ...cache.variables } }),
      );
      const kept = join(folder, ".terraform/providers/registry.terraform.io/towpath/fake/1.0.0", platform);
      expect(await realpath(kept)).toBe(await realpath(packed));
      return stdout;
    };
    const said = await Promise.all(["a", "b", "c"].map(init));
    const fetched = said.filter((text) => !text.includes("Using from the shared cache directory"));
    expect(fetched).toHaveLength(1);
    expect(readdirSync(join(base, "cache/terraform/plugins/registry.terraform.io/towpath"))).toEqual(["fake"]);
  });
});
