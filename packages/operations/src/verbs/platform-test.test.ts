import { describe, expect, test } from "vitest";
import { folderWith } from "../testing/folder-with.ts";
import { platformTest } from "./platform-test.ts";

/** Notes in memory of a folder: `broken` is code at the place where a note is written. */
const notes = (broken = "", outputs = "id: have.id, length: want.text.length") => `
import { defineDrivers } from "@towpath/provisioning";
import { mkdirSync, readFileSync, rmSync, writeFileSync, existsSync } from "node:fs";
import { join } from "node:path";
const folder = join(import.meta.dirname, "notes");
const fileOf = (id) => join(folder, id);
const idOf = ({ service, environment, address }) => [service, environment, address].join(".");
const seen = (want, have) => ({ want, have, status: "ready", outputs: { ${outputs} } });
const write = async (id, want) => {
  mkdirSync(folder, { recursive: true });
  ${broken}
  writeFileSync(fileOf(id), JSON.stringify(want));
  return seen(want, { id });
};
export default defineDrivers({
  name: "notes",
  drivers: {
    note: {
      want: ({ settings, version }) => ({ text: settings.text, copies: settings.copies ?? 1, version: version ?? null }),
      async read(scope, recorded) {
        const id = recorded?.have.id ?? idOf(scope);
        return existsSync(fileOf(id)) ? seen(JSON.parse(readFileSync(fileOf(id), "utf8")), { id }) : undefined;
      },
      create: (scope, want) => write(idOf(scope), want),
      update: (scope, want, { have }) => write(have.id, want),
      delete: async (scope, { have }) => rmSync(fileOf(have.id), { force: true }),
    },
  },
});
`;

const TYPE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: note }
versions: [{ version: "2", status: current }, { version: "1", status: supported }, { version: "3", status: preview }]
settings:
  text: { type: string, examples: [hello, bye] }
  copies: { type: integer, minimum: 1, maximum: 9, default: 2 }
outputs:
  id: { type: string }
  length: { type: integer }
recipes:
  drivers: { driver: note }
  terraform: { module: ./nowhere }
`;

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engines: { own: { kind: drivers, drivers: [./notes.js] } } }
  prod: { engines: { cloud: { kind: terraform } } }
resourceTypes: [./note.yaml]
`;

const run = (files: Readonly<Record<string, string>>, request = {}) =>
  platformTest(
    request,
    folderWith({ "platform.yaml": PLATFORM, "note.yaml": TYPE, "notes.js": notes(), ...files }).effects,
  );

