import { isJsonObject } from "@towpath/core";
import { SourceDocument } from "../document/source-document.ts";
import { restoreNode } from "../document/stored-node.ts";
import type { PlatformManifest } from "../generated/platform.ts";
import type { ResourceTypeManifest } from "../generated/resource-type.ts";
import { starterDigest, starterFiles } from "../generated/starter.ts";
import { modelOf, type PlatformModel, type ResourceTypeModel } from "./platform-model.ts";

/** Where the starter platform's files appear to be: no file of it is read at run time. */
const STARTER_FOLDER = "@towpath/manifest/starter";

/** The starter platform. Its files were parsed and found to be right when they were generated: it costs little at a start. */
export function starterPlatform(): PlatformModel {
  const types = new Map<string, ResourceTypeModel>();
  let platform: { readonly document: PlatformManifest; readonly source: SourceDocument } | undefined;
  for (const [path, { text, root }] of Object.entries(starterFiles)) {
    const source = new SourceDocument(`${STARTER_FOLDER}/${path}`, text, restoreNode(JSON.parse(root)));
    const document = source.value;
    if (isResourceType(document)) types.set(document.metadata.name, { name: document.metadata.name, document, source });
    else if (isPlatform(document)) platform = { document, source };
  }
  if (!platform)
    throw new Error("The starter platform is not in this build. Run: npm run generate -w packages/manifest");
  return modelOf({
    ...platform,
    isStarter: true,
    file: platform.source.file,
    digest: starterDigest,
    types,
    brokenTypes: new Set(),
    missingTypes: [],
  });
}

// What is generated is right: a test holds it against the schemas.
function isPlatform(value: unknown): value is PlatformManifest {
  return isJsonObject(value) && value["kind"] === "Platform";
}

function isResourceType(value: unknown): value is ResourceTypeManifest {
  return isJsonObject(value) && value["kind"] === "ResourceType";
}
