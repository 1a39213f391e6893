import { describe, expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { explain } from "./explain.ts";

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local }
  int: { engine: local }
  prod: { engine: local, settings: { db: { days: { default: 14 } } } }
resourceTypes: [db.yaml]
`;
const DB = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: db, support: team-db }
settings:
  days: { type: integer, minimum: 7, default: 7, tier: mandatory }
outputs: { url: { type: string, secret: true } }
recipes: { local: { driver: db } }
`;
const MANIFEST = manifestOf(
  "shop",
  'platform: ./platform.yaml\nresources: { db: { type: db } }\nworkload: { run: x, variables: { URL: "${resources.db.url}" } }\n',
);

const files = { "towpath.yaml": MANIFEST, "platform.yaml": PLATFORM, "db.yaml": DB };

async function explained(path: string, environments?: readonly string[], manifest = MANIFEST) {
  const { effects } = folderWith({ ...files, "towpath.yaml": manifest });
  return explain({ path, environments }, effects);
}

describe("explain", () => {
  test("says once what lies over a Score file for all of its containers", async () => {
    const score =
      "apiVersion: score.dev/v1b1\nmetadata: { name: shop }\ncontainers: { web: { image: x, variables: { LEVEL: info } } }\n";
    const manifest = manifestOf(
      "shop",
      "platform: ./platform.yaml\nworkload: { score: score.yaml }\nenvironments: { prod: { workload: { variables: { LEVEL: warn } } } }\n",
    );
    const { effects } = folderWith({ ...files, "towpath.yaml": manifest, "score.yaml": score });
    const { data } = await explain({ path: "workload.containers.web.variables.LEVEL" }, effects);
    const layers = data?.explanations[0]?.layers.map(({ layer, value, place }) => [layer, value, place?.file]);
    expect(layers).toEqual([
      ["service", "info", "score.yaml"],
      ["service environment", "warn", "towpath.yaml"],
    ]);
  });

  test("tells environments together in which all is the same", async () => {
    const { status, summary, sections, data } = await explained("resources.db.settings.days");
    expect({ status, summary }).toEqual({
      status: "ok",
      summary: "resources.db.settings.days: explained for dev, int, prod.",
    });
    expect(sections.map(({ title }) => title)).toEqual([
      "resources.db.settings.days in dev and int",
      "Who says it, the highest last",
      "What you can do",
      "resources.db.settings.days in prod",
      "Who says it, the highest last",
      "What you can do",
    ]);
    expect(sections[4]).toMatchObject({
      rows: [
        ["", "resource type", "7", "db.yaml:5:47"],
        ["→", "platform, for this environment", "14", "platform.yaml:7:61"],
      ],
    });
    expect(data?.explanations.map(({ environment, value }) => [environment, value])).toEqual([
      ["dev", 7],
      ["int", 7],
      ["prod", 14],
    ]);
  });

  test("takes a path of an overlay for its environment", async () => {
    const { environment, data } = await explained("environments.prod.resources.db.settings.days");
    expect(environment).toBe("prod");
    expect(data?.explanations).toMatchObject([{ environment: "prod", address: "resources.db.settings.days" }]);
  });

  test("shows no secret, and where it comes from", async () => {
    const { sections } = await explained("workload.variables.URL", ["dev"]);
    expect(sections[0]).toMatchObject({ fields: [{ name: "value", value: "(secret)" }] });
    expect(sections[2]).toMatchObject({
      rows: [["${resources.db.url}", "a secret from resources.db", "db.yaml:6:12"]],
    });
  });

  test("says what is near to a path that there is not", async () => {
    expect(await explained("resources.db.settings.day")).toMatchObject({
      status: "invalid",
      findings: [
        {
          code: "operation/unknown-path",
          message: "There is no resources.db.settings.day in shop.",
          suggestions: ["Did you mean resources.db.settings.days?"],
        },
      ],
    });
    expect((await explained("setting/db/dais")).findings).toMatchObject([
      { suggestions: ["Did you mean setting/db/days?"] },
    ]);
    expect((await explained("data/backup-retention")).findings).toMatchObject([
      { message: expect.stringContaining("data/backup-retention is a rule and has no value.") },
    ]);
    expect(await explained("workload.run", ["prd"])).toMatchObject({
      status: "invalid",
      findings: [{ code: "operation/unknown-environment", suggestions: ['Did you mean "prod"?'] }],
    });
  });

  test("explains what is right of a document that has errors, and says that it has", async () => {
    const broken = `${MANIFEST}nope: 1\n`;
    const { status, summary, data } = await explained("workload.run", ["dev"], broken);
    expect(status).toBe("ok");
    expect(summary).toContain("The documents have errors, which towpath validate lists.");
    expect(data?.explanations).toMatchObject([{ value: "x" }]);
    expect(await explained("workload.run", ["dev"], "kind: Service\n")).toMatchObject({ status: "invalid" });
  });
});
