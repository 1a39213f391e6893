import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeClock, nodeFiles, Secret } from "@towpath/core";
import { localEngine, localFolders, stopServers } from "@towpath/engine-local";
import { loadPlatform, loadService, resolve } from "@towpath/manifest";
import { applyEnvironment, contextFor, fileStore, openSecretBox } from "@towpath/provisioning";

/** Real servers for one test file, with what opens them. */
export interface RealServers {
  /** By `resources.NAME.OUTPUT`. */
  output(name: string, output: string): Promise<string>;
  close(): Promise<void>;
}

/** Starts the servers of these resources: `{ db: "postgres", files: "bucket" }`. */
export async function realServers(resources: Readonly<Record<string, string>>): Promise<RealServers> {
  const home = mkdtempSync(join(tmpdir(), "towpath stores "));
  const folders = localFolders({ ...process.env, TOWPATH_HOME: home });
  const lines = Object.entries(resources).map(([name, type]) => {
    const settings = type === "postgres" ? ", settings: { maxConnections: 80 }" : ""; // every client has its own
    return `  ${name}: { type: ${type}${settings} }\n`;
  });
  const manifest = "apiVersion: towpath.dev/v1\nkind: Service\nmetadata: { name: stores }\nresources:\n";
  writeFileSync(join(home, "towpath.yaml"), manifest + lines.join(""));
  const service = loadService("towpath.yaml", nodeFiles, home).value;
  const platform = loadPlatform(undefined, nodeFiles, home).value;
  if (!service || !platform) throw new Error("the documents do not load");
  const { graph, findings } = resolve({ service, platform, environment: "dev", now: new Date("2026-11-22") });
  if (!graph) throw new Error(JSON.stringify(findings));
  const secretBox = await openSecretBox(join(home, "key"));
  const state = fileStore(join(home, "state"));
  const { signal } = new AbortController();
  const context = contextFor({
    clock: nodeClock,
    signal,
    variables: process.env,
    secrets: () => Promise.reject(new Error("no secrets here")),
    holder: { who: "test", run: "1", since: "2026-11-22T09:00:00Z" },
    graph,
    state,
    secretBox,
  });
  const engines = new Map([["local", localEngine({ name: "local", folders, secretBox })]]);
  const close = async () => {
    await stopServers({ folders, service: "stores", environment: "dev", clock: nodeClock, signal });
    rmSync(folders.servers, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const { outcome } = await applyEnvironment({ graph, engines, state, context });
    if (outcome.status !== "done") throw new Error(JSON.stringify(outcome));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    async output(name, output) {
      const value = await context.outputs(`resources.${name}`, output);
      return value instanceof Secret ? value.reveal() : String(value);
    },
    close,
  };
}
