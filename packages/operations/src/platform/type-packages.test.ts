import { mkdtempSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Effects, formatPlace, nodeFiles, type ProgressEvent } from "@towpath/core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { type LoopbackRegistry, loopbackRegistry } from "../testing/loopback-registry.ts";
import { npmVariables } from "../testing/npm-variables.ts";
import { proposal } from "../testing/proposal.ts";
import { check } from "../verbs/check.ts";
import { platformCheck } from "../verbs/platform-check.ts";
import { validate } from "../verbs/validate.ts";

const typeOf = (name: string, more = "module: ../modules/box") => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: ${name} }
settings: { days: { type: integer, default: 7 } }
outputs: { url: { type: string } }
recipes:
  terraform: { ${more}, inputs: { days: "\${settings.days}" } }
`;

const files = (version: string, more: Readonly<Record<string, string>> = {}) => ({
  "package.json": JSON.stringify({ name: "@acme/types", version }),
  "types/mailbox.yaml": typeOf("mailbox"),
  "types/notes.txt": "no type",
  "modules/box/main.tf": 'variable "days" {\n  type = number\n}\noutput "url" { value = "x" }\n',
  ...more,
});

let registry: LoopbackRegistry;
beforeAll(async () => {
  registry = await loopbackRegistry();
  await registry.publish("@acme/types", "1.0.0", files("1.0.0"));
  await registry.publish(
    "@acme/types",
    "1.1.0",
    files("1.1.0", {
      "more/letterbox.yaml": typeOf("letterbox"),
      "more/outside.yaml": typeOf("outside", "module: ../../elsewhere"),
      "modules/box/main.tf": 'variable "days" {\n  type = bool\n}\n',
    }),
  );
  await registry.publish("@acme/platform", "2.0.0", {
    "package.json": JSON.stringify({ name: "@acme/platform", version: "2.0.0" }),
    "platform.yaml": platform("@acme/types@1.0.0"),
  });
});
afterAll(() => registry[Symbol.asyncDispose]());

const newHome = (): string => realpathSync(mkdtempSync(join(tmpdir(), "towpath-types-")));
/** With what was fetched by tests that are about something else. */
const SHARED = newHome();
let home = "";
beforeEach(() => {
  home = newHome();
  registry.requests.length = 0;
  registry.refuse(200);
});

function platform(...types: readonly string[]): string {
  return `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  prod: { engines: { azure: { kind: terraform } } }
