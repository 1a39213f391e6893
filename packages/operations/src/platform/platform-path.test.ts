import { expect, test } from "vitest";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { platformFiles } from "../testing/platform-files.ts";
import { validate } from "../verbs/validate.ts";

const files = Object.fromEntries(Object.entries(platformFiles()).map(([path, text]) => [`shared/${path}`, text]));

test("a path is relative to the manifest that names it, and to the present folder elsewhere", async () => {
  const { effects } = folderWith({
    ...files,
    "services/a/towpath.yaml": manifestOf("a", "platform: ../../shared\n"),
    "services/b/towpath.yaml": manifestOf("b", "platform: own/platform.yaml\n"),
    "services/b/own/platform.yaml": platformFiles()["platform.yaml"]?.replace(/resourceTypes.*/, "") ?? "",
  });
  const own = await validate({ manifests: ["services/*/towpath.yaml"] }, effects);
  expect(own).toMatchObject({
    status: "ok",
    sections: [],
    data: {
      platforms: [
        { kind: "path", reference: "../../shared", name: "acme" },
        { kind: "path", reference: "own/platform.yaml", name: "acme" },
      ],
    },
  });
  for (const over of [{ platform: "shared" }, {}]) {
    const variables = { ...effects.variables, TOWPATH_PLATFORM: "./shared/platform.yaml" };
    const given = await validate({ manifests: ["services/*/towpath.yaml"], ...over }, { ...effects, variables });
    expect(given).toMatchObject({ status: "ok", data: { platforms: [{ kind: "path", name: "acme" }] } });
  }
});

test("a platform that is not there is said at the line that names it; a bare name may be meant as a package", async () => {
  const { effects } = folderWith({ "a/towpath.yaml": manifestOf("a", "platform: acme-platform\n") });
  expect(await validate({ manifests: ["a"] }, effects)).toMatchObject({
    status: "invalid",
    findings: [
      {
        code: "manifest/not-found",
        message: "There is no platform at a/acme-platform.",
        places: [{ file: "a/towpath.yaml", range: { start: { line: 4 } } }, { file: "a/acme-platform" }],
        suggestions: [
          expect.stringContaining("platform.yaml"),
          "An npm package is written npm:acme-platform, or acme-platform@VERSION.",
        ],
      },
    ],
  });
});

test("without one it is the starter platform, and nothing is said about it", async () => {
  const { effects } = folderWith({ "towpath.yaml": manifestOf("a") });
  expect(await validate({ manifests: [] }, effects)).toMatchObject({
    sections: [],
    data: { platforms: [{ kind: "starter", reference: null, digest: expect.stringMatching(/^sha256:/) }] },
  });
});

test("a machine without a place to keep what is fetched is told so", async () => {
  const { effects } = folderWith({ "towpath.yaml": manifestOf("a", 'platform: "@acme/platform@2.1.0"\n') });
  const variables = { TOWPATH_HOME: "relative" };
  expect(await validate({ manifests: [] }, { ...effects, variables })).toMatchObject({
    status: "invalid",
    findings: [{ code: "operation/platform-cache", places: [{ file: "towpath.yaml" }] }],
  });
});
