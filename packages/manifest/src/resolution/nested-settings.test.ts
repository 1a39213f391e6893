import { describe, expect, test } from "vitest";
import type { GraphSetting } from "../graph/graph-resource.ts";
import { HEAD, type Tried, tried } from "../testing/resolved.ts";

const TYPE = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db }
settings:
  backup:
    type: object
    change: restart
    properties:
      retentionDays: { type: integer, minimum: 7, default: 7, tier: mandatory, why: Mistakes are noticed late. }
      hour: { type: integer, default: 3, tier: recommended, change: update }
      region: { type: string, default: west, tier: mandatory }
      window: { type: object, properties: { minutes: { type: integer, default: 30, change: replace } } }
      note: { type: string }
  access:
    type: object
    required: [owner]
    properties: { owner: { type: string }, isPublic: { type: boolean, default: false } }
  disks:
    type: array
    items:
      type: object
      properties:
        name: { type: string, change: replace }
        size: { type: integer, minimum: 10, default: 10, tier: mandatory, change: grow-only }
        kind: { type: string, default: ssd, tier: recommended }
sizes: { large: { backup: { hour: 4 } } }
recipes: { local: { driver: db } }
`;
const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  prod:
    engine: local
    settings: { db: { backup: { properties: { retentionDays: { minimum: 14, default: 14 } } } } }
resourceTypes: [types/*.yaml]
`;

function db(settings: string, environment = "dev", more = ""): Tried & { readonly settings: Settings } {
  const result = tried(`${HEAD}resources: { db: { type: db${more}, settings: ${settings} } }\n`, {
    platform: PLATFORM,
    types: { db: TYPE },
    environment,
  });
  return { ...result, settings: result.graph?.resources[0]?.settings ?? {} };
}
type Settings = Readonly<Record<string, GraphSetting>>;

describe("members of a setting", () => {
  test("their defaults make the setting, where nothing that it must have is missing", () => {
    const { settings, text } = db("{}");
    expect(text).toBe("");
    expect(settings["backup"]).toMatchObject({
      known: true,
      value: { retentionDays: 7, hour: 3, region: "west", window: { minutes: 30 } },
      origin: { layer: "type" },
    });
    expect(settings["access"]).toBeUndefined();
  });

  test("they fill in what the layers leave out, also within lists, and what is taken out with null", () => {
    const { settings, text } = db(
      "{ backup: { retentionDays: 9, hour: null }, access: { owner: a }, disks: [{ name: x }] }",
    );
    expect(text).toBe("");
    expect(settings).toMatchObject({
      backup: { value: { retentionDays: 9, hour: 3, region: "west", window: { minutes: 30 } } },
      access: { value: { owner: "a", isPublic: false } },
      disks: { value: [{ name: "x", size: 10, kind: "ssd" }] },
    });
  });

  test("a size and the platform's environment lay over the type's, part by part", () => {
    const { settings } = db("{ backup: { note: n } }", "prod", ", size: large");
    expect(settings["backup"]).toMatchObject({ value: { retentionDays: 14, hour: 4, region: "west", note: "n" } });
    expect(settings["backup"]?.chain.map(({ layer, value }) => [layer, value])).toMatchObject([
      ["type", { retentionDays: 7 }],
      ["size", { hour: 4 }],
      ["platform environment", { retentionDays: 14 }],
      ["service", { note: "n" }],
    ]);
  });

  test("a mandatory bound of one is a rule at its own line: beyond is fine, below is not", () => {
    expect(db("{ backup: { retentionDays: 30 } }").text).toBe("");
    const { text, findings, settings } = db("{ backup: { note: n, retentionDays: 3 } }");
    expect(text).toBe(
      "towpath.yaml:4:76 and platform/types/db.yaml:9:7 setting/db/backup\n  backup.retentionDays of db is 3; the platform demands at least 7. Mistakes are noticed late.",
    );
    expect(findings[0]).toMatchObject({ address: "resources.db.settings.backup.retentionDays", level: "mandatory" });
    expect(settings["backup"]).toMatchObject({ value: { retentionDays: 3 } });
  });

  test("the platform's environment may ask for more, and is named", () => {
    expect(db("{ backup: { retentionDays: 9 } }", "prod").text).toContain(
      "and platform/platform.yaml:8:47 setting/db/backup\n  backup.retentionDays of db is 9; the platform demands at least 14.",
    );
  });

  test("one that the platform decides, and one that it recommends", () => {
    expect(db("{ backup: { region: east, hour: 5 } }").text).toBe(
      [
        "towpath.yaml:4:60 and platform/types/db.yaml:11:7 setting/db/backup",
        '  backup.region of db is "east"; the platform decides it: "west".',
        "  > Leave it out.",
        "towpath.yaml:4:72 and platform/types/db.yaml:10:7 setting/db/backup (advisory)",
        "  backup.hour of db is 5; the platform recommends 3.",
      ].join("\n"),
    );
  });

  test("within lists, too", () => {
    const { text } = db("{ disks: [{ size: 20 }, { size: 5 }] }");
    expect(text).toContain("setting/db/disks\n  disks.1.size of db is 5; the platform demands at least 10.");
    expect(db("{ disks: [{ kind: hdd }] }").text).toContain(
      'setting/db/disks (advisory)\n  disks.0.kind of db is "hdd"; the platform recommends "ssd".',
    );
  });

  test("another kind of value, and a member that there is not, are errors", () => {
    expect(db("{ backup: { hour: soon } }").text).toContain(
      'manifest/invalid-value\n  backup.hour of db is "soon"; expected a whole number.',
    );
    expect(db("{ backup: { hours: 5 } }").text).toContain(
      "backup.hours of db is 5; expected a name that it has: retentionDays, hour",
    );
    expect(db("{ access: { isPublic: true } }").text).toContain('expected a mapping with "owner"');
  });

  test("the graph says how each changes", () => {
    expect(db("{ disks: [] }").settings).toMatchObject({
      backup: { change: "restart", nestedChanges: { hour: "update", "window.minutes": "replace" } },
      disks: { change: "update", nestedChanges: { "*.name": "replace", "*.size": "grow-only" } },
    });
    expect(db("{ access: { owner: a } }").settings["access"]).not.toHaveProperty("nestedChanges");
  });

  test("a list of many empty mappings does not grow without end", () => {
    const wide = TYPE.replace(
      "        name: {",
      `${Array.from({ length: 200 }, (_, index) => `        p${index}: { type: integer, default: 1 }\n`).join("")}        name: {`,
    );
    const list = `[${"{},".repeat(5_000)}]`;
    const { text } = tried(`${HEAD}resources: { db: { type: db, settings: { disks: ${list} } } }\n`, {
      platform: PLATFORM,
      types: { db: wide },
    });
    expect(text).toContain(
      "manifest/too-large\n  disks of db comes to too many values with the defaults of its parts.",
    );
  });
});

