import { describe, expect, test } from "vitest";
import { graphDigest } from "../graph/graph-digest.ts";
import { loadService } from "../service/load-service.ts";
import { memoryFiles } from "../testing/memory-files.ts";
import { HEAD, tried } from "../testing/resolved.ts";

const platform = (more = ""): string => `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
environments: { dev: { engine: local } }
resourceTypes: [types/*.yaml]
${more}`;
const type = (name: string, more = ""): string =>
  `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: ${name} }\noutputs: { url: { type: string } }\nrecipes: { local: { driver: ${name} } }\n${more}`;
const MANIFEST = `${HEAD}resourceTypes: [own/*.yaml]
resources: { s: { type: search } }
workload: { run: x, variables: { A: "\${resources.s.url}" } }
`;
const own = { files: { "own/search.yaml": type("search") } };
const acme = (mode: string) => ({ ...own, platform: platform(mode), types: { db: type("db") } });

describe("a repository's own resource types", () => {
  test("are like the platform's where it lets them be, as the starter platform does", () => {
    const { graph, text } = tried(MANIFEST, acme("teamTypes: allow\n"));
    expect(text).toBe("");
    expect(graph?.resources[0]).toMatchObject({
      type: "search",
      recipe: { driver: "search", origin: { place: { file: "own/search.yaml" } } },
    });
    expect(tried(MANIFEST, own).text).toBe("");
  });

  test("are looked at first by a platform that says so", () => {
    const { graph, text } = tried(MANIFEST, acme("teamTypes: review\n"));
    expect(text).toBe(
      "towpath.yaml:4:17 manifest/team-type (advisory)\n  The platform acme wants to look at a repository's own resource types before they are used.\n  > Ask the platform team to review them.",
    );
    expect(graph?.resources).toHaveLength(1);
  });

  test.each(["teamTypes: deny\n", ""])("are refused by other platforms, once (%j)", (mode) => {
    const { graph, text } = tried(MANIFEST, acme(mode));
    expect(graph).toBeUndefined();
    expect(text).toBe(
      "towpath.yaml:4:17 manifest/team-type\n  The platform acme does not let a repository have resource types of its own.\n  > Use a type that it offers: db.",
    );
  });

  test("are refused by a platform that offers none, without a list of nothing", () => {
    const { text } = tried(MANIFEST, { ...own, platform: platform().replace(/resourceTypes.*\n/, "") });
    expect(text).toContain("\n  > Ask the platform team for the type.");
    expect(text).not.toContain("Use a type");
  });

  test("take no name that the platform has", () => {
    const { text } = tried(`${HEAD}resourceTypes: [own/*.yaml]\n`, {
      ...acme("teamTypes: allow\n"),
      files: { "own/db.yaml": type("db") },
    });
    expect(text).toContain(
      "own/db.yaml:3:19 and platform/types/db.yaml:3:19 manifest/duplicate-name\n  The platform acme has a resource type db already.",
    );
  });

  test("are held against their schema; nothing more is said of what is broken", () => {
    const files = { "own/search.yaml": type("search", "sizes: { small: { a: 1 } }\nversions: 3\n") };
    const { text } = tried(MANIFEST, { ...acme("teamTypes: allow\n"), files });
    expect(text).toContain("own/search.yaml");
    expect(text).not.toContain("unknown-type");
  });

  test("are in the repository", () => {
    expect(tried(MANIFEST.replace("own/*", "../else/*")).text).toContain("manifest/path");
    expect(tried(MANIFEST.replace("own/*", "nowhere/*")).text).toContain("manifest/not-found");
  });

  test("are named where no such type is", () => {
    expect(tried(MANIFEST.replace("type: search", "type: serch"), acme("teamTypes: allow\n")).text).toContain(
      'Did you mean "search"?\n  > There are db, search.',
    );
  });

  test("are part of what the service is, whatever the order of their files", () => {
    const digest = (files: Readonly<Record<string, string>>): string | undefined =>
      loadService("towpath.yaml", memoryFiles({ "towpath.yaml": MANIFEST, ...files }), "/repo").value?.digest;
    const [a, b] = [type("search"), type("index")];
    expect(digest({ "own/a.yaml": a, "own/b.yaml": b })).toBe(digest({ "own/a.yaml": b, "own/b.yaml": a }));
    expect(digest({ "own/a.yaml": a })).not.toBe(digest({ "own/a.yaml": type("search", "stateful: true\n") }));
    const graphs = [type("search"), `# a comment\n${type("search")}`].map(
      (text) => tried(MANIFEST, { files: { "own/a.yaml": text } }).graph,
    );
    expect(new Set(graphs.map((graph) => graph && graphDigest(graph))).size).toBe(1);
  });
});
