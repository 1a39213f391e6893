import { devNull } from "node:os";
import { type ProgramResult, runProgram } from "@towpath/engine-local/fetching";
import { OperationError } from "../errors.ts";
import type { GitReference } from "./git-reference.ts";

/** Of git's own variables those that say how a host is reached and trusted; the rest would lead it elsewhere. */
const OF_THE_WAY =
  /^GIT_(SSH|SSH_COMMAND|SSH_VARIANT|SSL_.*|PROXY_SSL_.*|HTTP_USER_AGENT|CONFIG_GLOBAL|CONFIG_SYSTEM|CONFIG_NOSYSTEM|CONFIG_COUNT|CONFIG_KEY_\d+|CONFIG_VALUE_\d+)$/;

/** Nothing of a repository is run, and nothing is fetched beside what was asked for. */
const SETTINGS = [
  `core.hooksPath=${devNull}`,
  `core.attributesFile=${devNull}`,
  "core.fsmonitor=false",
  "core.autocrlf=false",
  "core.protectHFS=true",
  "core.protectNTFS=true",
  "init.defaultBranch=main",
  "submodule.recurse=false",
  "fetch.recurseSubmodules=false",
  "fetch.writeCommitGraph=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "advice.detachedHead=false",
  "http.lowSpeedLimit=1",
  "http.lowSpeedTime=60",
].flatMap((setting) => ["-c", setting]);

/** A run of git. */
export interface GitRun {
  readonly args: readonly string[];
  readonly folder: string;
  readonly transport: GitReference["transport"];
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/**
 * Runs the user's own git, which asks nobody anything: credentials come from its helpers or an agent.
 *
 * @throws {OperationError} `operation/platform-tool-missing`
 */
export async function runGit(run: GitRun, signal: AbortSignal): Promise<ProgramResult> {
  const { args, folder, transport, variables, timeoutMs } = run;
  const environment = gitEnvironment(variables, transport);
  try {
    return await runProgram({ file: "git", args: [...SETTINGS, ...args], folder, environment, timeoutMs }, signal);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
    throw new OperationError({
      code: "operation/platform-tool-missing",
      message: "The platform has to be fetched with git, and there is no git in PATH.",
      hint: "Install git, or name a platform that is a path or an npm package.",
      cause: error,
    });
  }
}

/**
 * The environment for a git that talks to a host and runs nothing of a repository.
 *
 * @param transport the protocol of the address
 */
export function gitEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
  transport: string,
): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || name === "SSH_ASKPASS" || /^LC_|^LANG/.test(name)) continue;
    if (!name.startsWith("GIT_") || OF_THE_WAY.test(name)) environment[name] = value;
  }
  return {
    ...environment,
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_ASKPASS: "",
    SSH_ASKPASS_REQUIRE: "never",
    GCM_INTERACTIVE: "never",
    GIT_LFS_SKIP_SMUDGE: "1",
    // A setting of the user's may turn https into ssh, and the other way; never into a command or a file.
    GIT_ALLOW_PROTOCOL: transport === "https" || transport === "ssh" ? "https:ssh" : transport,
  };
}
