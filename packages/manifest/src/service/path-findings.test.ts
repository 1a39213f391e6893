import { describe, expect, test } from "vitest";
import { HEAD, tried } from "../testing/resolved.ts";

const text = (manifest: string, files: Readonly<Record<string, string>> = {}): string =>
  tried(`${HEAD}${manifest}`, { files }).text;
const worker = (more: string): string => `workload: { run: x, ${more} }\n`;

describe("paths in a manifest", () => {
  test.each([
    ["a build's Dockerfile", "build: { image: { dockerfile: ../Dockerfile } }\n"],
    ["a build's context", "build: { image: { context: /tmp } }\n"],
    ["a contract", "exposes: { api: { graphql: ../../schema.graphql } }\n"],
    ["what says which parts are used", "consumes: { p: { service: p, uses: ../p.json } }\n"],
    ["a file's source", worker("files: { /a: { source: ../a } }")],
    [
      "a file's source in a container",
      "workload: { containers: { web: { image: x, files: { /a: { source: ../a } } } } }\n",
    ],
    [
      "a file's source in an overlay",
      `${worker("files: { /a: { content: b } }")}environments: { dev: { workload: { files: { /b: { source: ../b } } } } }\n`,
    ],
    ["a resource type", "resourceTypes: [../types/*.yaml]\n"],
    ["reports", "test: { run: x, reports: { junit: ../junit.xml } }\n"],
  ])("stay in the repository: %s", (_, manifest) => {
    expect(text(manifest, { Dockerfile: "" })).toContain("manifest/path\n  The path ");
  });

  test.each([
    [
      "a Dockerfile",
      "build: { image: { dockerfile: docker/Dockerfile } }\n",
      '"docker/Dockerfile", which says how the image is built',
    ],
    [
      "the Dockerfile that is meant when none is named",
      "build: { image: {} }\n",
      '"Dockerfile", which says how the image is built',
    ],
    ["a context", "build: { image: { context: app } }\n", '"app", which is sent to the builder'],
    ["a file's source", worker("files: { /etc/a: { source: a.yaml } }"), '"a.yaml", which /etc/a is a copy of'],
  ])("lead to something: %s", (_, manifest, message) => {
    const found = text(manifest, manifest.includes("context") ? { Dockerfile: "" } : {});
    expect(found).toMatch(/towpath\.yaml:4:\d+ manifest\/not-found\n/);
    expect(found).toContain(`There is no ${message}.`);
  });

  test("what a build may make is advice", () => {
    expect(text("exposes: { api: { openapi: api.yaml } }\nconsumes: { p: { service: p, uses: p.json } }\n")).toBe(
      [
        "towpath.yaml:4:28 manifest/not-found (advisory)",
        '  There is no "api.yaml", which says what is promised.',
        "  > Make it before it is asked for, or mend the path.",
        "towpath.yaml:5:36 manifest/not-found (advisory)",
        '  There is no "p.json", which says what is used.',
        "  > Make it before it is asked for, or mend the path.",
      ].join("\n"),
    );
  });

  test("nothing is said of what is there", () => {
    const files = { "docker/Dockerfile": "", "app/main.js": "", "api.yaml": "", "a.yaml": "", "p.json": "" };
    const manifest = `build: { image: { dockerfile: docker/Dockerfile, context: ./app } }
exposes: { api: { openapi: api.yaml } }
consumes: { p: { service: p, uses: p.json } }
workload: { run: x, files: { /a: { source: a.yaml } } }
`;
    expect(text(manifest, files)).toBe("");
  });
});
