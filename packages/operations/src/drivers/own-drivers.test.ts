import { mkdtempSync, realpathSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NOTE_DRIVERS, NOTE_TYPE } from "@towpath/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { type LoopbackRegistry, loopbackRegistry } from "../testing/loopback-registry.ts";
import { npmVariables } from "../testing/npm-variables.ts";
import { apply } from "../verbs/apply.ts";
import { destroy } from "../verbs/destroy.ts";
import { outputs } from "../verbs/outputs.ts";
import { plan } from "../verbs/plan.ts";
import { platformCheck } from "../verbs/platform-check.ts";

const platform = (engines: string): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev:
    engines:
${engines}
resourceTypes: [./note.yaml]
`;

const OWN = "      own: { kind: drivers, drivers: [./notes.ts] }";
const manifest = (text = "hello") =>
  manifestOf("orders", `resources: { memo: { type: note, settings: { text: ${text} } } }\n`);

function folder(engines: string, more: Readonly<Record<string, string>> = {}, over = {}) {
  return folderWith(
    {
      "towpath.yaml": manifest(),
      "platform.yaml": platform(engines),
      "note.yaml": NOTE_TYPE,
      "notes.ts": NOTE_DRIVERS,
      ...more,
    },
    over,
  );
}

const request = { platform: "platform.yaml" };
const confirm = async () => true;

describe("a driver of a platform's own", () => {
  test.each([
    ["an engine of nothing else", OWN],
    ["beside those of the local engine", "      own: { kind: local, drivers: [./notes.ts] }"],
  ])("makes, changes and takes down what a service asks for, on %s", async (_, engines) => {
    const { folder: home, effects } = folder(engines);
    expect((await plan(request, effects)).data?.plan?.changes).toMatchObject([
      { address: "resources.memo", engine: "own", action: "create" },
    ]);
    expect(await apply({ ...request, confirm }, effects)).toMatchObject({ status: "ok" });
    const file = join(home, "home/notes/orders/dev/memo");
    expect(await readFile(file, "utf8")).toBe("hello");
    expect(JSON.stringify(await outputs({ ...request, isTerminal: false }, effects))).not.toContain("token of a note");

    await writeFile(join(home, "towpath.yaml"), manifest("bye"));
    expect(await apply({ ...request, confirm }, effects)).toMatchObject({ status: "ok" });
    expect(await readFile(file, "utf8")).toBe("bye");
    expect(await apply({ ...request, confirm }, effects)).toMatchObject({ status: "ok" });

    expect(await destroy({ ...request, confirm }, effects)).toMatchObject({ status: "ok" });
    await expect(readFile(file, "utf8")).rejects.toThrow(/ENOENT/);
  });

  test("is looked through with its platform", async () => {
    const { effects } = folder(OWN);
    expect(await platformCheck({}, effects)).toMatchObject({ status: "ok", counts: { mandatory: 0 } });
    const other = folder(OWN, { "note.yaml": NOTE_TYPE.replaceAll("driver: note", "driver: nota") });
    const { findings } = await platformCheck({}, other.effects);
    expect(findings.filter(({ code }) => code === "manifest/unknown-driver")).toMatchObject([
      { message: 'The local engine has no driver "nota".', suggestions: ['Did you mean "note"?', expect.anything()] },
      { message: 'No engine of kind drivers has a driver "nota".' },
    ]);
  });
});

describe("what cannot be had as it is named stops plan and platform check, at its line:", () => {
  test.each([
    ["an empty module", OWN, { "notes.ts": "" }, "operation/driver-broken", "it has no name"],
    [
      "a module that throws",
      OWN,
      { "notes.ts": "throw new Error('no luck');" },
      "operation/driver-broken",
      'The drivers of "notes.ts" could not be loaded: no luck.',
    ],
    [
      "a module that waits",
      OWN,
      { "notes.ts": "await Promise.resolve();" },
      "operation/driver-broken",
      "it waits (await) at its top level",
    ],
    [
      "a driver that lacks something",
      OWN,
      { "notes.ts": 'export default { name: "notes", drivers: { note: { want() {} } } };' },
      "operation/driver-broken",
      'its driver "note" has no read, create, update, delete',
    ],
    [
      "a file that is not there",
      "      own: { kind: drivers, drivers: [./nowhere.ts] }",
      {},
      "manifest/not-found",
      'There is no file "nowhere.ts".',
    ],
    [
      "a file outside",
      "      own: { kind: drivers, drivers: [../../../notes.ts] }",
      {},
      "manifest/path",
      "../../../notes.ts",
    ],
    [
      "a name that is taken by a driver of the local engine",
      "      own: { kind: local, drivers: [./notes.ts] }",
      { "notes.ts": NOTE_DRIVERS.replace("    note: {", "    postgres: {") },
      "operation/driver-taken",
      '"./notes.ts" brings a driver "postgres", and one of that name comes with Towpath.',
    ],
    [
      "two of one name",
      "      own: { kind: drivers, drivers: [./notes.ts, ./more.ts] }",
      { "more.ts": NOTE_DRIVERS },
      "operation/driver-taken",
      'and one of that name comes from "./notes.ts".',
    ],
  ])("%s", async (_, engines, more, code, message) => {
    const { effects } = folder(engines, more);
    for (const result of [await plan(request, effects), await platformCheck({}, effects)]) {
      expect(["invalid", "fault"]).toContain(result.status);
      const finding = result.findings.find((one) => one.code === code);
      expect(finding?.message, JSON.stringify(result.findings)).toContain(message);
      expect(finding?.places[0]).toMatchObject({ file: "platform.yaml", range: { start: { line: 7 } } });
    }
  });

  test("what somebody proposes is not run", async () => {
    const { folder: home, effects } = folder(OWN, {
      "notes.ts": `import { writeFileSync } from "node:fs";\nwriteFileSync(import.meta.dirname + "/was-run", "");\n${NOTE_DRIVERS}`,
    });
    const result = await plan({ ...request, isUntrusted: true }, effects);
    expect(result).toMatchObject({ status: "invalid", findings: [{ code: "operation/driver-proposed" }] });
    await expect(readFile(join(home, "was-run"))).rejects.toThrow(/ENOENT/);
  });
});

describe("a package of drivers", () => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await loopbackRegistry();
    const files = (version: string, main: string, text: string) => ({
      "package.json": JSON.stringify({ name: "@acme/notes", version, type: "module", exports: main }),
      "index.js": text,
    });
    const plain = NOTE_DRIVERS.replace(/: \{ service: string.*?\}(?=,)/, "")
      .replace(", variables: Record<string, string | undefined>): string", ", variables)")
      .replace("(text: string, file: string)", "(text, file)")
      .replace(" as const", "");
    await registry.publish("@acme/notes", "1.0.0", files("1.0.0", "./index.js", plain));
    await registry.publish("@acme/notes", "1.1.0", files("1.1.0", "./nowhere.js", plain));
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  const from = (version: string) => {
    const home = realpathSync(mkdtempSync(join(tmpdir(), "towpath-drivers-")));
    const engines = `      own: { kind: drivers, drivers: ["@acme/notes@${version}"] }`;
    return folder(engines, {}, { variables: npmVariables(home, registry) });
  };

  test("is fetched once, said, and made things with", async () => {
    const { effects, events } = from("1.0.0");
    expect((await plan(request, effects)).data?.plan?.summary).toMatchObject({ create: 1 });
    expect(events).toContainEqual({
      type: "notice",
      message: expect.stringContaining("Fetching the package of drivers @acme/notes@1.0.0 with npm"),
    });
  });

  test.each([
    ["9.9.9", "operation/driver-not-fetched", "the package has no such version"],
    ["1.1.0", "operation/driver-broken", "has no module that is its main one"],
  ])("%s is said at its line", async (version, code, message) => {
    const { effects } = from(version);
    const { findings } = await plan(request, effects);
    expect(findings).toMatchObject([
      { code, message: expect.stringContaining(message), places: [{ range: { start: { line: 7 } } }] },
    ]);
  });
});
