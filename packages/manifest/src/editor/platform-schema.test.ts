import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { Ajv2020 } from "ajv/dist/2020.js";
import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { editorSchema } from "../generated/editor-schemas.ts";
import { loadPlatform } from "../platform/load-platform.ts";
import type { PlatformModel } from "../platform/platform-model.ts";
import { acme as design, MANIFEST } from "../testing/design-documents.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { EDITOR_KEYWORDS } from "./editor-texts.ts";
import { platformSchema } from "./platform-schema.ts";

const checkout = join(import.meta.dirname, "../../../..");

function acme(): PlatformModel {
  const { value } = loadPlatform(join(checkout, "examples/platform"), nodeFiles, checkout);
  if (!value) throw new Error("The example's platform cannot be read.");
  return value;
}

function validator(platform: PlatformModel) {
  const ajv = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false });
  ajv.addVocabulary(["x-expected", ...EDITOR_KEYWORDS]);
  return ajv.compile(platformSchema(platform, editorSchema));
}

function service(db: object, over: object = {}) {
  return {
    apiVersion: "towpath.dev/v1",
    kind: "Service",
    metadata: { name: "orders", owner: "team-checkout" },
    resources: { db },
    environments: { prod: { resources: { db: over } } },
  };
}

describe("the schema for a platform", () => {
  const isService = validator(acme());

  test.each([
    [{ type: "postgres", version: "17", size: "small", settings: { maxConnections: 150 } }, {}],
    [
      { type: "postgres", version: "15" },
      { size: "large", settings: { highAvailability: true } },
    ],
    [{ type: "bucket", settings: { redundancy: "zone" } }, { settings: { redundancy: null } }],
    [{ type: "postgres", settings: { maxConnections: "${resources.other.port}" } }, null],
    [{ type: "postgres", class: "large" }, { settings: { publicAccess: null, maxConnections: "${environment.most}" } }],
  ])("takes %j with %j over it", (db, over) => {
    isService(service(db, over ?? {}));
    expect(isService.errors).toBeNull();
  });

  test.each([
    [{ type: "postgrs" }, {}],
    [{ type: "postgres", version: "14" }, {}],
    [{ type: "postgres", size: "huge" }, {}],
    [{ type: "bucket", version: "1" }, {}],
    [{ type: "bucket", settings: { maxConnections: 150 } }, {}],
    [{ type: "postgres", settings: { maxConnections: 10 } }, {}],
    [{ type: "postgres", settings: { collation: "xx" } }, {}],
    [{ type: "postgres", settings: { extensions: ["none"] } }, {}],
    [{ type: "postgres" }, { version: "14" }],
    [{ type: "postgres" }, { settings: { maxConnection: 1 } }],
    [{ type: "postgres" }, { settings: { maxConnections: 10 } }],
  ])("refuses %j with %j over it", (db, over) => {
    expect(isService(service(db, over))).toBe(false);
  });

  test("knows teams and environments", () => {
    const { metadata, ...rest } = service({ type: "postgres" });
    expect(isService({ ...rest, metadata: { ...metadata, owner: "team-nobody" } })).toBe(false);
    expect(isService({ ...rest, metadata, environments: { staging: {} } })).toBe(false);
  });

  test("says of a setting who decides, why, and what is otherwise somewhere", () => {
    const text = JSON.stringify(platformSchema(acme(), editorSchema));
    expect(text).toContain(
      "The platform decides: 7 to 35. Default: 7. What goes wrong on a Friday is noticed on a Monday.",
    );
    expect(text).toContain(
      "A standby in another zone takes over within two minutes. Default: false. In int: the platform decides, always false, One instance is enough to try a release. In prod: recommended, default true.",
    );
    expect(text).toContain("Deprecated, accepted until 2027-06-30; take 17.");
  });

  test("is the same for the same platform", () => {
    expect(JSON.stringify(platformSchema(acme(), editorSchema))).toBe(
      JSON.stringify(platformSchema(acme(), editorSchema)),
    );
  });
});

test("takes the manifest that uses all of the design", () => {
  const files = memoryFiles({
    "platform/platform.yaml": design.platform,
    ...Object.fromEntries(Object.entries(design.types).map(([name, text]) => [`platform/types/${name}.yaml`, text])),
  });
  const { value, findings } = loadPlatform("platform", files, "/repo");
  expect(findings).toEqual([]);
  if (!value) return;
  const isService = validator(value);
  isService(load(MANIFEST));
  expect(isService.errors).toBeNull();
});

test("on the starter platform a repository may have types and environments of its own", () => {
  const { value: starter } = loadPlatform(undefined, nodeFiles, "/");
  if (!starter) throw new Error("There is no starter platform.");
  const isService = validator(starter);
  expect(isService(service({ type: "kafka", settings: { topics: 3 } }, { settings: { topics: 9 } }))).toBe(true);
  expect(isService(service({ type: "postgres", version: "1" }))).toBe(false);
});

test("proposes the platform's secret sources and what is shared on it", () => {
  const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev: { engine: local, secrets: { vault: { file: {} } } }
  prod: { engine: local, secrets: { safe: { file: {} }, vault: { file: {} } } }
shared: { shop-events: { owner: team-a }, audit: { owner: team-a } }
`;
  const { value } = loadPlatform("p", memoryFiles({ "p/platform.yaml": platform }), "/repo");
  if (!value) throw new Error("The platform cannot be read.");
  const schema = platformSchema(value, editorSchema);
  for (const name of ["secret", "overlaid.secret"])
    expect(schema).toMatchObject({
      $defs: {
        [name]: {
          properties: { from: { defaultSnippets: [{ label: "safe:" }, { label: "vault:", body: "vault:${1:key}" }] } },
        },
      },
    });
  expect(schema).toMatchObject({
    $defs: { resource: { properties: { share: { examples: ["audit", "shop-events"] } } } },
  });
});

test("bounds that an environment loosens are no bounds of the schema", () => {
  const type = `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: queue }
settings:
  days: { type: integer, minimum: 7, default: 7, tier: mandatory }
  kind: { type: string, default: plain, tier: mandatory }
  retention: { type: object, properties: { hours: { type: integer, minimum: 24 } } }
recipes: { local: { driver: queue } }
`;
  const platform = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments:
  dev:
    engine: local
    settings: { queue: { days: { minimum: 1 }, retention: { properties: { hours: { minimum: 1 } } } } }
  prod: { engine: local }
resourceTypes: [queue.yaml]
`;
  const files = memoryFiles({ "p/platform.yaml": platform, "p/queue.yaml": type });
  const { value, findings } = loadPlatform("p", files, "/repo");
  expect(findings).toEqual([]);
  if (!value) return;
  const isService = validator(value);
  const takes = (settings: object) => {
    const { metadata, ...rest } = service({ type: "queue", settings });
    return isService({ ...rest, metadata: { name: metadata.name, owner: "anyone" } });
  };
  expect(takes({ days: 3, retention: { hours: 2 } })).toBe(true);
  expect(takes({ days: "three" })).toBe(false);
  expect(takes({ kind: "fancy" })).toBe(false);
  expect(takes({ retention: { minutes: 2 } })).toBe(false);
});
