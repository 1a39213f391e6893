import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { gitRepository } from "../testing/git-repository.ts";
import { platformCheck } from "./platform-check.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [./*.type.yaml]
policies: { levels: { data/no-such-rule: mandatory } }
`;
const BUCKET = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: bucket }
outputs: { name: { type: string } }
recipes: { local: { driver: bucket } }
`;

test("the example's platform is right", async () => {
  const { effects } = folderWith({});
  const platform = join(import.meta.dirname, "../../../../examples/platform");
  const result = await platformCheck({ platform }, effects);
  const source = { kind: "path", reference: platform, name: "acme" };
  expect(result).toMatchObject({ status: "ok", findings: [], data: { platform: "acme", source } });
  expect(result.data?.types.map(({ type }) => type)).toEqual(["bucket", "dns-record", "postgres"]);
});

test("documents, recipes and policies are looked through at once", async () => {
  const { effects } = folderWith({
    "platform.yaml": PLATFORM,
    "a.type.yaml": BUCKET.replace("driver: bucket", "driver: buckte"),
    "b.type.yaml":
      "apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: {}\nrecipes: { local: { driver: bucket } }\n",
  });
  const result = await platformCheck({}, effects);
  expect(result.status).toBe("invalid");
  expect(result.findings.map(({ code }) => code)).toEqual([
    "manifest/unknown-driver",
    "manifest/missing-key",
    "policy/unknown-rule",
  ]);
  expect(result.summary).toMatch(/^The platform acme has \d faults/);
});

test("an option that a driver of Towpath does not read is said at its key; those that it reads are not", async () => {
  const { effects } = folderWith({
    "platform.yaml": PLATFORM.replace(/policies.*\n/, ""),
    "a.type.yaml": BUCKET.replace("driver: bucket", "driver: mysql, acept: same"),
    "b.type.yaml": BUCKET.replace("name: bucket", "name: other").replace(
      "driver: bucket",
      "driver: mysql, accept: same",
    ),
  });
  const { findings } = await platformCheck({}, effects);
  expect(findings.filter(({ code }) => code === "manifest/unknown-key")).toMatchObject([
    {
      message: 'The driver takes no option "acept".',
      suggestions: expect.arrayContaining(['Did you mean "accept"?']),
      places: [{ file: "a.type.yaml" }],
    },
  ]);
});

test("where there is no platform, that is said", async () => {
  const { effects } = folderWith({});
  const result = await platformCheck({}, effects);
  expect(result).toMatchObject({ status: "invalid", findings: [{ code: "manifest/not-found" }], data: null });
});

test("a platform from a package or a repository is looked through as it came from there", async () => {
  const files = { "platform.yaml": PLATFORM.replace(/policies.*\n/, ""), "a.type.yaml": BUCKET };
  const repository = gitRepository();
  const commit = repository.commit(files, "v1.0.0");
  const reference = `git+file://${repository.folder}#v1.0.0`;
  const inPackage = Object.entries(files).map(([path, text]) => [`node_modules/@acme/platform/${path}`, text]);
  const { effects, folder } = folderWith({
    ...Object.fromEntries(inPackage),
    "node_modules/@acme/platform/package.json": '{ "name": "@acme/platform", "version": "2.1.0" }',
    "node_modules/@acme/platform/b.type.yaml": BUCKET.replace("name: bucket", "name: other").replace(
      "driver: bucket",
      "driver: buckte",
    ),
  });
  const variables = { PATH: process.env["PATH"], HOME: folder, TOWPATH_HOME: join(folder, "home") };
  expect(await platformCheck({ platform: reference }, { ...effects, variables })).toMatchObject({
    status: "ok",
    findings: [],
    sections: [{ kind: "fields", fields: [{ name: "Platform" }] }],
    data: { platform: "acme", source: { kind: "git", reference, commit } },
  });
  const installed = await platformCheck({ platform: "@acme/platform" }, effects);
  expect(installed).toMatchObject({
    status: "invalid",
    findings: [{ code: "manifest/unknown-driver", places: [{ file: "@acme/platform@2.1.0/b.type.yaml" }] }],
    data: { source: { kind: "npm", version: "2.1.0" } },
  });
  expect(await platformCheck({ platform: "https://anna:s3cret@github.com/x" }, effects)).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/platform-reference" }],
  });
});

test("what a recipe names and nobody can read is said, link or folder", async () => {
  const recipes = "{ terraform: { module: ./module }, kubernetes: { objects: ./module } }";
  const { effects, folder } = folderWith({
    "platform.yaml": PLATFORM.replace(/policies.*\n/, ""),
    "a.type.yaml": BUCKET.replace(/recipes: .*/, `recipes: ${recipes}`),
    "module/main.tf": "",
  });
  mkdirSync(join(folder, "module/folder"));
  symlinkSync("folder", join(folder, "module/link.tf"));
  const result = await platformCheck({}, effects);
  const messages = result.findings.flatMap(({ code, message }) =>
    code === "manifest/unreadable" || code === "manifest/module" ? [message] : [],
  );
  expect(messages).toEqual([
    expect.stringMatching(/^The module "\.\/module" cannot be used: the file cannot be read: EISDIR/),
    expect.stringMatching(/^"\.\/module" cannot be read: EISDIR/),
  ]);
});

