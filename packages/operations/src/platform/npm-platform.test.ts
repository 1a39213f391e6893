import { mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Effects, ProgressEvent } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { type LoopbackRegistry, loopbackRegistry } from "../testing/loopback-registry.ts";
import { npmVariables } from "../testing/npm-variables.ts";
import { platformFiles } from "../testing/platform-files.ts";
import { build } from "../verbs/build.ts";
import { check } from "../verbs/check.ts";
import { plan } from "../verbs/plan.ts";
import { status } from "../verbs/status.ts";
import { validate } from "../verbs/validate.ts";

let registry: LoopbackRegistry;
beforeAll(async () => {
  registry = await loopbackRegistry();
  await registry.publish("@acme/platform", "2.1.0", platformFiles());
  await registry.publish("@acme/platform", "2.2.0", platformFiles("new.example"));
  await registry.publish("@acme/empty", "1.0.0", { "readme.md": "nothing" });
  await registry.publish("@acme/broken", "1.0.0", platformFiles(), (archive) => archive.subarray(0, -20));
});
afterAll(() => registry[Symbol.asyncDispose]());

let home = "";
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), "towpath npm ")));
  registry.requests.length = 0;
  registry.refuse(200);
});

/** A service in a folder. */
function service(
  platform: string | undefined,
  files: Readonly<Record<string, string>> = {},
  over: Partial<Effects> = {},
) {
  const named = platform === undefined ? "" : `platform: ${JSON.stringify(platform)}\n`;
  return folderWith(
    { "towpath.yaml": manifestOf("orders", `${named}resources: { box: { type: mailbox } }\n`), ...files },
    { variables: npmVariables(home, registry), ...over },
  );
}

function installed(version: string, domain?: string): Record<string, string> {
  const files = { "package.json": JSON.stringify({ name: "@acme/platform", version }), ...platformFiles(domain) };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`node_modules/@acme/platform/${path}`, text]));
}

const notices = (events: readonly ProgressEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === "notice" ? [event.message] : []));

describe("a package that is installed", () => {
  test("is taken without a word to the registry, and recorded", async () => {
    const { effects, events } = service("@acme/platform", installed("2.0.0"));
    const result = await check({ manifests: [] }, effects);
    expect(result.findings.filter(({ code }) => /^(manifest|operation)\//.test(code))).toEqual([]);
    expect(result).toMatchObject({
      data: {
        platforms: [
          {
            kind: "npm",
            reference: "@acme/platform",
            version: "2.0.0",
            name: "acme",
            digest: expect.stringMatching(/^sha256:/),
          },
        ],
      },
    });
    expect(result.sections[0]).toMatchObject({
      fields: [{ value: expect.stringMatching(/^acme, @acme\/platform \(version 2\.0\.0, sha256:\w{12}\)$/) }],
    });
    expect([registry.requests, events]).toEqual([[], []]);
  });

  test("is found from the manifest's folder upwards, and fits a range or does not", async () => {
    const { effects, events } = service(undefined, {
      ...installed("2.0.0"),
      "services/a/towpath.yaml": manifestOf("a", 'platform: "@acme/platform@^2"\n'),
      "services/b/towpath.yaml": manifestOf("b", 'platform: "@acme/platform@2.1.0"\n'),
    });
    const result = await validate({ manifests: ["services/*/towpath.yaml"] }, effects);
    expect(result).toMatchObject({
      status: "ok",
      findings: [],
      data: { platforms: [{ version: "2.0.0" }, { version: "2.1.0" }] },
    });
    expect(notices(events)).toEqual([
      "@acme/platform is installed in version 2.0.0, which is not what @acme/platform@2.1.0 asks for.",
      expect.stringMatching(/^Fetching the platform @acme\/platform@2\.1\.0 with npm, into .*platforms\/npm\.$/),
    ]);
  });

  test("as a workspace is a link to sources, which are shown as what they are and cannot refer to what is beside them", async () => {
    const { folder, effects } = service("@acme/platform", {
      "packages/platform/package.json": JSON.stringify({ name: "@acme/platform", version: "0.0.0" }),
      "packages/platform/platform.yaml":
        platformFiles()["platform.yaml"]?.replace("./types/*.yaml", "../types/a.yaml") ?? "",
      "packages/types/a.yaml": "secret: here",
    });
    mkdirSync(join(folder, "node_modules/@acme"), { recursive: true });
    symlinkSync("../../packages/platform", join(folder, "node_modules/@acme/platform"));
    const { findings } = await validate({ manifests: [] }, effects);
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: "manifest/path",
        places: [expect.objectContaining({ file: "packages/platform/platform.yaml" })],
      }),
    );
    expect(JSON.stringify(findings)).not.toContain("secret");
  });

  test("whose platform.yaml is a link out of it is not read", async () => {
    const { folder, effects } = service("@acme/platform", { "outside.yaml": "s3cret: [" });
    mkdirSync(join(folder, "node_modules/@acme/platform"), { recursive: true });
    symlinkSync("../../../outside.yaml", join(folder, "node_modules/@acme/platform/platform.yaml"));
    const result = await validate({ manifests: [] }, effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code: "manifest/unreadable" }] });
    expect(JSON.stringify(result)).not.toContain("s3cret");
  });

  test("does not count, nor do its npm settings, in what someone proposes", async () => {
    const { effects } = service(undefined, {
      ...installed("2.1.0", "loose.example"),
      ".npmrc": "registry=http://127.0.0.1:1/\n",
      "@acme/platform@2.1.0/platform.yaml": "loose: true",
    });
    const request = { manifests: [], platform: "@acme/platform@2.1.0" };
    const proposed = await check({ ...request, isUntrusted: true }, effects);
    const local = await check(request, effects);
    expect(registry.requests).toContain("@acme/platform/-/2.1.0.tgz");
    const [fetched, own] = [proposed.data?.platforms[0], local.data?.platforms[0]];
    expect([fetched?.version, own?.version]).toEqual(["2.1.0", "2.1.0"]);
    expect(fetched?.digest).not.toBe(own?.digest);
  });
});

