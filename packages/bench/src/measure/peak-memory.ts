import { spawnSync } from "node:child_process";
import type { Command } from "./run-timed.ts";

/** Has Node say at its end, behind all else, how much memory it held at most. */
const SAYS_PEAK =
  "data:text/javascript,process.on('exit',()=>process._rawDebug('peak '+process.resourceUsage().maxRSS))";

/**
 * The most memory that a Node process and its threads held, in MiB.
 *
 * @throws {Error} where it ends with another exit code than expected
 */
export function peakMemory({ args, folder, variables, exitCode = 0 }: Command): number {
  const words = ["--import", SAYS_PEAK, ...args];
  const { status, stderr } = spawnSync(process.execPath, words, {
    cwd: folder,
    env: variables,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const [, kibibytes] = /^peak (\d+)$/m.exec(stderr) ?? [];
  if (status !== exitCode || kibibytes === undefined)
    throw new Error(`${args.join(" ")} ended with ${status ?? "a signal"}.\n${stderr.slice(-2_000)}`);
  return Number(kibibytes) / 1024;
}
