import { join } from "node:path";
import type { LoopbackRegistry } from "./loopback-registry.ts";

/** Variables with which npm, its cache and ours are a test's own. @param home a folder of the test's */
export function npmVariables(home: string, { url }: Pick<LoopbackRegistry, "url">): Record<string, string | undefined> {
  return {
    PATH: process.env["PATH"],
    HOME: home,
    TOWPATH_HOME: join(home, "data"),
    XDG_CACHE_HOME: join(home, "cache"),
    npm_config_cache: join(home, "npm-cache"),
    npm_config_registry: url,
    npm_config_fetch_retries: "0",
  };
}
