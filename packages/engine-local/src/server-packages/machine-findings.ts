import { type Finding, makeFinding } from "@towpath/core";
import type { LocalFolders } from "../data-folder/local-folders.ts";
import { findNpm } from "./find-npm.ts";
import { npmMissing } from "./install-server-package.ts";
import { whyPlatformUnsupported } from "./platform.ts";
import { isInstalled, type ServerPackage } from "./server-package.ts";

/**
 * Why servers cannot run here. Touches nothing and fetches nothing: that happens, announced, when a server is first needed.
 *
 * @param servers the choice that there is: where none of them was fetched, npm is needed
 */
export function machineFindings(
  folders: Pick<LocalFolders, "cache">,
  variables: Readonly<Record<string, string | undefined>>,
  servers: readonly ServerPackage[],
): readonly Finding[] {
  const platform = whyPlatformUnsupported();
  if (platform) return [finding("engine-local/platform-unsupported", platform.message, platform.hint)];
  const [first] = servers;
  if (!first || servers.some((server) => isInstalled(server, folders.cache)) || findNpm(variables)) return [];
  const error = npmMissing(first);
  return [finding(error.code, error.message, error.hint ?? "")];
}

function finding(code: string, message: string, suggestion: string): Finding {
  const docs = `packages/engine-local/README.md#${code.replace("/", "-")}`;
  return makeFinding({ code, message, docs, suggestions: [suggestion] });
}
