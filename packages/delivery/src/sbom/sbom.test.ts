import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { digestBytes, isJsonObject, type JsonObject } from "@towpath/core";
import { Ajv } from "ajv";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { watchedEffects } from "../testing/effects.ts";
import { lockedPackages } from "./npm-lock.ts";
import { type Sbom, sbomFor } from "./sbom-for.ts";

let root: string;
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), "towpath sbom ")));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const SRI = "sha512-nBrLsEWmoJ2u5LpAPjxADTlq3tqsOBVpXHNKabd5dm2mrd3cBs38oY7zZHzut0PPn+VgHTbiu0R/XT+rS6s2sA==";
const of = (version: string, more: object = {}) => ({
  version,
  resolved: "https://packages.example/x.tgz",
  integrity: SRI,
  license: "MIT",
  ...more,
});

/** A monorepo with two services and a package that both have. */
const PACKAGES = {
  "": { name: "root", devDependencies: { vitest: "1" } },
  "services/orders": {
    name: "@acme/orders",
    version: "0.0.0",
    dependencies: { express: "4", "@acme/shared": "*", missing: "1" },
    optionalDependencies: { fsevents: "2" },
    devDependencies: { typescript: "5" },
  },
  "services/billing": { name: "@acme/billing", dependencies: { express: "5" } },
  "packages/shared": { name: "@acme/shared", version: "1.0.0", dependencies: { debug: "4" } },
  "node_modules/@acme/shared": { resolved: "packages/shared", link: true },
  "node_modules/express": of("4.0.0", { dependencies: { debug: "2" } }),
  "node_modules/express/node_modules/debug": of("2.0.0", { dependencies: { ms: "*" } }),
  "node_modules/debug": of("4.0.0", { dependencies: { ms: "*" }, license: "(MIT OR Apache-2.0)" }),
  "node_modules/ms": of("2.1.0", { dependencies: { debug: "*" }, license: "SEE LICENSE IN x" }),
  "node_modules/fsevents": of("2.3.3", { optional: true }),
  "node_modules/typescript": of("5.0.0", { dev: true }),
  "node_modules/vitest": of("1.0.0", { dev: true }),
  "services/billing/node_modules/express": of("5.0.0"),
};

async function layLock(folder: string, value: unknown, name = "package-lock.json"): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
}

const { effects: usual } = watchedEffects();
async function made(folder = root, variables: Record<string, string | undefined> = {}): Promise<Sbom> {
  const { effects } = watchedEffects({ ...variables });
  await mkdir(folder, { recursive: true });
  const artifact = digestBytes("archive");
  return sbomFor({ folder, boundary: root, service: "orders", version: "1.8.2", artifact }, { ...usual, ...effects });
}

