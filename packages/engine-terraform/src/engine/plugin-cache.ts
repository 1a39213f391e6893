import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, fileStore, withLock } from "@towpath/provisioning";
import type { TerraformEngineParts } from "./engine-parts.ts";

/** Where providers are kept that were fetched once. */
export interface PluginCache {
  /** For the environment of the program. */
  readonly variables: Readonly<Record<string, string>>;
  /** Does what may fetch providers into it, while nobody else on this machine does: two at once would break each other's files. */
  alone<T>(fetching: () => Promise<T>): Promise<T>;
}

const NONE: PluginCache = { variables: {}, alone: (fetching) => fetching() };
const LOCK = "plugins/cache";
/** The largest providers are some hundred megabytes. */
const WAIT_MS = 15 * 60_000;

/** Who of this process waits for a folder: the lock between processes is slow to change hands. */
const waiting = new Map<string, Promise<unknown>>();

/**
 * The folder that Terraform shares providers in between its runs, whose own folders are gone with them. None where the user names
 * one, in the environment or in the CLI configuration, and where it cannot be made.
 *
 * @param hasLockFile the platform names which providers are taken, with their checksums: then only those are
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-plugin-cache
 */
export function pluginCache(
  { folders: { cache } }: Pick<TerraformEngineParts, "folders">,
  hasLockFile: boolean,
  context: Pick<Context, "clock" | "events" | "holder" | "signal" | "variables">,
): PluginCache {
  const { variables } = context;
  if (cache === undefined || variables["TF_PLUGIN_CACHE_DIR"] || hasOwnCache(variables)) return NONE;
  const base = join(cache, "terraform");
  const folder = join(base, "plugins");
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch {
    return NONE; // providers are fetched each time, as without a cache
  }
  const store = fileStore(join(base, "locks"));
  return {
    variables: {
      TF_PLUGIN_CACHE_DIR: folder,
      // The lock file that Terraform writes itself is gone with the run's folder: nothing can be broken in it.
      ...(hasLockFile ? {} : { TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1" }),
    },
    async alone(fetching) {
      const before = waiting.get(base) ?? Promise.resolve();
      const turn = before.then(() => withLock(store, LOCK, context.holder, WAIT_MS, context, fetching));
      waiting.set(
        base,
        turn.catch(() => undefined),
      );
      return turn;
    },
  };
}

/** A CLI configuration that names a cache of its own. See https://developer.hashicorp.com/terraform/cli/config/config-file. */
function hasOwnCache(variables: Context["variables"]): boolean {
  const named = variables["TF_CLI_CONFIG_FILE"];
  const home = variables["HOME"];
  const files = named ? [named] : home ? [join(home, ".terraformrc"), join(home, ".tofurc")] : [];
  return files.some((file) => {
    try {
      return /^\s*plugin_cache_dir\b/m.test(readFileSync(file, "utf8"));
    } catch {
      return false;
    }
  });
}
