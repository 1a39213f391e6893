import { isJsonObject, type JsonObject } from "@towpath/core";
import { describe, expect, test } from "vitest";
import { parseDocument } from "../document/parse.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { apiVersionFinding } from "./api-version.ts";
import { namedFiles } from "./named-files.ts";
import type { Upgrade } from "./upgrade.ts";
import { upgradeDocument } from "./upgrade-document.ts";

const member = (value: JsonObject, key: string): JsonObject => {
  const found = value[key];
  return isJsonObject(found) ? found : {};
};

/** Two made-up steps: a key is renamed and one is split in the first, one is moved and one goes in the second. */
const UPGRADES: readonly Upgrade[] = [
  {
    from: "towpath.dev/v1alpha1",
    to: "towpath.dev/v1beta1",
    kinds: ["Service"],
    changes: (document) => {
      const { address } = member(document, "app");
      const [host = "", port = ""] = typeof address === "string" ? address.split(":") : [];
      return [
        { type: "rename", path: ["app"], key: "workload" },
        { type: "set", path: ["workload", "port"], value: Number(port) },
        { type: "set", path: ["workload", "route", "host"], value: host },
        { type: "remove", path: ["workload", "address"] },
      ];
    },
    notes: ["app.address is workload.port and workload.route.host now."],
  },
  {
    from: "towpath.dev/v1beta1",
    to: "towpath.dev/v1",
    kinds: ["Service", "Platform"],
    changes: (document) => [
      ...(Object.hasOwn(document, "owner")
        ? [{ type: "move", path: ["owner"], to: ["metadata", "owner"] } as const]
        : []),
      { type: "remove", path: ["legacy"] },
    ],
    notes: [],
  },
];

const OLD = `# Orders, since 2019.
apiVersion: towpath.dev/v1alpha1
kind: Service
metadata:
  name: orders

owner: team-checkout   # see CODEOWNERS
# What runs.
app:
  run: node server.js
  address: orders.test:8080

legacy: yes   # nobody knows
resources:
  db: { type: postgres, version: '17' }
`;

const NEW = `# Orders, since 2019.
apiVersion: towpath.dev/v1
kind: Service
metadata:
  name: orders
  owner: team-checkout   # see CODEOWNERS

# What runs.
workload:
  run: node server.js
  port: 8080
  route:
    host: orders.test

resources:
  db: { type: postgres, version: '17' }
`;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const upgraded = (text: string, upgrades = UPGRADES) => {
  const found = upgradeDocument("towpath.yaml", bytes(text), upgrades);
  if (!found.isTowpath) throw new Error("no document of Towpath");
  return found.document;
};

test("an old document is brought up to date step by step, and keeps its looks", () => {
  const { text, notes, edits, ...facts } = upgraded(OLD);
  expect(text).toBe(NEW);
  expect(facts).toMatchObject({ kind: "Service", from: "towpath.dev/v1alpha1", to: "towpath.dev/v1", findings: [] });
  expect(notes).toEqual(["app.address is workload.port and workload.route.host now."]);
  expect(facts.outdated).toMatchObject({ code: "manifest/old-api-version", edits });
  expect(new Set(edits.map(({ file }) => file))).toEqual(new Set(["towpath.yaml"]));
});

test("windows line breaks and a byte-order mark stay", () => {
  expect(upgraded(`\ufeff${OLD.replaceAll("\n", "\r\n")}`).text).toBe(`\ufeff${NEW.replaceAll("\n", "\r\n")}`);
});

test("one that is up to date stays as it is", () => {
  expect(upgraded(NEW)).toMatchObject({ text: NEW, edits: [], findings: [], notes: [] });
});

test("what a step cannot change in place is said, and nothing is changed", () => {
  const text = OLD.replace("app:\n", "other: *x\napp: &x\n")
    .replace("other: *x\n", "")
    .replace("legacy: yes", "copy: *x");
  expect(upgraded(text)).toMatchObject({ text, edits: [], findings: [{ code: "manifest/edit-alias" }] });
});

test("steps in a ring end", () => {
  const ring: readonly Upgrade[] = [
    { from: "towpath.dev/v1alpha1", to: "towpath.dev/v1alpha2", kinds: ["Service"], changes: () => [], notes: [] },
    { from: "towpath.dev/v1alpha2", to: "towpath.dev/v1alpha1", kinds: ["Service"], changes: () => [], notes: [] },
  ];
  expect(upgraded(OLD, ring).findings).toHaveLength(1);
});