interface Bom {
  readonly serialNumber: string;
  readonly metadata: JsonObject;
  readonly components: readonly (JsonObject & { readonly "bom-ref": string })[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

function bomOf(sbom: Sbom): Bom {
  if (sbom.kind !== "made") throw new Error(sbom.why);
  return JSON.parse(new TextDecoder().decode(sbom.bytes));
}

test("says what a service of a workspace is made of, each as npm resolves it", async () => {
  await layLock(root, { lockfileVersion: 3, packages: PACKAGES });
  const bom = bomOf(await made(join(root, "services", "orders")));
  expect(bom.metadata["component"]).toMatchObject({
    name: "orders",
    version: "1.8.2",
    hashes: [{ alg: "SHA-256", content: digestBytes("archive").slice("sha256:".length) }],
  });
  const shown = bom.components.map((component) => [component["bom-ref"], component["version"], component["scope"]]);
  expect(shown.sort()).toEqual([
    ["node_modules/debug", "4.0.0", "required"],
    ["node_modules/express", "4.0.0", "required"],
    ["node_modules/express/node_modules/debug", "2.0.0", "required"],
    ["node_modules/fsevents", "2.3.3", "optional"],
    ["node_modules/ms", "2.1.0", "required"],
    ["node_modules/typescript", "5.0.0", "excluded"],
    ["packages/shared", "1.0.0", "required"],
  ]);
  const needs = Object.fromEntries(bom.dependencies.map(({ ref, dependsOn = [] }) => [ref, dependsOn]));
  expect(needs["."]).toEqual(["node_modules/express", "node_modules/fsevents", "packages/shared"]);
  expect(needs["packages/shared"]).toEqual(["node_modules/debug"]);
  expect(needs["node_modules/express"]).toEqual(["node_modules/express/node_modules/debug"]);
  const find = (ref: string) => bom.components.find((component) => component["bom-ref"] === ref);
  expect(find("node_modules/express")).toMatchObject({
    purl: "pkg:npm/express@4.0.0",
    licenses: [{ license: { id: "MIT" } }],
    hashes: [{ alg: "SHA-512", content: Buffer.from(SRI.slice("sha512-".length), "base64").toString("hex") }],
  });
  expect(find("node_modules/debug")?.["licenses"]).toEqual([{ expression: "(MIT OR Apache-2.0)" }]);
  expect(find("node_modules/ms")?.["licenses"]).toEqual([{ license: { name: "SEE LICENSE IN x" } }]);
  expect(find("packages/shared")).toMatchObject({ group: "@acme", name: "shared" });
  expect(find("packages/shared")).not.toHaveProperty("purl");
});

test("is valid by the schema of CycloneDX 1.6", async () => {
  const home = dirname(createRequire(import.meta.url).resolve("@cyclonedx/cyclonedx-library/package.json"));
  const schema = async (name: string): Promise<JsonObject> =>
    JSON.parse(await readFile(join(home, "res", "schema", name), "utf8"));
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const name of ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"])
    ajv.addSchema(await schema(name), `http://cyclonedx.org/schema/${name}`);
  const validate = ajv.compile(await schema("bom-1.6.SNAPSHOT.schema.json"));
  await layLock(root, { lockfileVersion: 3, packages: PACKAGES });
  expect(validate(bomOf(await made(join(root, "services", "orders"))))).toBe(true);
  expect(validate({ bomFormat: "CycloneDX", specVersion: "1.6", components: [{}] })).toBe(false);
});

test("the same packages give the same bytes, whatever their order", async () => {
  await layLock(root, { lockfileVersion: 3, packages: PACKAGES });
  const first = await made(join(root, "services", "orders"));
  const packages = Object.fromEntries(Object.entries(PACKAGES).reverse());
  await layLock(root, { packages, lockfileVersion: 2 });
  expect(await made(join(root, "services", "orders"))).toEqual(first);
  expect(bomOf(first).serialNumber).toMatch(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  packages["node_modules/ms"] = of("2.1.1");
  await layLock(root, { packages });
  expect(bomOf(await made(join(root, "services", "orders"))).serialNumber).not.toBe(bomOf(first).serialNumber);
});

test("credentials in the address of a package are left out", async () => {
  const resolved = "git+https://ann:t0ken-of-ann@git.example/x.git?sig=t0ken-of-ann#abc";
  await layLock(root, { packages: { "": { dependencies: { x: "1" } }, "node_modules/x": of("1.0.0", { resolved }) } });
  const sbom = await made();
  expect(bomOf(sbom).components[0]).toMatchObject({
    externalReferences: [{ url: "git+https://git.example/x.git#abc" }],
  });
  expect(bomOf(sbom).components[0]).not.toHaveProperty("purl");
  expect(JSON.stringify(bomOf(sbom))).not.toContain("t0ken");
});

describe("npm's resolution", () => {
  test("ends with circles, and takes a chain as long as any", () => {
    const packages: Record<string, object> = { "": { dependencies: { p0: "1" } } };
    for (let at = 0; at < 50_000; at += 1)
      packages[`node_modules/p${at}`] = of("1.0.0", { dependencies: { [`p${(at + 1) % 50_000}`]: "1" } });
    expect(lockedPackages(JSON.parse(JSON.stringify({ packages })), "")).toHaveLength(50_001);
  });

  test("takes names that objects have for names", () => {
    const lock: unknown = JSON.parse(
      '{"packages":{"":{"dependencies":{"__proto__":"1","constructor":"1","toString":"1"}},"node_modules/__proto__":{"version":"1"}}}',
    );
    const found = isJsonObject(lock) ? lockedPackages(lock, "") : undefined;
    expect(found?.map(({ path }) => path)).toEqual(["", "node_modules/__proto__"]);
  });

  test("reads whatever is there without an error", async () => {
    const part = fc.constantFrom("", "node_modules", "a", "b", "../x", "/", "__proto__", "constructor");
    const key = fc.array(part, { maxLength: 4 }).map((parts) => parts.join("/"));
    const entry = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          version: fc.oneof(fc.string(), fc.jsonValue()),
          resolved: fc.oneof(fc.string(), key, fc.webUrl()),
          integrity: fc.oneof(fc.string(), fc.constant(SRI)),
          license: fc.oneof(fc.string(), fc.jsonValue()),
          link: fc.boolean(),
          name: fc.string(),
          dependencies: fc.oneof(fc.dictionary(part, fc.string()), fc.jsonValue()),
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, entry), async (packages) => {
        await layLock(root, { packages: { ...packages, "": { dependencies: { a: "1", b: "1" } } } });
        expect(bomOf(await made()).components.length).toBeLessThan(10);
      }),
      { numRuns: process.env["TOWPATH_LONG"] ? 1000 : 60 },
    );
  });
});

