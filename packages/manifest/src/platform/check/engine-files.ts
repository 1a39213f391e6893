import { dirname, resolve } from "node:path";
import { errorMessage, type Files } from "@towpath/core";
import { pathFlaw } from "../../document/paths.ts";
import { shown } from "../../finding.ts";
import type { PlatformModel } from "../platform-model.ts";
import type { Report } from "./reporter.ts";

/** Whether the dependency lock files are there that engines name. */
export function checkEngineFiles({ document, source, home }: PlatformModel, files: Files, report: Report): void {
  if (!home) return;
  const folder = dirname(home.path);
  for (const [environment, { engines = {} }] of Object.entries(document.environments))
    for (const [name, { kind, lock }] of Object.entries(engines)) {
      if (kind !== "terraform" || lock === undefined) continue;
      const at = [source, ["environments", environment, "engines", name, "lock"], "value"] as const;
      const flaw = pathFlaw(lock, folder, home.boundary, files);
      if (flaw !== undefined) {
        report({ code: "manifest/path", message: `The path ${shown(lock)} ${flaw}.`, at });
        continue;
      }
      try {
        if (files.read(resolve(folder, lock)) !== undefined) continue;
        const suggestions = ["The path is relative to this file. `terraform providers lock` writes one."];
        report({
          code: "manifest/not-found",
          message: `There is no dependency lock file at ${shown(lock)}.`,
          at,
          suggestions,
        });
      } catch (error) {
        report({ code: "manifest/unreadable", message: `${shown(lock)} cannot be read: ${errorMessage(error)}.`, at });
      }
    }
}