test.each<[string, string, readonly string[]]>([
  ["another tool's document", "apiVersion: v1\nkind: Service\n", []],
  ["a Score file", "apiVersion: score.dev/v1b1\n", []],
  ["no mapping", "- x\n", []],
  ["no YAML", "a: [", ["manifest/syntax"]],
  ["a document with a key twice", `${OLD}kind: Service\n`, ["manifest/duplicate-key"]],
])("%s is none of ours", (_name, text, codes) => {
  const found = upgradeDocument("x.yaml", bytes(text), UPGRADES);
  expect(found.isTowpath ? undefined : found.findings.map(({ code }) => code)).toEqual(codes);
});

describe("a version that is not the present one", () => {
  const findingOf = (version: string, kind = "Service", file = "a/towpath.yaml") => {
    const { document } = parseDocument(file, bytes(`apiVersion: ${version}\nkind: ${kind}\n`));
    return document && apiVersionFinding(document, UPGRADES);
  };

  test("and is known leads to the upgrade", () => {
    expect(findingOf("towpath.dev/v1beta1")).toMatchObject({
      code: "manifest/old-api-version",
      message: "This document is of towpath.dev/v1beta1; this Towpath reads towpath.dev/v1.",
      suggestions: ["Run towpath upgrade a/towpath.yaml: it shows what would change, and asks."],
    });
    expect(findingOf("towpath.dev/v1beta1", "Service", "a; rm -rf b")?.suggestions[0]).not.toContain("rm");
  });

  test.each([
    ["towpath.dev/v2", '"towpath.dev/v2" was made by a newer Towpath; this one reads towpath.dev/v1.'],
    ["towpath.dev/v2alpha1", '"towpath.dev/v2alpha1" was made by a newer Towpath; this one reads towpath.dev/v1.'],
    ["towpath.dev/v1beta7", 'There is no "towpath.dev/v1beta7" that this Towpath knows; it reads towpath.dev/v1.'],
    ["towpath.dev/v0", 'There is no "towpath.dev/v0" that this Towpath knows; it reads towpath.dev/v1.'],
    ["towpath.dev/latest", 'There is no "towpath.dev/latest" that this Towpath knows; it reads towpath.dev/v1.'],
  ])("%s is named", (version, message) => {
    expect(findingOf(version)).toMatchObject({ code: "manifest/api-version", message });
  });

  test("a kind that has no step from it is not led there", () => {
    expect(findingOf("towpath.dev/v1alpha1", "Platform")).toMatchObject({ code: "manifest/api-version" });
  });

  test.each(["towpath.dev/v1", "score.dev/v1b1", "v1", "17"])("%s is none of that", (version) => {
    expect(findingOf(version)).toBeUndefined();
  });

  test("is said alone when a document is loaded", () => {
    const files = memoryFiles({ "towpath.yaml": "apiVersion: towpath.dev/v3\nkind: Service\nnothing: [known]\n" });
    expect(loadService("towpath.yaml", files, "/repo").findings.map(({ code }) => code)).toEqual([
      "manifest/api-version",
    ]);
  });
});

test("the files that a platform names are found, and none outside of its folder", () => {
  const files = memoryFiles({
    "p/platform.yaml": "",
    "p/types/a.yaml": "",
    "p/types/b.yaml": "",
    "p/c.yaml": "",
    "shared/d.yaml": "",
    "x.yaml": "",
  });
  const platform = {
    resourceTypes: ["./types/*.yaml", "c.yaml", "../shared/*.yaml", "none.yaml", "../../x.yaml", "/etc/passwd", 7],
  };
  expect(namedFiles(platform, "/repo/p/platform.yaml", files, "/repo")).toEqual([
    "/repo/p/types/a.yaml",
    "/repo/p/types/b.yaml",
    "/repo/p/c.yaml",
    "/repo/shared/d.yaml",
  ]);
  const linked = { ...files, realPath: (path: string) => (path === "/repo/shared/d.yaml" ? "/etc/d.yaml" : path) };
  expect(namedFiles({ resourceTypes: ["../shared/*.yaml"] }, "/repo/p/platform.yaml", linked, "/repo")).toEqual([]);
  expect(namedFiles({ resourceTypes: "types" }, "/repo/p/platform.yaml", files, "/repo")).toEqual([]);
});