describe("a package that is fetched", () => {
  test("in an exact version is fetched once, and needs no network afterwards", async () => {
    const { effects, events } = service("@acme/platform@2.1.0", {
      "plain/towpath.yaml": manifestOf("plain", 'platform: "@acme/platform@2.1.0"\n'),
    });
    const first = await plan({ manifest: "plain" }, effects);
    expect(first.data?.platform ?? first.findings).toMatchObject({ kind: "npm", version: "2.1.0" });
    registry.refuse(503);
    expect(await validate({ manifests: [] }, effects)).toMatchObject({
      status: "ok",
      findings: [],
      data: { platforms: [first.data?.platform] },
    });
    expect(notices(events)).toHaveLength(1);
    expect(registry.requests.filter((path) => path.endsWith(".tgz"))).toHaveLength(1);
  });

  test("in no certain version is what the registry says now, and that is said", async () => {
    const { effects, events } = service("@acme/platform@^2");
    const result = await validate({ manifests: [] }, effects);
    expect(result).toMatchObject({
      status: "ok",
      data: { platforms: [{ reference: "@acme/platform@^2", version: "2.2.0" }] },
      findings: [
        {
          code: "operation/platform-not-pinned",
          level: "advisory",
          places: [{ file: "towpath.yaml", range: { start: { line: 4 } } }],
          suggestions: ["Name one version: @acme/platform@2.2.0."],
        },
      ],
    });
    expect(notices(events)).toContain("The platform @acme/platform@^2 is version 2.2.0 now.");
  });

  test("is fetched once for all manifests, and by two runs at once", async () => {
    const { effects } = service("@acme/platform@2.1.0", {
      "b/towpath.yaml": manifestOf("b", 'platform: "@acme/platform@2.1.0"\n'),
    });
    const runs = [1, 2, 3].map(() => validate({ manifests: ["**/towpath.yaml"] }, effects));
    for (const { status, data } of await Promise.all(runs)) {
      expect([status, data?.documents.length, data?.platforms.length]).toEqual(["ok", 2, 1]);
    }
    const kept = readdirSync(join(home, "cache/towpath/platforms/npm"));
    expect(kept).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });

  test("is asked for where the repository's own npm settings say, and kept apart", async () => {
    await using other = await loopbackRegistry();
    await other.publish("@acme/platform", "2.1.0", platformFiles("other.example"));
    const files = { ".git/HEAD": "", ".npmrc": `@acme:registry=${other.url}\n` };
    const first = await validate({ manifests: [] }, service("@acme/platform@2.1.0", files).effects);
    const second = await validate({ manifests: [] }, service("@acme/platform@2.1.0").effects);
    expect(other.requests).toContain("@acme/platform/-/2.1.0.tgz");
    expect(first.data?.platforms[0]?.digest).not.toBe(second.data?.platforms[0]?.digest);
  });

  test.each([
    ["1.0.0", "1.0.1"],
    ["^1", "1;0;0"],
  ])("in version %s is not used where it says of itself that it is %s", async (wanted, version) => {
    const lying = (archive: Buffer): Buffer => {
      const text = gunzipSync(archive).toString("latin1").replace('"version":"1.0.0"', `"version":"${version}"`);
      return gzipSync(Buffer.from(text, "latin1"));
    };
    await registry.publish("@acme/lying", "1.0.0", platformFiles(), lying, "sent");
    const result = await validate({ manifests: [] }, service(`@acme/lying@${wanted}`).effects);
    expect(result).toMatchObject({
      status: "fault",
      findings: [
        { code: "operation/platform-damaged", message: expect.stringContaining(`it holds "@acme/lying ${version}"`) },
      ],
    });
  });

  test("runs no script, and brings nothing that it depends on", async () => {
    const owned = join(home, "owned");
    await registry.publish("@acme/scripts", "1.0.0", {
      ...platformFiles(),
      "package.json": JSON.stringify({
        name: "@acme/scripts",
        version: "1.0.0",
        scripts: { preinstall: `touch '${owned}'`, install: `touch '${owned}'`, prepare: `touch '${owned}'` },
        dependencies: { "@acme/empty": "1.0.0" },
      }),
    });
    registry.requests.length = 0;
    const result = await validate({ manifests: [] }, service("@acme/scripts@1.0.0").effects);
    expect(result.status).toBe("ok");
    expect(readdirSync(home)).not.toContain("owned");
    expect(registry.requests.filter((path) => path.startsWith("@acme/empty"))).toEqual([]);
  });
});

