import type { Files } from "@towpath/core";
import type { Loaded } from "../document/loaded.ts";
import { loadService } from "./load-service.ts";
import type { ServiceDocument } from "./service-document.ts";

/**
 * Reads the manifest of a service as {@link loadService} does, and what reads Score files where it is one or names one.
 * Never throws for what a file holds.
 */
export async function openService(path: string, files: Files, folder: string): Promise<Loaded<ServiceDocument>> {
  const { needsScore, ...loaded } = loadService(path, files, folder);
  if (!needsScore) return loaded;
  const { scoreManifest } = await import("../score/score-manifest.ts");
  return loadService(path, files, folder, scoreManifest);
}
