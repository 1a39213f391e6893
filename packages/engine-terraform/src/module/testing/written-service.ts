import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { nodeFiles, Secret } from "@towpath/core";
import { type Graph, loadPlatform, loadService, resolve } from "@towpath/manifest";
import { onTestFinished } from "vitest";
import type { RootModuleRequest } from "../root-module.ts";

/** What a test writes: the bodies of documents, and files beside them. */
export interface WrittenDocuments {
  /** Of the manifest, below its head. */
  readonly manifest?: string;
  /** Options of the engine `cloud`, in YAML's flow form. */
  readonly engine?: string;
  readonly values?: string;
  /** Resource types by name: their documents below the head. */
  readonly types: Readonly<Record<string, string>>;
  /** By path in the folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A service in an environment whose resources are made by the engine `cloud`, of kind terraform. */
export interface WrittenService {
  readonly folder: string;
  readonly graph: Graph;
  readonly request: RootModuleRequest;
}

/** Writes documents to a folder that goes away with the test, and resolves them. */
export function writtenService({
  manifest = "",
  engine = "",
  values = "{}",
  types,
  files = {},
}: WrittenDocuments): WrittenService {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-module-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all: Readonly<Record<string, string>> = {
    "towpath.yaml": `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: shop, owner: team-shop, labels: { cost-center: "4711" } }
${manifest}`,
    "platform/platform.yaml": `apiVersion: towpath.dev/v1
kind: Platform
metadata: { name: acme }
teams: { team-shop: {} }
environments:
  prod:
    engines:
      cloud: { kind: terraform${engine === "" ? "" : `, ${engine}`} }
    values: ${values}
    secrets: { vault: { azureKeyVault: { name: acme } } }
resourceTypes: [./types/*.yaml]
`,
    ...Object.fromEntries(
      Object.entries(types).map(([name, body]) => [
        `platform/types/${name}.yaml`,
        `apiVersion: towpath.dev/v1\nkind: ResourceType\nmetadata: { name: ${name} }\n${body}`,
      ]),
    ),
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const service = loadService("towpath.yaml", nodeFiles, folder);
  const platform = loadPlatform("platform", nodeFiles, folder);
  const resolved =
    service.value && platform.value
      ? resolve({ service: service.value, platform: platform.value, environment: "prod", now: new Date("2026-11-22") })
      : undefined;
  const graph = resolved?.graph;
  if (!graph) throw new Error(JSON.stringify([service.findings, platform.findings, resolved?.findings], null, 2));
  return {
    folder,
    graph,
    request: {
      graph,
      engine: "cloud",
      wanted: graph.resources,
      kept: [],
      moved: [],
      imports: [],
      outputs: async () => undefined,
      secrets: async (address) => new Secret(`value of ${address}`),
      generated: async (address, name) => new Secret(`generated for ${address} as ${name}`),
      homeOf: () => ({ folder: join(folder, "platform/types"), boundary: folder }),
      backend: "none",
      platformFolder: join(folder, "platform"),
    },
  };
}