describe("platform test", () => {
  test("holds each recipe that runs here to its type, and says what was not run", { timeout: 120_000 }, async () => {
    const result = await run({}, { isQuick: true });
    expect(result.findings).toEqual([]);
    expect(result).toMatchObject({
      status: "ok",
      summary: "1 recipe of the platform acme keeps its contract; 1 recipe could not be run here.",
      data: {
        recipes: [{ type: "note", kind: "drivers", environment: "dev", driver: "note", status: "passed" }],
        leftOut: [{ type: "note", kind: "terraform", why: "Engines of kind terraform are not run here." }],
      },
    });
    const results = result.data?.recipes[0]?.results ?? [];
    const passed = results.filter(({ status }) => status === "passed");
    expect(passed.map(({ check, of, example }) => [check, of, example].filter(Boolean).join(" "))).toEqual(
      expect.arrayContaining([
        "update settings.text",
        "update settings.copies: 1",
        "update settings.copies: 9",
        "upgrade version 3",
        "upgrade version 2 version 1",
        "destroy version 3",
      ]),
    );
  });

  test("cuts runs off, and kills them in a process of their own", { timeout: 60_000 }, async () => {
    const small = TYPE.replace(/^versions.*$/m, "")
      .replace(/^ {2}copies.*$/m, "")
      .replace("[hello, bye]", "[hello]");
    const result = await run({ "note.yaml": small });
    expect(result.findings).toEqual([]);
    const killed = result.data?.recipes[0]?.results.filter(({ check }) => check === "kill");
    expect(killed).toMatchObject([
      { of: "a creation", status: "passed" },
      { of: "a destruction", status: "passed" },
    ]);
  });

  test.each([
    [
      "an output that is missing",
      { "notes.js": notes("", "id: have.id") },
      ["outputs", 'create does not give "length", which the type promises.', "12", "10"],
    ],
    [
      "an output of another kind",
      { "notes.js": notes("", "id: have.id, length: String(want.text.length)") },
      ["outputs", '"length" as a string; the type promises integer', "12", "10"],
    ],
    [
      "a value that the driver does not take",
      { "notes.js": notes('if (want.copies > 5) throw new Error("At most five.");') },
      ["update, settings.copies: 9", "At most five.", "12", "7"],
    ],
    [
      "a version that it does not take",
      { "notes.js": notes('if (want.version === "3") throw new Error("Not yet.");') },
      ["upgrade, version 3", "Not yet.", "12", "4"],
    ],
  ])(
    "says %s, at the lines of the recipe and of the type",
    { timeout: 60_000 },
    async (_, files, [what, message, recipe, line]) => {
      const result = await run(files, { isQuick: true });
      expect(result.status).toBe("failed");
      const found = result.findings.find((finding) => finding.message.includes(`(${what})`));
      expect(found?.message, JSON.stringify(result.findings)).toContain(message);
      expect(found?.code).toBe("operation/recipe-contract");
      expect(found?.places.map((place) => `${place.file}:${place.range?.start.line}`)).toEqual([
        `note.yaml:${recipe}`,
        `note.yaml:${line}`,
      ]);
    },
  );

  test("runs what is asked for, and refuses what there is not", async () => {
    expect(await run({}, { engines: ["terraform"] })).toMatchObject({
      status: "ok",
      summary: "No recipe of the platform acme was run; 1 recipe could not be run here.",
    });
    expect(await run({}, { types: ["nota"] })).toMatchObject({
      status: "invalid",
      findings: [
        { message: '--type got "nota", which the platform does not have.', suggestions: ["Did you mean --type note?"] },
      ],
    });
    expect(await run({}, { engines: ["helm"] })).toMatchObject({ status: "invalid" });
  });

  test("drivers that cannot be loaded, and recipes without one, are said", async () => {
    expect(await run({ "notes.js": "throw new Error('no');" }, { isQuick: true })).toMatchObject({
      findings: [{ code: "operation/driver-broken" }],
      data: { leftOut: [{}, { why: 'Drivers of dev could not be loaded, and none of the others is "note".' }] },
    });
  });

  test("a driver that its engine does not have is a fault of the recipe, at its line", async () => {
    expect(await run({ "note.yaml": TYPE.replace("driver: note", "driver: notte") })).toMatchObject({
      status: "invalid",
      findings: [
        {
          code: "manifest/unknown-driver",
          message: 'The engine own of dev has no driver "notte".',
          suggestions: ['Did you mean "note"?', "There are note."],
          places: [{ file: "note.yaml", range: { start: { line: 12 } } }],
        },
      ],
      data: { recipes: [], leftOut: [{}, { why: 'The engine own of dev has no driver "notte".' }] },
    });
  });

  test("a program that the machine lacks is named with the way to install it, and nothing fails", async () => {
    const needs = notes().replace(
      "      async read(",
      `      prepare: async () => [{ code: "notes/paper", message: "There is no paper.", docs: "", outcome: "fail", level: "mandatory",
        severity: "high", address: "", environments: [], places: [], suggestions: ["Buy some: shop paper"], fingerprint: "" }],
      async read(`,
    );
    expect(await run({ "notes.js": needs })).toMatchObject({
      status: "ok",
      data: { recipes: [], leftOut: [{}, { type: "note", why: "There is no paper. Buy some: shop paper" }] },
    });
  });
});
