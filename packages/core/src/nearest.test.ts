import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSpelledAlike, nearest } from "./nearest.ts";

const WORKLOAD = ["run", "image", "command", "args", "kind", "port", "health", "scale", "limits", "route", "variables"];
const TOP = ["apiVersion", "kind", "metadata", "workload", "workloads", "resources", "secrets", "environments"];
const SETTINGS = ["collation", "extensions", "maxConnections", "minConnections"];

describe("the nearest name", () => {
  test.each([
    ["a letter too many", "postgress", ["redis", "postgres"], "postgres"],
    ["a letter too few", "enviroments", TOP, "environments"],
    ["two letters swapped", "resuorces", TOP, "resources"],
    ["another letter", "databasi", ["database"], "database"],
    ["a letter left out", "databse", ["databases", "database"], "database"],
    ["case", "Port", WORKLOAD, "port"],
    ["capitals", "METADATA", TOP, "metadata"],
    ["snake case", "max_connections", SETTINGS, "maxConnections"],
    ["kebab case", "max-connections", SETTINGS, "maxConnections"],
    ["snake case with a slip", "max_conections", SETTINGS, "maxConnections"],
    ["camel case of kebab case", "backupRetention", ["backup-retention"], "backup-retention"],
    ["a singular", "resource", TOP, "resources"],
    ["a plural", "ports", WORKLOAD, "port"],
    ["a plural in -ies", "policy", ["policies", "place"], "policies"],
    ["the singular before the plural", "Workload", TOP, "workload"],
    ["a long name", "postgresql", ["mysql", "postgres"], "postgres"],
    ["its beginning", "maxConn", SETTINGS, "maxConnections"],
    ["more than the name", "metadatas_of_service", TOP, "metadata"],
    ["a short name, swapped", "bd", ["db", "queue"], "db"],
    ["the first of equals", "cat", ["car", "bat"], "car"],
  ])("for %s (%s)", (_, found, candidates, expected) => {
    expect(nearest(found, candidates)).toBe(expected);
  });

  test.each([
    ["what is another word", "kubernetes", ["port", "kind"]],
    ["one letter for another", "a", ["b", "c"]],
    ["a beginning that says nothing", "co", ["collation", "command"]],
    ["nothing", "", ["a"]],
    ["only signs", "__", ["a"]],
    ["no candidates", "port", []],
    ["an essay", "x".repeat(100_000), ["x"]],
  ])("is none for %s", (_, found, candidates) => {
    expect(nearest(found, candidates)).toBeUndefined();
  });

  test("is a name itself where it is one, and always one of the candidates", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1, maxLength: 12 })),
        fc.string({ maxLength: 12 }),
        (names, found) => {
          const near = nearest(found, names);
          expect([undefined, ...names]).toContain(near);
          if (names.includes(found)) expect(isSpelledAlike(near ?? "", found)).toBe(true);
        },
      ),
    );
  });
});

test.each([
  ["max_connections", "maxConnections", true],
  ["Max Connections", "max-connections", true],
  ["maxConnection", "maxConnections", false],
])("%s and %s are spelled alike: %s", (a, b, expected) => {
  expect(isSpelledAlike(a, b)).toBe(expected);
});
