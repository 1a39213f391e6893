import { type Finding, formatPlace, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import type { Graph } from "../graph/graph.ts";
import { mergeFindings } from "../merge-findings.ts";
import { loadPlatform } from "../platform/load-platform.ts";
import { resolve } from "../resolution/resolve.ts";
import { scoreManifest } from "../score/score-manifest.ts";
import { loadService } from "../service/load-service.ts";
import type { ServiceDocument } from "../service/service-document.ts";
import { memoryFiles } from "./memory-files.ts";

export interface Scored {
  readonly service: ServiceDocument | undefined;
  readonly graph: Graph | undefined;
  readonly findings: readonly Finding[];
  /** The findings as text. */
  readonly text: string;
}

/** Loads and resolves a manifest that is a Score file or names one, by a platform that offers all that it asks for. */
export function scored(
  texts: Readonly<Record<string, string | Uint8Array>>,
  { manifest = "score.yaml", environment = "dev" } = {},
): Scored {
  const files = memoryFiles(texts);
  const loaded = loadService(manifest, files, "/repo", scoreManifest);
  const offered = loadPlatform("platform", memoryFiles(platformFor(loaded.value?.raw ?? {})), "/repo");
  const { value: platform } = offered;
  if (!platform || offered.findings.length > 0) throw new Error(rendered(offered.findings));
  const resolved = loaded.value
    ? resolve({ service: loaded.value, platform, environment, now: new Date("2026-11-22") })
    : { findings: [] };
  const findings = mergeFindings([...loaded.findings, ...resolved.findings]);
  return { service: loaded.value, graph: resolved.graph, findings, text: rendered(findings) };
}

function rendered(findings: readonly Finding[]): string {
  return findings
    .map(({ code, places, message, suggestions }) =>
      [
        `${places.map(formatPlace).join(" and ")} ${code}`,
        `  ${message}`,
        ...suggestions.map((suggestion) => `  > ${suggestion}`),
      ].join("\n"),
    )
    .join("\n");
}

/** The files of a platform with the types that a manifest's resources are of, with their sizes, settings and outputs. */
export function platformFor(manifest: JsonObject): Readonly<Record<string, string>> {
  const resources = Object.entries(objectAt(manifest, "resources"));
  const named = [...JSON.stringify(manifest).matchAll(/\$\{resources\.([a-z0-9-]+)\.([A-Za-z][A-Za-z0-9_]*)\}/g)];
  const types = new Map<string, { sizes: JsonObject; settings: JsonObject; outputs: JsonObject }>();
  for (const [name, resource] of resources) {
    if (!isJsonObject(resource) || typeof resource["type"] !== "string") continue;
    const before = types.get(resource["type"]) ?? { sizes: {}, settings: {}, outputs: {} };
    const outputs = named.flatMap(([, of, output]) => (of === name && output ? [[output, { type: "string" }]] : []));
    types.set(resource["type"], {
      sizes: typeof resource["class"] === "string" ? { ...before.sizes, [resource["class"]]: {} } : before.sizes,
      settings: Object.assign(Object.create(null), before.settings, free(objectAt(resource, "settings"))),
      outputs: { ...before.outputs, ...Object.fromEntries(outputs) },
    });
  }
  const platform = {
    apiVersion: "towpath.dev/v1",
    kind: "Platform",
    metadata: { name: "test" },
    environments: { dev: { engine: "kubernetes" }, prod: { engine: "kubernetes" } },
    resourceTypes: [...types.keys()].map((_, index) => `types/${index}.yaml`),
  };
  return {
    "platform/platform.yaml": JSON.stringify(platform),
    ...Object.fromEntries(
      [...types].map(([name, type], index) => [
        `platform/types/${index}.yaml`,
        JSON.stringify({
          apiVersion: "towpath.dev/v1",
          kind: "ResourceType",
          metadata: { name },
          ...type,
          recipes: { kubernetes: {} },
        }),
      ]),
    ),
  };
}

function free(settings: JsonObject): JsonObject {
  const open: Record<string, Json> = Object.create(null);
  for (const [name, value] of Object.entries(settings))
    open[name] = { type: Array.isArray(value) ? "array" : value === null ? "object" : typeof value };
  return open;
}

function objectAt(value: JsonObject, key: string): JsonObject {
  const member = value[key];
  return member !== undefined && isJsonObject(member) ? member : {};
}
