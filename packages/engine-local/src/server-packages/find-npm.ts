import { existsSync, realpathSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join } from "node:path";

/** How npm is started. */
export interface NpmCommand {
  readonly file: string;
  readonly args: readonly string[];
}

/** The npm that runs us, that came with this Node, or that stands in PATH. Undefined where there is none. */
export function findNpm(variables: Readonly<Record<string, string | undefined>>): NpmCommand | undefined {
  const running = variables["npm_execpath"];
  const beside = join(dirname(process.execPath), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js");
  for (const script of [running, beside]) {
    if (script?.endsWith("npm-cli.js") && existsSync(script)) return { file: process.execPath, args: [script] };
  }
  for (const folder of (variables["PATH"] ?? "").split(delimiter)) {
    const candidate = join(folder, "npm");
    if (!isAbsolute(folder) || !existsSync(candidate)) continue;
    const script = realpathSync(candidate);
    return script.endsWith(".js") ? { file: process.execPath, args: [script] } : { file: candidate, args: [] };
  }
  return undefined;
}

/** What npm may read of its settings when it fetches servers: where from and how, never what to leave out. */
const NETWORK_SETTING =
  /^npm_config_(registry|.*:registry|cache|userconfig|globalconfig|ca|cafile|cert|key|proxy|https_proxy|noproxy|strict_ssl|maxsockets|fetch_.*|prefer_offline|offline|_auth.*|.*:_auth.*)$/i;

/**
 * The environment of npm: this process's own, for a registry may be named and paid for in any variable, without what
 * would change which packages it installs or run anything beside it.
 */
export function npmEnvironment(variables: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || name === "NODE_OPTIONS" || name === "NODE_ENV") continue;
    if (/^npm_(config|package|lifecycle|command|execpath|node)/i.test(name) && !NETWORK_SETTING.test(name)) continue;
    environment[name] = value;
  }
  return environment;
}
