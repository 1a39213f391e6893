import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Files, type Finding, type JsonObject, nodeFiles } from "@towpath/core";
import { type Graph, loadPlatform, loadService, type PlatformModel, resolve } from "@towpath/manifest";

/** The folder of the package. */
export const PACKAGE = join(import.meta.dirname, "../..");

/** The day on which tests are. */
export const TODAY = new Date("2026-11-22T12:00:00Z");

/**
 * A platform that offers the package's types.
 *
 * @param settings what prod says of them, by type and setting
 * @throws where they do not load
 */
export function azurePlatform(settings: JsonObject = {}): PlatformModel {
  return platformOf((text) => text.replace("    values:", `    settings: ${JSON.stringify(settings)}\n    values:`));
}

/** A platform whose file says something else than the one of these tests. @throws where it does not load */
export function platformOf(said: (text: string) => string): PlatformModel {
  const file = join(import.meta.dirname, "platform.yaml");
  const files: Files = {
    ...nodeFiles,
    read: (path) => {
      const bytes = nodeFiles.read(path);
      return path === file && bytes ? new TextEncoder().encode(said(new TextDecoder().decode(bytes))) : bytes;
    },
  };
  const { value, findings } = loadPlatform(file, files, PACKAGE);
  if (!value || findings.length > 0) throw new Error(findings.map(({ message }) => message).join("\n"));
  return value;
}

/** A service with these resources (YAML in flow form), read and resolved. @throws where it is no valid one */
export function azureService(
  resources: string,
  { environment = "prod", platform = azurePlatform(), more = "" } = {},
): { readonly graph: Graph; readonly findings: readonly Finding[] } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "towpath-azure-")));
  try {
    writeFileSync(
      join(folder, "towpath.yaml"),
      `apiVersion: towpath.dev/v1
kind: Service
metadata: { name: shop, owner: team-shop, criticality: critical, labels: { cost-center: "4711" } }
resources: ${resources}
${more}`,
    );
    const service = loadService("towpath.yaml", nodeFiles, folder);
    const resolved = service.value
      ? resolve({ service: service.value, platform, environment, now: TODAY })
      : { findings: [], graph: undefined };
    const found = [...service.findings, ...resolved.findings].map(({ message }) => message);
    if (!resolved.graph) throw new Error(found.join("\n"));
    return { graph: resolved.graph, findings: resolved.findings };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
