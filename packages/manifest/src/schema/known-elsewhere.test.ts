import { describe, expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";
import { elsewhereNames, knownElsewhere } from "./known-elsewhere.ts";

/** A service's manifest with a key at a place of the table. */
function manifestWith(place: string, name: string): string {
  const lines = place === "" ? [] : place.replace("*", "x").split(".");
  const body = [...lines, name].map(
    (key, depth) => `${"  ".repeat(depth)}${key}:${depth === lines.length ? " 1" : ""}\n`,
  );
  return place === "metadata" ? HEAD.replace(" }", `, ${name}: 1 }`) : `${HEAD}${body.join("")}`;
}

test.each(elsewhereNames("Service"))("in %j, %s is known from elsewhere", (place, name, hint) => {
  const { findings } = tried(manifestWith(place, name));
  const unknown = findings.filter(({ code }) => code === "manifest/unknown-key");
  expect(unknown.map(({ suggestions }) => suggestions)).toEqual([[hint]]);
  expect(hint).toMatch(/\.$/);
});

describe("a name that is known from elsewhere", () => {
  test.each([
    ["workload", "depends_on"],
    ["workload", "DependsOn"],
    ["workloads.web", "replicas"],
    ["environments.prod.workload", "env"],
    ["environments.prod.workloads.web.scale", "minReplicas"],
    ["resources.db", "engine"],
    ["environments.prod.resources.db", "plan"],
  ])("is known in %s: %s", (path, key) => {
    expect(knownElsewhere("Service", path.split("."), key)).toBeDefined();
  });

  test.each([
    ["Platform", "environments.prod", "provider"],
    ["Platform", "", "types"],
    ["ResourceType", "settings.cpu", "min"],
    ["ResourceType", "", "parameters"],
  ] as const)("is known in a %s, %s: %s", (kind, path, key) => {
    expect(knownElsewhere(kind, path === "" ? [] : path.split("."), key)).toBeDefined();
  });

  test("is not made up", () => {
    expect(knownElsewhere("Service", ["workload"], "constructor")).toBeUndefined();
    expect(knownElsewhere("Service", ["constructor"], "replicas")).toBeUndefined();
    expect(knownElsewhere("Service", ["resources", "db", "settings"], "config")).toBeUndefined();
  });
});
