import { readdirSync, readFileSync } from "node:fs";

/**
 * Ends what a job left running, as the runner does when a job ends: every process that has the job's
 * `RUNNER_TRACKING_ID` in its environment. A service that a deployment starts must not have it.
 * Source: actions/runner, src/Runner.Worker/JobExtension.cs.
 *
 * @returns how many there were
 */
export function endOrphans(trackingId: string): number {
  if (process.platform !== "linux") return 0;
  let ended = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const variables = readFileSync(`/proc/${name}/environ`, "utf8").split("\0");
      if (!variables.includes(`RUNNER_TRACKING_ID=${trackingId}`)) continue;
      process.kill(Number(name), "SIGKILL");
      ended += 1;
    } catch {
      // another user's, or gone
    }
  }
  return ended;
}
