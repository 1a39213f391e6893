import { expect, test } from "vitest";
import { openGraph } from "../documents/open-documents.ts";
import { folderWith, manifestOf } from "../testing/folder-with.ts";
import { moduleHomes } from "./module-homes.ts";

const type = (name: string) => `apiVersion: towpath.dev/v1
kind: ResourceType
metadata: { name: ${name} }
recipes: { terraform: { module: ./module } }
`;

const PLATFORM = `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teamTypes: allow
environments:
  prod:
    engines: { about: { kind: terraform }, azure: { kind: terraform } }
    place: { bucket: about, "*": azure }
resourceTypes: [./types/*.yaml]
`;

/** A service as somebody proposes it, for a platform that was released. */
async function proposed(resources: string) {
  const { folder, effects } = folderWith({
    "towpath.yaml": manifestOf("orders", `resourceTypes: [./own/*.yaml]\nresources: ${resources}\n`),
    "own/record.yaml": type("record"),
    "platform/platform.yaml": PLATFORM,
    "platform/types/bucket.yaml": type("bucket"),
  });
  const opened = await openGraph({ platform: "platform/platform.yaml", environment: "prod" }, effects);
  const source = { ...opened.source, kind: "npm", reference: "@acme/platform@1.2.3", version: "1.2.3" } as const;
  return { folder, source: { ...opened, source } };
}

const REFUSED = expect.objectContaining({ code: "operation/module-proposed" });

test("a released platform's modules are used for what somebody proposes, from where its types are", async () => {
  const { folder, source } = await proposed("{ files: { type: bucket } }");
  const { homeOf, platformFolder } = moduleHomes({ ...source, isUntrusted: true });
  expect(homeOf("bucket")).toEqual({ folder: `${folder}/platform/types`, boundary: expect.any(String) });
  expect(homeOf("other")).toBeUndefined();
  expect(platformFolder).toBe(`${folder}/platform`);
});

test("a type of the service's own is not, whichever engine it is placed on", async () => {
  const { source } = await proposed("{ files: { type: bucket }, name: { type: record } }");
  expect(() => moduleHomes({ ...source, isUntrusted: true })).toThrow(REFUSED);
  expect(moduleHomes(source).homeOf("record")).toBeDefined();
});

test("nor for what is kept of such a type, and in the manifest no more", async () => {
  const { source } = await proposed("{ files: { type: bucket } }");
  const { homeOf } = moduleHomes({ ...source, isUntrusted: true });
  expect(() => homeOf("record")).toThrow(REFUSED);
});

test("a platform that is proposed with the service is not used at all", async () => {
  const { source } = await proposed("{ files: { type: bucket } }");
  const inFolder = { ...source, source: { ...source.source, kind: "path" as const } };
  expect(() => moduleHomes({ ...inFolder, isUntrusted: true })).toThrow(REFUSED);
  expect(() => moduleHomes(inFolder)).not.toThrow();
});
