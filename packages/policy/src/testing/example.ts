import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finding, isJsonObject, type JsonObject, nodeFiles } from "@towpath/core";
import { type Graph, loadPlatform, loadService, overlay, resolve } from "@towpath/manifest";
import { load, loadAll } from "js-yaml";
import type { Fleet, PolicyDocument } from "../rule/select.ts";

const SERVICE = { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" } };

/** What the examples are resolved against: one environment that is not local, and a database. */
const PLATFORM = {
  apiVersion: "towpath.dev/v1",
  kind: "Platform",
  metadata: { name: "example" },
  environments: {
    prod: {
      engine: "kubernetes",
      values: { domain: "shop.example.com" },
      secrets: { vault: { azureKeyVault: { vault: "acme" } } },
    },
  },
  resourceTypes: ["./postgres.json"],
};
const POSTGRES = {
  apiVersion: "towpath.dev/v1",
  kind: "ResourceType",
  metadata: { name: "postgres", title: "PostgreSQL" },
  stateful: true,
  versions: [
    { version: "18", status: "preview" },
    { version: "17", status: "current" },
    { version: "14", status: "deprecated", until: "2027-03-31", successor: "17" },
  ],
  settings: {
    backupRetentionDays: { type: "integer", minimum: 1, default: 7 },
    deletionProtection: { type: "boolean", default: true },
    encryption: { type: "boolean", default: true },
    highAvailability: { type: "boolean", default: true },
    initialPassword: { type: "string" },
    publicAccess: { type: "boolean", default: false },
    tls: { type: "boolean", default: true },
  },
  outputs: { url: { type: "string", secret: true } },
  recipes: { kubernetes: { objects: "./postgres-objects.yaml" } },
};

/** A platform in files, to resolve parts of manifests against. */
export interface ExampleBench {
  /**
   * The graph of a manifest that has this part; behind `---` a part of the platform may follow.
   *
   * @throws where the parts are no parts of valid documents
   */
  graphOf(
    example: string,
    now: Date,
  ): { readonly graph: Graph; readonly document: PolicyDocument; readonly text: string };
  close(): void;
}

/** Writes the examples' platform to a temporary folder. */
export function openExampleBench(): ExampleBench {
  const folder = mkdtempSync(join(tmpdir(), "towpath-examples-"));
  mkdirSync(join(folder, "platform"));
  writeFileSync(join(folder, "platform/postgres.json"), JSON.stringify(POSTGRES));
  writeFileSync(join(folder, "platform/postgres-objects.yaml"), "{}");
  for (const beside of ["Dockerfile", "openapi.yaml", "uses.json"]) writeFileSync(join(folder, beside), "");
  return {
    graphOf(example, now) {
      const [fragment, platformPart = {}] = loadAll(example).flatMap((part) =>
        part === null ? [] : objectOf(part, example),
      );
      const text = JSON.stringify(overlay(SERVICE, fragment ?? {}), undefined, 2);
      writeFileSync(join(folder, "towpath.yaml"), text);
      writeFileSync(join(folder, "platform/platform.yaml"), JSON.stringify(overlay(PLATFORM, platformPart)));
      const platform = loadPlatform("platform", nodeFiles, folder);
      const service = loadService("towpath.yaml", nodeFiles, folder);
      const documents = [...platform.findings, ...service.findings];
      if (!platform.value || !service.value || documents.length > 0) throw new Error(said(example, documents));
      const { graph, findings } = resolve({
        service: service.value,
        platform: platform.value,
        environment: "prod",
        now,
      });
      if (!graph || findings.length > 0) throw new Error(said(example, findings));
      return { graph, document: service.value, text };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The changes that an example of a rule about plans lists. Behind `---` a part of the service's manifest may follow. */
export function changesOf(example: string): {
  readonly changes: readonly JsonObject[];
  readonly manifest: string;
} {
  const [listed, manifest = {}] = loadAll(example);
  if (!Array.isArray(listed)) throw new Error(`No list of changes: ${example}`);
  const changes = listed.map((change: unknown) => {
    if (isJsonObject(change)) return change;
    throw new Error(`No change: ${JSON.stringify(change)}`);
  });
  return { changes, manifest: JSON.stringify(manifest) };
}

/** The services that an example of a rule about a fleet lists, each with `name`, `manifest` and perhaps more. */
export function fleetOf(example: string): Fleet {
  const listed = load(example);
  if (!Array.isArray(listed)) throw new Error(`No list of services: ${example}`);
  const services = listed.map((service: unknown) => {
    const { name, manifest, owner, criticality, consumes } = objectOf(service, example);
    const level = (["critical", "standard", "experimental"] as const).find((one) => one === criticality);
    const relied = Array.isArray(consumes) ? consumes.map(String) : [];
    const place = { file: String(manifest) };
    return {
      name: String(name),
      manifest: String(manifest),
      ...(owner === undefined ? {} : { owner: String(owner) }),
      ...(level === undefined ? {} : { criticality: level }),
      consumes: relied.map((other) => ({ service: other, place })),
      place,
    };
  });
  return { services };
}

/** The files of an example of a rule about a repository, by their path. A file that is no text is written as JSON. */
export function filesOf(example: string): Readonly<Record<string, string>> {
  const files = objectOf(load(example), example);
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === "string" ? content : JSON.stringify(content, undefined, 2),
    ]),
  );
}

function objectOf(value: unknown, example: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new Error(`No mapping: ${example}`);
}

function said(example: string, findings: readonly Finding[]): string {
  return `The example is not valid:\n${example}\n${findings.map(({ message }) => message).join("\n")}`;
}