describe("a package that cannot be had", () => {
  test.each([
    ["@acme/nothing@1.0.0", "operation/platform-not-found", "invalid", "no such package"],
    ["@acme/platform@9.9.9", "operation/platform-not-found", "invalid", "no such version"],
    ["@acme/empty@1.0.0", "operation/platform-not-found", "invalid", "@acme/empty@1.0.0 holds no platform.yaml"],
    ["@acme/broken@1.0.0", "operation/platform-damaged", "fault", "not what it said it would send"],
    [
      "https://anna:s3cret@github.com/acme/platform",
      "operation/platform-reference",
      "invalid",
      "no form that is known",
    ],
  ])("%s", async (reference, code, ending, message) => {
    const { effects } = service(reference);
    const result = await validate({ manifests: [] }, effects);
    expect(result).toMatchObject({
      status: ending,
      findings: [
        {
          code,
          message: expect.stringContaining(message),
          suggestions: [expect.stringMatching(/.+/)],
          places: [{ file: "towpath.yaml", range: { start: { line: 4, column: 11 } } }],
        },
      ],
      data: { documents: [{ isValid: false }], platforms: [] },
    });
    expect(JSON.stringify(result)).not.toContain("s3cret");
    expect(result.findings[0]?.places[0]?.isSecret ?? false).toBe(reference.includes("s3cret"));
  });

  test("is said the same by every command, together with what is wrong with the manifest", async () => {
    const { effects } = service("@acme", { "b/towpath.yaml": manifestOf("b", 'platform: "@acme"\nnope: 1\n') });
    const codes = async (verb: Promise<{ readonly findings: readonly { readonly code: string }[] }>) =>
      (await verb).findings.map(({ code }) => code);
    for (const verb of [plan, status, build]) {
      expect(await codes(verb({}, effects))).toEqual(["operation/platform-reference"]);
      expect(await codes(verb({ manifest: "b" }, effects))).toEqual([
        "operation/platform-reference",
        "manifest/unknown-key",
      ]);
    }
    expect(await codes(check({ manifests: ["**/towpath.yaml"] }, effects))).toHaveLength(3);
  });

  test.each([
    [401, "operation/platform-access"],
    [403, "operation/platform-access"],
    [503, "operation/platform-unreachable"],
  ])("because the registry answers %s", async (status, code) => {
    registry.refuse(status);
    const result = await validate({ manifests: [], platform: "@acme/platform@2.1.0" }, service(undefined).effects);
    expect(result).toMatchObject({ status: "fault", findings: [{ code, places: [] }] });
    expect(result.sections).toMatchObject([{ kind: "lines", title: "It printed last:" }]);
  });

  test("because nothing listens there", async () => {
    const request = { manifests: [], platform: "@acme/platform@2.1.0" };
    const silent = { ...npmVariables(home, registry), npm_config_registry: "http://127.0.0.1:1" };
    expect(await validate(request, service(undefined, {}, { variables: silent }).effects)).toMatchObject({
      status: "fault",
      findings: [{ code: "operation/platform-unreachable" }],
    });
  });

  test("a command that is interrupted leaves nothing behind", async () => {
    const interruption = new AbortController();
    const events = (): void => {
      setTimeout(() => interruption.abort(new Error("Ctrl-C")), 30);
    };
    const { effects } = service("@acme/platform@2.1.0", {}, { signal: interruption.signal, events });
    expect(await validate({ manifests: [] }, effects)).toMatchObject({ status: "interrupted" });
    expect(readdirSync(join(home, "cache/towpath/platforms/npm"))).toEqual([]);
  });
});