describe("a type and a platform with parts of settings", () => {
  const text = (type: string, platform = PLATFORM): string => tried(HEAD, { platform, types: { db: type } }).text;

  test("defaults of parts are within their bounds", () => {
    expect(text(TYPE.replace("default: 7, tier", "default: 3, tier"))).toBe(
      "platform/types/db.yaml:9:60 manifest/invalid-value\n  The default of backup.retentionDays is 3; expected at least 7.",
    );
  });

  test("parts that only grow are numbers, and each says something of its values", () => {
    expect(
      text(
        TYPE.replace("change: replace } } }", "change: grow-only } } }")
          .replace("minutes: { type: integer", "minutes: { type: string")
          .replace("default: 30", "default: a"),
      ),
    ).toContain("The setting backup.window.minutes is no number, so it cannot be grow-only.");
    expect(text(TYPE.replace("note: { type: string }", "note: {}"))).toContain(
      "The setting backup.note says nothing of its values.",
    );
  });

  test("a size and an environment may say a part, and what they say is within bounds", () => {
    const needy = TYPE.replace("sizes: { large: {", "sizes: { large: { access: { isPublic: true },").replace(
      "owner: { type: string }",
      "owner: { type: string, default: a }",
    );
    expect(text(needy)).toBe("");
    expect(text(TYPE.replace("backup: { hour: 4 }", "backup: { hour: late }"))).toContain(
      'backup of size large is "late"; expected a whole number.',
    );
    expect(text(TYPE, PLATFORM.replace("default: 14 }", "default: 9 }"))).toContain(
      "platform/platform.yaml:8:86 manifest/invalid-value\n  backup.retentionDays of db is 9; expected at least 14.",
    );
    expect(text(TYPE, PLATFORM.replace("retentionDays:", "retentionDay:"))).toContain(
      'manifest/unknown-setting\n  db has no setting "backup.retentionDay".\n  > Did you mean "retentionDays"?',
    );
  });
});