resourceTypes: ${JSON.stringify(types)}
`;
}

const MANIFEST = manifestOf("orders", "resources: { box: { type: mailbox, settings: { days: 8 } } }\n");

function service(types: readonly string[], more: Readonly<Record<string, string>> = {}, over: Partial<Effects> = {}) {
  return folderWith(
    { "towpath.yaml": MANIFEST, "platform.yaml": platform(...types), ...more },
    { variables: npmVariables(home, registry), ...over },
  );
}

function installed(version: string, more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files(version, more)).map(([path, text]) => [`node_modules/@acme/types/${path}`, text]),
  );
}

const request = { manifests: [], platform: "platform.yaml" };
const notices = (events: readonly ProgressEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
const said = ({ findings }: { findings: Awaited<ReturnType<typeof check>>["findings"] }): readonly string[] =>
  findings
    .filter(({ code }) => /^(manifest|operation|setting)\//.test(code))
    .map(({ places, code, message }) => `${places.map(formatPlace).join(" and ")} ${code}: ${message}`);

describe("resource types of a package", () => {
  test("are fetched once, said, and part of the platform and of its digest", async () => {
    const { effects, events } = service(["@acme/types@1.0.0"]);
    const first = await validate(request, effects);
    expect(said(first)).toEqual([]);
    expect(notices(events)).toEqual([
      expect.stringContaining("Fetching the package of resource types @acme/types@1.0.0 with npm"),
    ]);
    registry.refuse(500);
    expect(said(await check(request, effects))).toEqual([]);
    expect(notices(events)).toHaveLength(1);
    const looked = await platformCheck({ platform: "platform.yaml" }, effects);
    expect(looked.data).toMatchObject({ types: [{ type: "mailbox", recipes: ["terraform"] }] });
    expect(said(looked)).toEqual([]);
    const other = await platformCheck({ platform: "platform.yaml" }, service([]).effects);
    expect(looked.data?.digest).not.toBe(other.data?.digest);
  });

  test("are taken as they are installed where that is the version, and fetched where it is not", async () => {
    const { effects, events } = service(["npm:@acme/types@1.0.0"], installed("1.0.0"));
    expect(said(await validate(request, effects))).toEqual([]);
    expect([registry.requests, notices(events)]).toEqual([[], []]);
    const older = service(["@acme/types@1.0.0"], installed("0.9.0"));
    expect(said(await validate(request, older.effects))).toEqual([]);
    expect(notices(older.events)).toHaveLength(1);
  });

  test("come with a platform that is a package itself", async () => {
    const { effects } = service([], {}, { variables: npmVariables(SHARED, registry) });
    expect(said(await validate({ manifests: [], platform: "@acme/platform@2.0.0" }, effects))).toEqual([]);
  });

  test("are those that a path in the package names, and their modules stay in it", async () => {
    const { effects } = service(["@acme/types@1.1.0/more/*.yaml", "@acme/types@1.1.0/types/mail*.yaml"]);
    expect(said(await platformCheck({ platform: "platform.yaml" }, effects))).toMatchInlineSnapshot(`
      [
        "@acme/types@1.1.0/more/letterbox.yaml:7:3 and @acme/types@1.1.0/more/letterbox.yaml:5:12 manifest/missing-output: The recipe for terraform does not give url.",
        "@acme/types@1.1.0/more/letterbox.yaml:7:56 and @acme/types@1.1.0/more/letterbox.yaml:4:13 and @acme/types@1.1.0/modules/box/main.tf:1:1 manifest/wrong-type: The input days is \${settings.days}, which is a number; expected true or false.",
        "@acme/types@1.1.0/more/outside.yaml:7:24 manifest/path: The path "../../elsewhere" leaves the repository.",
        "@acme/types@1.1.0/types/mailbox.yaml:7:3 and @acme/types@1.1.0/types/mailbox.yaml:5:12 manifest/missing-output: The recipe for terraform does not give url.",
        "@acme/types@1.1.0/types/mailbox.yaml:7:56 and @acme/types@1.1.0/types/mailbox.yaml:4:13 and @acme/types@1.1.0/modules/box/main.tf:1:1 manifest/wrong-type: The input days is \${settings.days}, which is a number; expected true or false.",
      ]
    `);
  });

  test.each([
    [["@acme/types@^1"]],
    [["@acme/types"]],
    [["@Acme/types@1.0.0"]],
    [["@acme/types@1.0.0/none/*.yaml"]],
    [["@acme/types@1.0.0/../*.yaml"]],
    [["@acme/types@1.0.0", "./mailbox.yaml"]],
    [["@acme/types@1.0.0", "@acme/types@1.0.0"]],
    [["@acme/types@1.0.0/types/notes.txt", "./mailbox.yaml"]],
  ])("named as %j", async (types) => {
    const variables = npmVariables(SHARED, registry);
    const { effects } = service(types, { "mailbox.yaml": typeOf("mailbox", "module: x/y/z") }, { variables });
    expect(said(await validate(request, effects))).toMatchSnapshot();
  });

  test.each([
    ["@acme/types@9.9.9", 200, "operation/platform-not-found"],
    ["@acme/types@1.0.0", 403, "operation/platform-access"],
  ])("%s that cannot be had is a fault of the line that names it", async (written, status, code) => {
    const { effects } = service([written]);
    registry.refuse(status);
    const result = await validate(request, effects);
    expect(result.status).not.toBe("ok");
    expect(result.findings).toMatchObject([
      { code, places: [{ file: "platform.yaml", range: { start: { line: 6 } } }] },
    ]);
    expect(result.findings[0]?.message).toContain(`The package of resource types "${written}"`);
    expect((await platformCheck({ platform: "platform.yaml" }, effects)).findings).toMatchObject([{ code }]);
  });

  test("are no types of a service's own", async () => {
    const { effects } = folderWith({ "towpath.yaml": manifestOf("orders", "resourceTypes: ['@acme/types@1.0.0']\n") });
    expect(said(await validate({ manifests: [] }, effects))).toMatchInlineSnapshot(`
      [
        "towpath.yaml:4:17 manifest/invalid-value: "@acme/types@1.0.0" is a package, and a service's own resource types are files of its repository.",
      ]
    `);
  });
});

describe("what is only proposed", () => {
  test("is neither fetched nor taken from what lies there", async () => {
    const { effects } = service(["@acme/types@1.0.0"], installed("1.0.0"));
    const result = await check({ ...request, isUntrusted: true }, effects);
    expect(result.status).toBe("invalid");
    expect(said(result)).toMatchInlineSnapshot(`
      [
        "platform.yaml:6:17 operation/types-proposed: The resource types of "@acme/types@1.0.0" are named only by what is proposed, so the package is not fetched, and what uses them is not checked.",
      ]
    `);
    expect(registry.requests).toEqual([]);
  });

  const base = { "towpath.yaml": MANIFEST.replace("metadata", "platform: ./platform.yaml\nmetadata") };

  test("counts where the base names it, too", async () => {
    const { events, ...made } = proposal(
      { ...base, "platform.yaml": platform("@acme/types@1.0.0") },
      { "README.md": "x", "platform.yaml": platform("@acme/types@1.0.0").replace("name: acme", "name: acme2") },
      { variables: npmVariables(home, registry) },
    );
    expect(said(await made.check())).toEqual([]);
    expect(notices(events)).toHaveLength(1);
  });

  test("may be another version of what the base names", async () => {
    const { events, ...made } = proposal(
      { ...base, "platform.yaml": platform("@acme/types@1.0.0") },
      { "platform.yaml": platform("@acme/types@1.1.0/more/letterbox.yaml") },
      { variables: npmVariables(SHARED, registry) },
    );
    expect(said(await made.check())).toMatchInlineSnapshot(`
      [
        "towpath.yaml:5:27 manifest/unknown-type: The platform acme offers no resource type "mailbox".",
      ]
    `);
  });

  test("does not count where the base does not know it: what was checked so far is checked", async () => {
    const { events, ...made } = proposal(
      { ...base, "platform.yaml": platform("./mailbox.yaml"), "mailbox.yaml": typeOf("mailbox", "module: x/y/z") },
      {
        "platform.yaml": platform("./mailbox.yaml", "@acme/types@1.0.0"),
        "node_modules/@acme/types/package.json": "{}",
      },
      { variables: npmVariables(home, registry) },
    );
    const result = await made.check();
    expect(said(result)).toMatchInlineSnapshot(`
      [
        "platform.yaml:6:34 operation/types-proposed: The resource types of "@acme/types@1.0.0" are named only by what is proposed, so the package is not fetched, and what uses them is not checked.",
      ]
    `);
    expect(result.counts.mandatory).toBe(0);
    expect([registry.requests, notices(events).filter((one) => one.includes("Fetching"))]).toEqual([[], []]);
  });
});

// Two thousand manifests, so that there are threads at all.
test.runIf(process.env["TOWPATH_LONG"])("threads of a fleet know them", async () => {
  const many = Object.fromEntries(
    Array.from({ length: 2_100 }, (_, index) => [
      `s/${index}/towpath.yaml`,
      manifestOf(
        `s-${index}`,
        `platform: ../../platform.yaml\nresources: { box: { type: ${index === 1_500 ? "mailbx" : "mailbox"} } }\n`,
      ),
    ]),
  );
  const { effects } = service(["@acme/types@1.0.0"], many);
  const result = await check({ manifests: ["s/*/towpath.yaml"] }, { ...effects, files: nodeFiles });
  expect(said(result)).toEqual([expect.stringContaining("s/1500/towpath.yaml")]);
});
