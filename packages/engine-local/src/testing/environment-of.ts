import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeFiles } from "@towpath/core";
import { loadPlatform, loadService, resolve } from "@towpath/manifest";
import { contextFor, type Environment, fileStore, openSecretBox } from "@towpath/provisioning";
import { localEngine } from "../local-engine.ts";
import type { LocalFixture } from "./local-fixture.ts";

/**
 * A service in `dev` on the local engine, opened as each command opens it, its state and key in the data folder.
 *
 * @param manifest the text of `towpath.yaml`
 * @param platformFile relative to the data folder; the starter platform when absent
 */
export async function environmentOf(
  { home, folders, step }: LocalFixture,
  manifest: string,
  platformFile?: string,
): Promise<Environment> {
  writeFileSync(join(home, "towpath.yaml"), manifest);
  const service = loadService("towpath.yaml", nodeFiles, home).value;
  const platform = loadPlatform(platformFile, nodeFiles, home).value;
  if (!service || !platform) throw new Error("the documents do not load");
  const { graph, findings } = resolve({ service, platform, environment: "dev", now: new Date("2026-11-22") });
  if (!graph) throw new Error(JSON.stringify(findings));
  const secretBox = await openSecretBox(join(home, "key"));
  const state = fileStore(join(home, "state"));
  const engines = new Map([["local", localEngine({ name: "local", folders, secretBox })]]);
  const { clock, signal, variables, secrets, holder } = step;
  const context = contextFor({ clock, signal, variables, secrets, holder, graph, state, secretBox });
  return { graph, engines, state, context };
}
