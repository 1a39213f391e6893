import { type Finding, isJsonObject, type Json, type JsonObject } from "@towpath/core";
import { type Graph, loadPlatform, loadService, overlay, resolve } from "@towpath/manifest";
import type { Plan } from "@towpath/provisioning";
import type { PolicyRequest } from "../../engine/check-policy.ts";
import { loadRepository } from "../../repository/load-repository.ts";
import { memoryFiles } from "./memory-files.ts";

const ROOT = "/example";
const SERVICE: JsonObject = { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" } };
const PLATFORM: JsonObject = { apiVersion: "towpath.dev/v1", kind: "Platform", metadata: { name: "example" } };
/** Files that manifests refer to; what is in them is nobody's concern here. */
const BESIDE = ["Dockerfile", "openapi.yaml", "uses.json", "platform/objects.yaml"];

/** What an example gives the engine to check; a text says why it gives nothing. */
export type Given = Pick<PolicyRequest, "services" | "plans" | "repository"> | string;

/** What an example of a test is: a part of a manifest, the changes of a plan, or files of a repository. */
export function givenBy(example: JsonObject, types: Readonly<Record<string, JsonObject>>, now: Date): Given {
  const { workflow, action, files, changes, ...rest } = example;
  const repository: Record<string, Json | undefined> = isJsonObject(files) ? { ...files } : {};
  if (workflow !== undefined) repository[".github/workflows/example.yml"] = workflow;
  if (action !== undefined) repository["action.yml"] = action;
  if (Object.keys(repository).length > 0) return givenFiles(repository);
  const resolved = resolveExample(rest, types, now);
  if (typeof resolved === "string" || changes === undefined) return resolved;
  return givenChanges(changes, resolved);
}

function givenFiles(files: Readonly<Record<string, Json | undefined>>): Given {
  const texts = Object.entries(files).map(([path, content]) => [
    `${ROOT}/${path}`,
    typeof content === "string" ? content : JSON.stringify(content, undefined, 2),
  ]);
  const { repository, findings } = loadRepository(ROOT, memoryFiles(Object.fromEntries(texts)), ROOT);
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
  const texts: Record<string, string> = {
    [`${ROOT}/towpath.yaml`]: JSON.stringify(overlay(SERVICE, fragment), undefined, 2),
    [`${ROOT}/platform/platform.yaml`]: JSON.stringify(isJsonObject(platform) ? overlay(base, platform) : base),
  };
  for (const name of names) texts[`${ROOT}/platform/${name}.json`] = JSON.stringify(types[name]);
  for (const name of BESIDE) texts[`${ROOT}/${name}`] = "";
  const files = memoryFiles(texts);
  const offered = loadPlatform("platform", files, ROOT);
  const service = loadService("towpath.yaml", files, ROOT);
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

const NO_DIGEST = `sha256:${"0".repeat(64)}` as const;
const CHANGE = { type: "postgres", engine: "main", action: "none", reasons: [], risk: "none", diff: [] } as const;

function givenChanges(changes: Json, resolved: Exclude<Given, string>): Given {
  if (!Array.isArray(changes) || !changes.every(isJsonObject)) return "`changes` is a list of changes.";
  const graph: Graph | undefined = resolved.services[0]?.graphs[0];
  const inputs: Plan["inputs"] = { manifest: NO_DIGEST, platform: NO_DIGEST, state: "absent" };
  const plan: Plan = {
    plan: 1,
    service: graph?.service.name ?? "orders",
    environment: graph?.environment.name ?? "prod",
    createdAt: "2026-01-01T00:00:00Z",
    goal: "match",
    inputsDigest: NO_DIGEST,
    changesDigest: NO_DIGEST,
    inputs,
    changes: changes.map((change) => ({ address: "resources.db", ...CHANGE, ...change })),
    summary: { create: 0, update: 0, upgrade: 0, migrate: 0, replace: 0, delete: 0, retain: 0, adopt: 0, none: 0 },
  };
  return { ...resolved, plans: [plan] };
}

function said(findings: readonly Finding[]): string {
  return findings.map(({ message }) => message).join(" ") || "It is no part of a manifest.";
}
