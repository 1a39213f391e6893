import { resolve as resolvePath } from "node:path";
import { errorMessage, type Finding, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { loadPlatform, loadService, overlay, resolve } from "@towpath/manifest";
import type { PolicyRequest } from "../../engine/check-policy.ts";
import { loadRepository } from "../../repository/load-repository.ts";
import { EXAMPLE_FILES } from "../../scene/example-platform.ts";
import { filesInMemory } from "../../scene/files-in-memory.ts";
import { planOf } from "../../scene/plan-of.ts";
import { SCENE_FILES, SceneError } from "../../scene/scene.ts";

const ROOT = resolvePath("/repository");
const SERVICE: JsonObject = { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" } };
const PLATFORM: JsonObject = { apiVersion: "towpath.dev/v1", kind: "Platform", metadata: { name: "example" } };

/** What an example gives the engine to check; a text says why it gives nothing. */
export type Given = Pick<PolicyRequest, "services" | "plans" | "repository"> | string;

/** What an example of a test is: a part of a manifest, the changes of a plan, or files of a repository. */
export function givenBy(example: JsonObject, types: Readonly<Record<string, JsonObject>>, now: Date): Given {
  const { workflow, action, files, changes, ...rest } = example;
  const repository: Record<string, Json | undefined> = isJsonObject(files) ? { ...files } : {};
  if (workflow !== undefined) repository[SCENE_FILES.workflow] = workflow;
  if (action !== undefined) repository[SCENE_FILES.action] = action;
  if (Object.keys(repository).length > 0) return givenFiles(repository);
  const resolved = resolveExample(rest, types, now);
  if (typeof resolved === "string" || changes === undefined) return resolved;
  return givenChanges(changes, resolved);
}

function givenFiles(files: Readonly<Record<string, Json | undefined>>): Given {
  const texts = Object.entries(files).map(
    ([path, content]) => [path, typeof content === "string" ? content : JSON.stringify(content, undefined, 2)] as const,
  );
  const { repository, findings } = loadRepository(ROOT, filesInMemory(ROOT, new Map(texts)), ROOT);
  return findings.length > 0 ? said(findings) : { services: [], repository };
}

function resolveExample(
  { platform, environment = "prod", params: _, ...fragment }: JsonObject,
  types: Readonly<Record<string, JsonObject>>,
  now: Date,
): Given {
  if (typeof environment !== "string") return "`environment` is the name of one.";
  const names = Object.keys(types);
  const base = overlay(PLATFORM, {
    environments: { [environment]: { engine: "kubernetes" } },
    resourceTypes: names.map((name) => `./${name}.json`),
  });
  const texts = new Map([
    ...Object.entries(EXAMPLE_FILES),
    ...names.map((name) => [`platform/${name}.json`, JSON.stringify(types[name])] as const),
    [SCENE_FILES.manifest, JSON.stringify(overlay(SERVICE, fragment), undefined, 2)],
    [SCENE_FILES.platform, JSON.stringify(isJsonObject(platform) ? overlay(base, platform) : base)],
  ]);
  const files = filesInMemory(ROOT, texts);
  const offered = loadPlatform("platform", files, ROOT);
  const service = loadService(SCENE_FILES.manifest, files, ROOT);
  const documents = [...offered.findings, ...service.findings];
  if (!offered.value || !service.value || documents.length > 0) return said(documents);
  const { graph, findings } = resolve({ service: service.value, platform: offered.value, environment, now });
  if (!graph || findings.some(({ level }) => level === "mandatory")) return said(findings);
  const { source } = offered.value;
  const raw = isJsonObject(source.value) ? source.value : {};
  const placeOf = () => source.placeOfValue([]);
  return {
    services: [
      { document: service.value, graphs: [graph] },
      { document: { file: source.file, raw, placeOf }, graphs: [] },
    ],
  };
}

function givenChanges(changes: Json, resolved: Exclude<Given, string>): Given {
  if (!Array.isArray(changes) || !changes.every(isJsonObject)) return "`changes` is a list of changes.";
  const [graph] = resolved.services.flatMap(({ graphs }) => graphs);
  if (!graph) return resolved;
  try {
    return { ...resolved, plans: [planOf(changes, graph)] };
  } catch (error) {
    if (error instanceof SceneError) return errorMessage(error);
    throw error;
  }
}

function said(findings: readonly Finding[]): string {
  return findings.map(({ message }) => message).join(" ") || "It is no part of a manifest.";
}
