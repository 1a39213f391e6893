import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Finding, isJsonObject, type Json, nodeFiles } from "@towpath/core";
import { type Graph, loadPlatform, loadService, overlay, resolve } from "@towpath/manifest";
import { load } from "js-yaml";

const SERVICE = { apiVersion: "towpath.dev/v1", kind: "Service", metadata: { name: "orders" } };

/** What the examples are resolved against: one environment that is not local, and a database with backups. */
const PLATFORM = {
  apiVersion: "towpath.dev/v1",
  kind: "Platform",
  metadata: { name: "example" },
  environments: { prod: { engine: "kubernetes" } },
  resourceTypes: ["./postgres.json"],
};
const POSTGRES = {
  apiVersion: "towpath.dev/v1",
  kind: "ResourceType",
  metadata: { name: "postgres", title: "PostgreSQL" },
  stateful: true,
  versions: [
    { version: "17", status: "current" },
    { version: "14", status: "deprecated", until: "2027-03-31", successor: "17" },
  ],
  settings: { backupRetentionDays: { type: "integer", minimum: 1, default: 7 } },
  outputs: { url: { type: "string", secret: true } },
  recipes: { kubernetes: { objects: "./postgres-objects.yaml" } },
};

/** A platform in files, to resolve parts of manifests against. */
export interface ExampleBench {
  /** The graph of a manifest that has this part. @throws where the part is no part of a valid manifest */
  graphOf(fragment: string, now: Date): { readonly graph: Graph; readonly text: string };
  close(): void;
}

/** Writes the examples' platform to a temporary folder. */
export function openExampleBench(): ExampleBench {
  const folder = mkdtempSync(join(tmpdir(), "towpath-examples-"));
  mkdirSync(join(folder, "platform"));
  writeFileSync(join(folder, "platform/platform.yaml"), JSON.stringify(PLATFORM));
  writeFileSync(join(folder, "platform/postgres.json"), JSON.stringify(POSTGRES));
  writeFileSync(join(folder, "platform/postgres-objects.yaml"), "{}");
  return {
    graphOf(fragment, now) {
      const text = JSON.stringify(overlay(SERVICE, objectOf(fragment)), undefined, 2);
      writeFileSync(join(folder, "towpath.yaml"), text);
      const platform = loadPlatform("platform", nodeFiles, folder);
      const service = loadService("towpath.yaml", nodeFiles, folder);
      const documents = [...platform.findings, ...service.findings];
      if (!platform.value || !service.value || documents.length > 0) throw new Error(said(fragment, documents));
      const { graph, findings } = resolve({
        service: service.value,
        platform: platform.value,
        environment: "prod",
        now,
      });
      if (!graph || findings.length > 0) throw new Error(said(fragment, findings));
      return { graph, text };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The changes that an example of a rule about plans lists. */
export function changesOf(example: string): readonly { readonly [key: string]: Json }[] {
  const changes: unknown = load(example);
  if (!Array.isArray(changes)) throw new Error(`No list of changes: ${example}`);
  return changes.map((change) => {
    if (isJsonObject(change)) return change;
    throw new Error(`No change: ${JSON.stringify(change)}`);
  });
}

function objectOf(fragment: string) {
  const value: unknown = load(fragment);
  if (isJsonObject(value)) return value;
  throw new Error(`No part of a manifest: ${fragment}`);
}

function said(fragment: string, findings: readonly Finding[]): string {
  return `The example is not valid:\n${fragment}\n${findings.map(({ message }) => message).join("\n")}`;
}
