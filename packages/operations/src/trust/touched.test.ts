import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { touchedManifests } from "./touched.ts";

const MANIFESTS = ["towpath.yaml", "a/towpath.yaml", "a/deep/towpath.yaml", "b/towpath.yaml", "b/worker.yaml"];

describe("a file touches", () => {
  test.each<[string, readonly string[]]>([
    ["a/src/main.ts", ["a/towpath.yaml", "a/deep/towpath.yaml"]],
    ["a/deep/main.ts", ["a/deep/towpath.yaml"]],
    ["b/main.ts", ["b/towpath.yaml", "b/worker.yaml"]],
    ["shared/types.yaml", MANIFESTS],
    ["towpath.yaml", MANIFESTS],
    ["README.md", ["towpath.yaml"]],
    ["a/docs/page.MD", ["a/towpath.yaml"]],
    ["ab/main.ts", MANIFESTS],
  ])("%s: the services in whose folder it is, and those below", (path, touched) => {
    expect([...touchedManifests(MANIFESTS, [path])].sort()).toEqual([...touched].sort());
  });

  test("every service, where it is in no service's folder", () => {
    const [, ...manifests] = MANIFESTS;
    expect(touchedManifests(manifests, ["shared/types.yaml"]).size).toBe(manifests.length);
    expect(touchedManifests(manifests, ["README.md"]).size).toBe(0);
  });
});

const name = fc.constantFrom("a", "b", "c", "towpath.yaml", "x.ts", "..");
const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));

test("a manifest that is changed is touched; more changes touch no less", () => {
  fc.assert(
    fc.property(fc.uniqueArray(path), fc.array(path), fc.array(path), (manifests, some, more) => {
      const touched = touchedManifests(manifests, some);
      for (const one of manifests) if (some.includes(one)) expect(touched).toContain(one);
      const all = touchedManifests(manifests, [...some, ...more]);
      for (const one of touched) expect(all).toContain(one);
      for (const one of all) expect(manifests).toContain(one);
    }),
  );
});