describe("there is none", () => {
  test("where nothing tells, and it is said why", async () => {
    expect(await made()).toEqual({
      kind: "none",
      why: expect.stringMatching(/^there is no package-lock\.json, and cdxgen/),
    });
    await layLock(root, { lockfileVersion: 1, dependencies: {} });
    expect(await made()).toEqual({
      kind: "none",
      why: expect.stringContaining("package-lock.json is of a version before"),
    });
    await layLock(root, { packages: PACKAGES });
    expect(await made(join(root, "services", "python"))).toEqual({
      kind: "none",
      why: expect.stringContaining(
        "../../package-lock.json is of a version before npm 7, or does not know this folder",
      ),
    });
  });

  test("of a lock file above the repository", async () => {
    await layLock(root, { packages: { ...PACKAGES, inner: { name: "inner" } } });
    const folder = join(root, "inner");
    await mkdir(folder);
    const request = { folder, boundary: folder, service: "x", version: "1", artifact: digestBytes("x") };
    const { effects } = watchedEffects({});
    expect((await sbomFor(request, effects)).kind).toBe("none");
  });

  test.each(["{", "[]", '"x"', "null", ""])("of a lock file that is %j", async (text) => {
    await layLock(root, text);
    await expect(made()).rejects.toMatchObject({
      code: "delivery/sbom-failed",
      message: expect.stringContaining("package-lock.json cannot be read, because it is no JSON object"),
    });
  });
});

describe("cdxgen", () => {
  async function cdxgen(script: string): Promise<Record<string, string>> {
    const bin = join(root, "bin");
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "cdxgen"), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, "cdxgen"), 0o755);
    return { PATH: `${bin}:/usr/bin:/bin`, INPUT_TOKEN: "secret" };
  }
  const WRITE = (text: string) => `while [ "$1" != -o ]; do shift; done; cat > "$2" <<'EOF'\n${text}\nEOF`;

  test("is asked where it is installed, and what differs each time is left out", async () => {
    const text = `{"specVersion":"1.6","bomFormat":"CycloneDX","serialNumber":"urn:uuid:1","metadata":{"timestamp":"now","a":1},"components":[]}`;
    const sbom = await made(root, await cdxgen(WRITE(text)));
    expect(sbom).toMatchObject({ kind: "made", by: "cdxgen" });
    expect(bomOf(sbom)).toEqual({ bomFormat: "CycloneDX", specVersion: "1.6", metadata: { a: 1 }, components: [] });
  });

  test("installs nothing, and sees none of the action's inputs", async () => {
    const script = `echo "$* token=$INPUT_TOKEN" > seen; ${WRITE('{"bomFormat":"CycloneDX"}')}`;
    await made(root, await cdxgen(script));
    expect(await readFile(join(root, "seen"), "utf8")).toMatch(/^--no-install-deps .*token=\n$/);
  });

  test.each([
    ["fails", "echo no idea; exit 3", "it exited with code 3"],
    ["writes nothing", "true", "it wrote nothing"],
    ["writes no JSON", WRITE("<bom/>"), "it wrote no JSON"],
    ["writes another format", WRITE('{"spdxVersion":"2.3"}'), "it wrote no CycloneDX"],
    ["writes what nests too deep", WRITE("[".repeat(100_000)), "it wrote no JSON"],
  ])("that %s is told", async (_, script, part) => {
    await expect(made(root, await cdxgen(script))).rejects.toMatchObject({
      code: "delivery/sbom-failed",
      kind: "fault",
      message: expect.stringContaining(part),
    });
  });
});