test("waivers are held against the packs, the environments and the day, whatever services there are", async () => {
  const waiver = (id: string, more: string) =>
    `  - { id: ${id}, owner: team-a, reason: Later., ${more}, created: 2026-11-01 }\n`;
  const { effects } = folderWith({
    "platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local }, prod: { engine: local } }
waivers: [./waivers.yaml]
`,
    "waivers.yaml": `apiVersion: towpath.dev/v1\nkind: Waivers\nwaivers:\n${[
      waiver("W-1", "rule: workload/limits, subject: { service: a }, expires: 2027-01-20"),
      waiver("W-2", "rule: workload/limit, subject: { service: a }, expires: 2027-01-20"),
      waiver("W-3", "rule: workload/limits, subject: { service: b, environment: prd }, expires: 2027-01-20"),
      waiver("W-4", "rule: workload/limits, subject: { service: b }, expires: 2028-01-20"),
      waiver("W-5", "rule: workload/limits, subject: { service: c }, expires: 2026-11-02"),
      waiver(
        "W-6",
        "rule: workload/limits, subject: { service: c }, allow: workload.scale.mx < 3, expires: 2027-01-20",
      ),
      waiver("W-7", "rule: workflows/unpinned-uses, subject: { file: .github/workflows/x.yml }, expires: 2027-01-20"),
      waiver("W-8", "rule: ownership/owner-present, subject: { service: c }, expires: 2027-01-20"),
    ].join("")}`,
  });
  const { findings, status } = await platformCheck({}, effects);
  expect(findings.map(({ code, address, suggestions: [first] }) => [address, code, first])).toEqual([
    ["waivers.W-2", "waiver/unknown-rule", 'Did you mean "workload/limits"?'],
    ["waivers.W-3", "waiver/unused", 'Did you mean "prod"?'],
    ["waivers.W-4", "waiver/too-long", "Write `expires: 2027-01-30` or a day before it."],
    ["waivers.W-6", "waiver/bound", "Did you mean max?"],
  ]);
  expect(status).toBe("failed");
});

test("a rule of its own about a type that it does not offer is said, for it would see nothing", async () => {
  const rule = (id: string, types: string): string => `apiVersion: towpath.dev/v1
kind: PolicyRule
metadata: { id: acme/${id}, severity: low, docs: { summary: S., rationale: R. } }
select: { resource: ${types} }
assert: resource.name == "a"
message: No.
tests:
  pass: [{ resources: { a: { type: bucket } } }]
  fail: [{ resources: { b: { type: bucket } } }]
`;
  const { effects } = folderWith({
    "platform.yaml": `${PLATFORM.replace(/policies.*\n/, "")}policies: { packs: [./policies/*.yaml] }\n`,
    "a.type.yaml": BUCKET,
    "policies/a.yaml": rule("a", "bucket"),
    "policies/b.yaml": rule("b", "buckte").replaceAll("type: bucket", "type: buckte"),
    "policies/c.yaml": rule("c", "[mysql, bucket]"),
    "policies/d.yaml": rule("d", '"*"'),
  });
  const { findings, status } = await platformCheck({}, effects);
  expect(findings).toMatchObject([
    {
      code: "manifest/unknown-type",
      level: "advisory",
      message: "The rule acme/b looks at resources of the type buckte, and the platform acme offers none.",
      suggestions: ['Did you mean "bucket"?'],
      places: [{ file: "policies/b.yaml" }],
    },
  ]);
  expect(status).toBe("ok");
});

test("keys, roots and controls of evidence are looked into, each at its line", async () => {
  const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
  const [good, rsa] = [generateKeyPairSync("ed25519"), generateKeyPairSync("rsa", { modulusLength: 2048 })];
  const { effects } = folderWith({
    "platform.yaml": `${PLATFORM.replace(/resourceTypes.*\n|policies.*\n/g, "")}evidence:
  key: { variable: KEY }
  publicKeys:
    - ./rsa.pub
    - ./private.pub
    - ./date.pub
    - ./turned.pub
    - ./none.pub
  controls: [./controls.yaml]
  keyless: { issuer: "https://idp.acme.example", identity: "https://acme.example/*", trustedRoot: ./none.pub }
`,
    "rsa.pub": pem(rsa.publicKey),
    "private.pub": good.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    "date.pub": `Not-Before: yesterday\n${pem(good.publicKey)}`,
    "turned.pub": `Not-Before: 2025-01-01T00:00:00Z\nNot-After: 2024-01-01T00:00:00Z\n${pem(good.publicKey)}`,
    "none.pub": "nothing",
    "controls.yaml":
      "apiVersion: towpath.dev/v1\nkind: Controls\nmetadata: { name: a }\nincludes: [towpat]\ncontrols: []\n",
  });
  const { findings, status } = await platformCheck({}, effects);
  expect(status).toBe("failed");
  expect(findings.map(({ code, message, places }) => [places[0]?.range?.start.line, code, message])).toEqual([
    [4, "evidence/controls", 'includes.0 is "towpat"; expected "towpath".'],
    [
      8,
      "evidence/key-unusable",
      expect.stringMatching(/^No public key counts now: the key .* does not count any more/),
    ],
    [8, "evidence/key-unusable", "The key from ./rsa.pub cannot be used: it is of the kind rsa."],
    [9, "evidence/key-unusable", "./private.pub holds a private key where a public one is to stand."],
    [10, "evidence/key-unusable", expect.stringContaining("Not-Before is no time of RFC 3339")],
    [11, "evidence/key-unusable", "The key from ./turned.pub counts at no time: its end is before its begin."],
    [12, "evidence/key-unusable", "The key from ./none.pub cannot be used: it is no public key in PEM."],
    [14, "operation/evidence-file", expect.stringContaining("it is no JSON")],
  ]);
});
